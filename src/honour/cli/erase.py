"""`honour erase`: erases a person, a category of their data, or one record, and certifies it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from honour.cli.asking import ask_to_go_on
from honour.cli.failures import Unreadable, file_trouble
from honour.cli.home import check_installation, open_home

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("person")
@click.option("--record", type=int, help="Only this record. Default: everything about the person.")
@click.option("--category", help="Only what is held of this category.")
@click.option("--reason", type=click.Choice(["request", "due", "mistake"]), required=True)
@click.option("--certificate", "folder", type=_FOLDER, help="Write the certificate and its letter into this folder.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def erase(  # noqa: PLR0913, PLR0917 - each is an option
    ctx: click.Context,
    person: str,
    record: int | None,
    category: str | None,
    reason: str,
    folder: Path | None,
    yes: bool,
) -> None:
    """Erase PERSON, named by the opaque id in the address of their page. Keys are destroyed; it cannot be undone.

    What is erased is looked for in every file before and after, and what that shows is certified.
    """
    if record is not None and category:
        raise Unreadable("Name one thing: --record for one record, --category for everything of a category.")
    open_home(ctx)
    check_installation()
    from honour.cli.certificates import certificate_after, tell, write_files
    from honour.notice.wording import counted
    from honour.register.erasing import erase_category, erase_person, erase_record
    from honour.register.models import Erasure
    from honour.register.overview import overview
    from honour.register.unavailable import UNAVAILABLE

    held = [each for each in overview(person).records if category is None or each.category == category]
    count = 1 if record is not None else len(held)
    if not yes:
        ask_to_go_on(f"This deletes {counted(count, 'record')}. It cannot be undone. Go on?")
    now = dt.datetime.now(dt.UTC)
    try:
        if record is not None:
            erased = erase_record(person, record, reason=reason, asked_by="command-line", at=now)
        elif category:
            erased = erase_category(person, category, reason=reason, asked_by="command-line", at=now)
        else:
            erased = erase_person(person, reason=reason, asked_by="command-line", at=now)
    except UNAVAILABLE as trouble:
        if not Erasure.objects.filter(subject__public_id=person, asked_at=now).exists():
            raise
        why = file_trouble(trouble) if isinstance(trouble, OSError) else str(trouble).rstrip(".")
        raise Unreadable(
            "It has begun, and nobody can read the data any more. It could not be carried to its end: "
            f"{why}. Put that right; the worker goes on by itself. See: honour erasure list"
        ) from trouble
    unread = counted(erased.records, "record")
    click.echo(f"Nobody reads {unread} any more, and what may go is gone (ledger entry {erased.entry}).")
    if erased.kept:
        click.echo(f"A hold keeps {erased.kept} more, which nobody may use.")
    made = certificate_after(person, now)
    if made is None:
        click.echo("The certificate follows: the worker makes it, or: honour erasure verify " + person)
        return
    tell(made)
    if folder:
        write_files(made, folder)
