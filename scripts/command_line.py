"""Write docs/reference/command-line.md from the commands themselves: ``python scripts/command_line.py``."""  # noqa: INP001 - a script, no package

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from honour.cli.commands import COMMANDS, honour

PAGE = Path(__file__).parents[1] / "docs/reference/command-line.md"

_INTRODUCTION = """\
# The command line

`honour [--home FOLDER] COMMAND`. An installation lives in one folder, its home: the one that `--home` names, else
`HONOUR_HOME`, else `./var/demo` if the demonstration is there. What works on a notice as a file needs no home.

Exit codes: 0 done, or the answer is yes; 1 the answer is no (findings, a difference, a broken promise, a refusal);
2 the input or the installation cannot be read. 130: stopped by Ctrl-C; 141: whoever read the output went away.

<!-- Written by scripts/command_line.py from the commands; change those and run the script. -->
"""


def page() -> str:
    """Give the page in Markdown."""
    context = click.Context(honour, info_name="honour")
    parts = [_INTRODUCTION]
    for name in COMMANDS:
        command = honour.get_command(context, name)
        if command is None:
            continue
        parts += _command(command, click.Context(command, info_name=f"honour {name}"))
    return "\n".join(parts)


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    words = " ".join(piece for piece in command.collect_usage_pieces(context))
    yield (
        f"## `{context.info_name} {words}`\n" if not isinstance(command, click.Group) else f"## `{context.info_name}`\n"
    )
    yield f"{_said(command)}\n"
    yield from _options(command, context)
    if isinstance(command, click.Group):
        for name, inner in sorted(command.commands.items()):
            below = click.Context(inner, info_name=f"{context.info_name} {name}")
            usage = " ".join(inner.collect_usage_pieces(below))
            yield f"### `{below.info_name} {usage}`\n"
            yield f"{_said(inner)}\n"
            yield from _options(inner, below)


def _said(command: click.Command) -> str:
    paragraphs = (command.help or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    records = [
        record
        for parameter in command.params
        if isinstance(parameter, click.Option) and (record := parameter.get_help_record(context))
    ]
    if records:
        yield "| option | what it does |\n|---|---|"
        yield "\n".join(
            f"| `{names}` | {' '.join(words.split())} |".replace("[", "(").replace("]", ")") for names, words in records
        )
        yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
