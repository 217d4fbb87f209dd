"""The commands that work on a notice as a file. They load no Django."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from honour.cli.asking import Day
from honour.cli.failures import Unreadable

if TYPE_CHECKING:
    from honour.notice.model import Notice

FILE = click.Path(path_type=Path)


def _read(path: Path) -> bytes:
    if path.is_dir():
        raise Unreadable(f"{path} is a folder. Name the notice's file in it.")
    from honour.notice.reading import read_file

    try:
        return read_file(path)
    except FileNotFoundError:
        raise Unreadable(f"There is no file {path}.") from None


@click.command()
@click.argument("file", type=FILE)
@click.option("--law", type=click.Choice(["uk", "eu"]), help="Default: the law that the notice names.")
@click.option("--at", type=Day(), help="The day whose law holds. Default: today.")
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif"]), default="text", show_default=True)
def check(file: Path, law: str | None, at: dt.date | None, form: str) -> None:
    """Find what is missing or unlawful in a notice: code, clause, line, what to do, and the source.

    Exit code 0 without errors, 1 with, 2 when the file cannot be read.
    """
    from honour.notice.check import report
    from honour.notice.reading import load_notice

    loaded = load_notice(_read(file), str(file))
    day = at or dt.datetime.now(dt.UTC).astimezone().date()  # here, as the computer has it
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
@click.option("--to", "form", type=click.Choice(["html", "text", "ropa.csv", "ropa.xlsx", "jsonld"]), required=True)
@click.option("-o", "--out", type=FILE, help="Default: the screen.")
@click.option("--language", metavar="TAG", default="", help="One of the notice's translations, for html and text.")
@click.option("--page", metavar="ADDRESS", default="", help="Where the notice stands, for jsonld. Default: its id.")
def render(file: Path, form: str, out: Path | None, language: str, page: str) -> None:
    """Write a notice as a page, as text, as the register of processing (Art 30), or as linked data."""
    from honour.notice.builtin import with_builtin
    from honour.notice.reading import load_notice

    notice = with_builtin(load_notice(_read(file), str(file)).notice)
    if language and language not in notice.translations:
        raise Unreadable(
            f"The notice has no words in {language!r}. It has: {', '.join(notice.translations) or 'none'}."
        )
    written = _written(notice, form, language, page)
    if out is not None:
        out.write_bytes(written)
        click.echo(f"Written: {out}", err=True)
    elif form == "ropa.xlsx":
        raise Unreadable("A workbook is no text. Name a file for it: --out register.xlsx")
    else:
        click.echo(written.decode("utf-8-sig"), nl=False)


def _written(notice: Notice, form: str, language: str, page: str) -> bytes:
    """Write a notice in a form, as the bytes of a file; only what the form needs is loaded."""
    match form:
        case "html":
            from honour.notice.render.html import page as as_page

            return as_page(notice, language).encode()
        case "ropa.csv":
            from honour.notice.render.ropa import as_file

            return as_file(notice)
        case "ropa.xlsx":
            from honour.notice.render.ropa_book import book

            return book(notice)
        case "jsonld":
            from honour.notice.render.linked import notice_as_linked

            linked = notice_as_linked(notice, page or f"urn:notice:{notice.id}:{notice.version}")
            return (json.dumps(linked, indent=2, ensure_ascii=False) + "\n").encode()
    from honour.notice.render.text import render as as_text

    return as_text(notice, language=language).encode()


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
@click.option(
    "--notice",
    "files",
    type=FILE,
    multiple=True,
    required=True,
    help="Each version; the last to take effect is in use.",
)
def decide(files: tuple[Path, ...]) -> None:
    """Answer questions by a notice: one JSON object a line comes in, one decision a line goes out.

    A line that cannot be read is answered by what is wrong with it, and the exit code is 2 in the end.
    """
    from honour.gate.wire import decide_lines, gate_for
    from honour.notice.builtin import with_builtin
    from honour.notice.reading import load_notice

    versions = [with_builtin(load_notice(_read(path), str(path)).notice) for path in files]
    if decide_lines(gate_for(versions), sys.stdin.buffer, sys.stdout):
        sys.exit(2)
