"""`honour import`: brings in a list of people that was kept elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from honour.cli.failures import Unreadable
from honour.cli.home import check_installation, open_home

if TYPE_CHECKING:
    from honour.intake.importing.mapping import Mapping
    from honour.intake.models import Import

_CHUNK = 65536
BY = "command-line"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--column", "columns", multiple=True, metavar="HEADING=WHAT", help="What a column holds. May be repeated."
)
@click.option("--purpose", "purposes", multiple=True, help="What the data were collected for. May be repeated.")
@click.option("--kind", help="The kind of person, where no column says so.")
@click.option("--source", help="Where the data came from, where no column says so.")
@click.option("--notice", "version", help="The version that people were given, or by-date.")
@click.option("--date", help="When the data were given, as 2024-05-31, where no column says so.")
@click.option("--known", type=click.Choice(["leave", "add"]), help="People who are here already. Default: leave.")
@click.option("--consent-words", help="The words that people agreed to, where a column holds consents.")
@click.option("--month-first", is_flag=True, help="3/4/2024 is the fourth of March.")
@click.option("--noughts", is_flag=True, help="Put back the 0 or + that a spreadsheet took from telephone numbers.")
@click.option("--refused", type=click.Path(dir_okay=False, path_type=Path), help="Write the rows not taken here.")
@click.option("--try-only", is_flag=True, help="Say what would happen, and write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def import_(ctx: click.Context, /, file: Path, refused: Path | None, try_only: bool, yes: bool, **said: Any) -> None:
    """Bring in the people in FILE, a list as CSV or .xlsx: first a trial that writes nothing, then the import.

    What a column holds: category.field (contact.email), date, source, kind, version, stop, consent:PURPOSE,
    objection:PURPOSE, or nothing. Left out, it is what the same headings held last time, or a guess.
    """
    open_home(ctx)
    check_installation()
    from honour.intake.importing.beginning import begin, cancel, settle, start
    from honour.intake.importing.errors import ImportRefusedError
    from honour.intake.importing.listing import open_list
    from honour.intake.importing.mapping import Mapping

    try:
        row = begin(_chunks(file), by=BY, at=_now())
    except ImportRefusedError as wrong:
        raise Unreadable(f"{file}: {wrong}") from None
    try:
        headings = open_list(row, _now()).headings
        mapping = _told(Mapping.of_json(row.mapping), headings, **said)
        _say_mapping(headings, mapping)
        settle(row, mapping, by=BY, at=_now())
        _work(row, "Trying")
        _say(row.trial, tried=True)
        _write_refused(row, refused)
        if try_only or not (yes or click.confirm("Bring them in?")):
            cancel(row, by=BY, at=_now())
            click.echo("Nothing was written.")
            return
        start(row, by=BY, at=_now())
        _work(row, "Bringing in")
    except ImportRefusedError as wrong:
        cancel(row, by=BY, at=_now())
        raise Unreadable(str(wrong)) from None
    _say(row.counts, tried=False)
    _write_refused(row, refused)


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            yield chunk


def _told(mapping: Mapping, headings: tuple[str, ...], **said: Any) -> Mapping:
    """Put what the command line says over what was remembered or guessed.

    Errors: ``Unreadable`` for a column that the list does not have.
    """
    columns = list(mapping.columns)
    for each in said["columns"]:
        heading, equals, held = each.partition("=")
        if not equals or heading not in headings:
            listed = ", ".join(headings)
            raise Unreadable(f"{each!r} is no HEADING=WHAT with a heading of this list. It has: {listed}.")
        columns[headings.index(heading)] = held.strip()
    given = {name: said[name] for name in ("kind", "source", "version", "date", "known", "consent_words") if said[name]}
    if said["purposes"]:
        given["purposes"] = tuple(said["purposes"])
    return replace(mapping, columns=tuple(columns), day_first=not said["month_first"], noughts=said["noughts"], **given)


def _say_mapping(headings: tuple[str, ...], mapping: Mapping) -> None:
    for heading, held in zip(headings, mapping.columns, strict=True):
        click.echo(f"  {heading:<30} {held or '(left out)'}")


def _work(row: Import, doing: str) -> None:
    """Work at an import here and now, saying how far it is."""
    from honour.intake.importing.errors import ImportRefusedError
    from honour.intake.importing.running import run_imports
    from honour.intake.models import Import
    from honour.notice.wording import counted

    holder = f"command-line:{row.public_id}"
    while row.state in {Import.State.CHECKING, Import.State.IMPORTING}:
        if not run_imports(_now(), holder, Import.objects.filter(pk=row.pk)):
            raise ImportRefusedError("Another worker is at this import. The console shows how far it is.")
        row.refresh_from_db()
        click.echo(f"{doing}: {counted(row.done_rows, 'row')}", err=True)
    if row.state == Import.State.FAILED:
        raise ImportRefusedError(row.why)


def _say(counts: dict[str, Any], *, tried: bool) -> None:
    from honour.notice.wording import counted

    would = "would be " if tried else ""
    kept_out = sum(counts["refused"].values())
    click.echo(
        f"{counted(counts['rows'], 'row')}: {counted(counts['new'], 'person', 'people')} {would}new, "
        f"{counts['matched']:,} here already,"
    )
    click.echo(f"{counts['twice']:,} in the list before, {kept_out:,} refused.")
    for word, name in (("only because a purpose is observed", "observed"), ("stopped by the list", "stopped"),
                       ("on the do-not-contact list already", "on_list"), ("consents taken", "consents"),
                       ("with a telephone number that lacks its 0 or + (see --noughts)", "cut")):  # fmt: skip
        if counts[name]:
            click.echo(f"  {counts[name]:>8,} {word}")
    for code, count in sorted(counts["refused"].items(), key=lambda each: -each[1]):
        click.echo(f"  {count:>8,} refused: {counts['sentences'][code]}")


def _write_refused(row: Import, to: Path | None) -> None:
    from honour.intake.importing.refused import refused_list

    if to is None:
        return
    to.touch(mode=0o600)
    with to.open("wb") as file:
        file.writelines(refused_list(row, _now()))
    click.echo(f"The rows that were not taken: {to} (it holds personal data; delete it when you are done)", err=True)
