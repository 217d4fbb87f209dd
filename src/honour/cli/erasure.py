"""`honour erasure`: what erasures there were, and whether anything is left of them."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from honour.cli.failures import Unreadable
from honour.cli.home import check_installation, open_home

if TYPE_CHECKING:
    from honour.register.models import Erasure, Subject

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def erasure() -> None:
    """See what was erased, and whether anything is left of it."""


@erasure.command(name="list")
@click.pass_context
def list_(ctx: click.Context) -> None:
    """List the erasures, the newest first: number, person, when, how it stands, certificate."""
    open_home(ctx)
    check_installation()
    from django.utils import timezone

    from honour.register.models import Erasure

    rows = Erasure.objects.exclude(reason="replay").select_related("subject").order_by("-pk")
    for row in rows.prefetch_related("certificates")[:200]:
        made = max((each.pk for each in row.certificates.all()), default=None)
        what = "everything" if row.record is None else f"record {row.record}"
        stands = Erasure.Step(row.step).name.lower()
        told, asked = f"certificate {made}" if made else "no certificate", timezone.localtime(row.asked_at)
        click.echo(f"{row.pk:>8}  {row.subject.public_id}  {asked:%Y-%m-%d}  {what:<14} {stands:<10} {told}")
    if not rows:
        click.echo("Nothing was erased yet.")


@erasure.command()
@click.argument("which", metavar="ID")
@click.option(
    "--values",
    "values",
    type=click.File("r", encoding="utf-8"),
    help="Values to look for, a line each; - reads them from the keyboard. They are kept nowhere.",
)
@click.option("--certificate", "folder", type=_FOLDER, help="Write the certificate and its letter into this folder.")
@click.pass_context
def verify(ctx: click.Context, which: str, values: TextIO | None, folder: Path | None) -> None:
    """Look for what was erased, in every file and in the newest backup, and certify what that shows.

    ID is an erasure's number, or the opaque id of the person. Somebody not erased yet is looked for too: that shows
    where they are found now, which is the control for finding nothing afterwards. Exit code 1 if anything is found that
    should be gone.
    """
    open_home(ctx)
    check_installation()
    from honour.cli.certificates import tell, write_files
    from honour.register.models import Subject
    from honour.retention.proof.following import look_again

    erasures = _found(which)
    if not erasures:
        subject = Subject.objects.filter(public_id=which, status=Subject.Status.LIVE).first()
        if subject is None:
            raise Unreadable("There is no erasure of this number, and nobody under this id. See: honour erasure list")
        _control(subject)
        return
    typed = [line.strip() for line in values] if values else []
    made = look_again(erasures, dt.datetime.now(dt.UTC), typed)
    tell(made)
    if folder:
        write_files(made, folder)
    sys.exit(0 if made.nothing_found else 1)


def _found(which: str) -> list[Erasure]:
    """Give the erasures meant: those that one certificate covers together, or all of a person that are done."""
    from honour.register.holding import held_openly
    from honour.register.models import Erasure

    done = Erasure.objects.carried_out().exclude(reason="replay").select_related("subject")
    if not which.isdigit():
        theirs = list(done.filter(subject__public_id=which))
        held = held_openly(theirs[0].subject_id) if theirs else frozenset()
        return [row for row in theirs if row.record not in held]
    row = done.filter(pk=which).first()
    if row is None or row.record in held_openly(row.subject_id):
        return []
    last = row.certificates.order_by("-pk").first()
    return list(last.erasures.select_related("subject")) if last else [row]


def _control(subject: Subject) -> None:
    """Say where somebody who is not erased is found."""
    from honour.register.models import Erasure
    from honour.retention.proof.finder import Finder
    from honour.retention.proof.looking import look
    from honour.retention.proof.traces import traces_of

    traces = traces_of([Erasure(subject=subject)])
    finder = Finder(traces.needles())
    seen = look(finder)
    found = seen.things(finder.needles, range(len(finder.needles)))
    click.echo("Not erased. The positive control: where they are found now, by what is stored and in clear.")
    for place, kinds in found.items():
        click.echo(f"  {place}: " + ", ".join(f"{len(things)} {kind}" for kind, things in kinds.items()))
    if not seen.places.applicable:
        click.echo(f"  Byte search not applicable: {seen.places.why}.")
    total = len(traces.hashes) + len(traces.marks)
    stored = {
        thing for kinds in found.values() for kind, all_of in kinds.items() if kind != "values" for thing in all_of
    }
    click.echo(f"  {len(stored)} of {total} stored things were found, so finding none later says something.")
