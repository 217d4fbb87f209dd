"""`honour erase`: erases a person, or one record of theirs."""

from __future__ import annotations

import datetime as dt

import click

from honour.cli.home import check_schema, open_home


@click.command()
@click.argument("person")
@click.option("--record", type=int, help="Only this record. Default: everything about the person.")
@click.option("--reason", type=click.Choice(["request", "due", "mistake"]), required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def erase(ctx: click.Context, person: str, record: int | None, reason: str, yes: bool) -> None:
    """Erase PERSON, named by the opaque id in the address of their page. Keys are destroyed; it cannot be undone."""
    open_home(ctx)
    check_schema()
    from honour.register.erasing import erase_person, erase_record
    from honour.register.overview import overview

    held = overview(person)
    count = 1 if record is not None else len(held.records)
    if not yes:
        click.confirm(
            f"This deletes {count} record{'' if count == 1 else 's'}. It cannot be undone. Go on?", abort=True
        )
    now = dt.datetime.now(dt.UTC)
    if record is None:
        erased = erase_person(person, reason=reason, asked_by="command-line", at=now)
    else:
        erased = erase_record(person, record, reason=reason, asked_by="command-line", at=now)
    click.echo(f"Deleted: {erased.records} records, {erased.keys} keys destroyed (ledger entry {erased.entry}).")
    click.echo("Copies in backups that still hold a destroyed key stay readable with it until they expire.")
