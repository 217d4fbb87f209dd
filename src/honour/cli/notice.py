"""The commands that work on a notice as a file. They load no Django."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import click

from honour.cli.failures import Unreadable

FILE = click.Path(path_type=Path)


def _read(path: Path) -> bytes:
    if path.is_dir():
        raise Unreadable(f"{path} is a folder. Name the notice's file in it.")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(f"There is no file {path}.") from None


@click.command()
@click.argument("file", type=FILE)
@click.option("--law", type=click.Choice(["uk", "eu"]), help="Default: the law that the notice names.")
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="The day whose law holds. Default: today.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def check(file: Path, law: str | None, at: dt.datetime | None, form: str) -> None:
    """Find what is missing or unlawful in a notice: code, clause, line, what to do, and the source.

    Exit code 0 without errors, 1 with, 2 when the file cannot be read.
    """
    from honour.notice.check import report
    from honour.notice.reading import load_notice

    loaded = load_notice(_read(file), str(file))
    day = at.date() if at else dt.datetime.now(dt.UTC).date()
    written = report(loaded.notice, name=str(file), at=day, law=law, source=loaded.source, form=form)  # type: ignore[arg-type] # click checked it
    click.echo(written.text)
    sys.exit(written.exit_code)


@click.command()
@click.argument("a", type=FILE)
@click.argument("b", type=FILE)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def diff(a: Path, b: Path, form: str) -> None:
    """Compare two notices clause by clause. Exit code 0 when they say the same, 1 when they differ."""
    from honour.notice import diff as differences
    from honour.notice.reading import load_notice

    before, after = (load_notice(_read(path), str(path)).notice for path in (a, b))
    changes = differences.diff(before, after)
    write = differences.as_json if form == "json" else differences.as_text
    click.echo(write(changes))
    sys.exit(1 if changes else 0)


@click.command()
@click.argument("file", type=FILE)
@click.option("--to", "form", type=click.Choice(["html", "text", "ropa.csv"]), required=True)
@click.option("-o", "--out", type=FILE, help="Default: the screen.")
def render(file: Path, form: str, out: Path | None) -> None:
    """Write a notice as a page, as plain text, or as the register of processing (Art 30)."""
    from honour.notice.builtin import with_builtin
    from honour.notice.reading import load_notice
    from honour.notice.render.html import page
    from honour.notice.render.ropa import render as as_register
    from honour.notice.render.text import render as as_text

    notice = with_builtin(load_notice(_read(file), str(file)).notice)
    written = page(notice) if form == "html" else as_text(notice) if form == "text" else as_register(notice)
    if out is None:
        click.echo(written, nl=False)
    else:
        out.write_text(written, encoding="utf-8", newline="")
        click.echo(f"Written: {out}", err=True)


@click.command()
@click.argument("what", type=click.Choice(["notice", "question", "decision"]))
def schema(what: str) -> None:
    """Print the JSON Schema of a notice, a question to the gate or its decision."""
    if what == "notice":
        from honour.notice.schema import notice_schema

        said = notice_schema()
    else:
        from honour.gate.wire import decision_schema, question_schema

        said = question_schema() if what == "question" else decision_schema()
    click.echo(json.dumps(said, indent=2, ensure_ascii=False))


@click.command()
@click.option("--notice", "files", type=FILE, multiple=True, required=True, help="Each version, oldest first.")
def decide(files: tuple[Path, ...]) -> None:
    """Answer questions by a notice: one JSON object a line comes in, one decision a line goes out."""
    from honour.gate.wire import decide_lines, gate_for
    from honour.notice.builtin import with_builtin
    from honour.notice.reading import load_notice

    versions = [with_builtin(load_notice(_read(path), str(path)).notice) for path in files]
    decide_lines(gate_for(versions), sys.stdin.buffer, sys.stdout)
