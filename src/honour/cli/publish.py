"""`honour publish`: puts a version of the notice into use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from honour.cli.failures import Unreadable
from honour.cli.home import check_installation, open_home


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as-is", is_flag=True, help="Publish a historical notice with its faults, each acknowledged by name.")
@click.option(
    "--acknowledge",
    "acknowledged",
    multiple=True,
    metavar="CODE",
    help="With --as-is: an error's code, or 'CODE clause'. May be given more than once, or as a list with commas.",
)
@click.option(
    "--reason",
    "reasons",
    multiple=True,
    metavar="PURPOSE=WHY",
    help="Why the basis of a purpose is swapped for another. May be given more than once.",
)
@click.option(
    "--leave-untold",
    is_flag=True,
    help="Publish although people have to be told first: until they are, their data are not used for what is new.",
)
@click.pass_context
def publish(  # noqa: PLR0913, PLR0917 - each is an option
    ctx: click.Context,
    file: Path,
    as_is: bool,
    acknowledged: tuple[str, ...],
    reasons: tuple[str, ...],
    leave_untold: bool,
) -> None:
    """Publish a version of the notice at once, and record it on the ledger.

    Refused while the check finds errors, a swap of basis has no reason, an interest is not weighed, or people who must
    be told first have not been. `honour plan` says who.
    """
    if acknowledged and not as_is:
        raise Unreadable("--acknowledge goes with --as-is: only a historical notice is published with its errors.")
    open_home(ctx)
    check_installation()
    from django.db import transaction

    from honour.notice.reading import read_file
    from honour.notice.wording import counted
    from honour.publishing.proposing import record_reasons
    from honour.register.errors import PublishingRefusedError
    from honour.register.publishing import publish as put_into_use
    from honour.register.versions import versions
    from honour.staff.grants import grant_defaults

    data = read_file(file)
    given = dict(one.partition("=")[::2] for one in reasons)
    swapped: set[str] = set()
    if not as_is:
        swapped = _refuse_what_the_plan_refuses(
            file, data, {f"purpose.{one}" for one in given}, leave_untold=leave_untold
        )
    codes = [code.strip() for given in acknowledged for code in given.split(",")] if as_is else None
    try:
        published = put_into_use(data, str(file), actor="command-line", at=dt.datetime.now(dt.UTC), as_is=codes)
    except PublishingRefusedError as refused:
        of_the_check = any(code.isupper() for code in refused.codes)
        more = f"\nSee them all: honour check {file}" if of_the_check else ""
        raise click.ClickException(f"{refused}{more}") from None
    in_use = versions().current(dt.datetime.now(dt.UTC))
    if in_use.number != published.number:
        raise click.ClickException(
            f"Version {published.label} was published before, and {in_use.label}, published since, is in use. To go "
            "back to its words, publish them under a new version label."
        )
    with transaction.atomic():
        why = {f"purpose.{one}": words for one, words in given.items() if f"purpose.{one}" in swapped}
        record_reasons(published.label, why, by="command-line", at=dt.datetime.now(dt.UTC))
    grants = grant_defaults(published.notice)
    click.echo(f"Version {published.label} is published (ledger entry {published.entry}).")
    if grants:
        click.echo(
            f"{counted(grants, 'grant')} made to roles, as the notice suggests; the console shows who may do what."
        )


_WAYS_ON = {
    "no-reason": "Give the reason with --reason PURPOSE=WHY.",
    "untold": "See who: honour plan {file}. To write to them, make it a draft in the console (Notice, Drafts); or add "
    "--leave-untold: it is published all the same, and their data are kept from what is new.",
}
"""What to do about an obstacle, where its sentence does not say it."""


def _refuse_what_the_plan_refuses(file: Path, data: bytes, reasons: set[str], *, leave_untold: bool) -> set[str]:
    """Make the plan of a version that follows another, and refuse what stands in its way; give the bases it swaps.

    Errors: ``click.ClickException``.
    """
    from honour.notice.reading import load_notice
    from honour.publishing.errors import CannotPlanError
    from honour.publishing.into_use import obstacles_at_once
    from honour.publishing.plan.making import make_plan
    from honour.register.errors import UnknownVersionError

    try:
        plan = make_plan(load_notice(data, str(file)), dt.datetime.now(dt.UTC))
    except UnknownVersionError:
        return set()  # the first version changes nothing
    except CannotPlanError:
        return set()  # published before: publishing says so itself
    found = obstacles_at_once(plan, reasons, leave_untold=leave_untold)
    if found:
        lines = [f"  {one.sentence}" for one in found]
        codes = {one.code for one in found}
        ways = [way.format(file=file) for code, way in _WAYS_ON.items() if code in codes]
        raise click.ClickException("\n".join(["This version cannot be published yet.", *lines, *ways]))
    return {one.clause for one in plan.consequences if one.kind == "swap"}
