"""`honour mode`: whether a purpose is enforced, or observed while it is not known what enforcing would refuse."""

from __future__ import annotations

import datetime as dt

import click

from honour.cli.home import check_installation, open_home


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@click.command()
@click.argument("purpose")
@click.argument("mode", type=click.Choice(["observe", "enforce"]), required=False)
@click.pass_context
def mode(ctx: click.Context, purpose: str, mode: str | None) -> None:
    """Observe or enforce PURPOSE, and count what enforcing it refuses. Without MODE, only count.

    An observed purpose lets pass what the notice would refuse, and writes down each time that it did. It is the way in
    for data whose source or basis nobody knows yet; the promise board counts every such use as outside the notice.
    """
    open_home(ctx)
    check_installation()
    from honour.gate import Actor, Ask
    from honour.notice.wording import counted
    from honour.register.counting import count_uses
    from honour.register.modes import set_mode
    from honour.register.versions import versions

    now = _now()
    versions().clauses.number("purposes", purpose)
    if mode:
        set_mode(purpose, observed=mode == "observe", actor="command-line", at=now)
    observed = purpose in versions().observed
    actor = Actor("command-line", "service", {purpose: frozenset({"use"})})
    tally = count_uses(Ask(actor, "use", purpose, now))
    click.echo(f"{purpose} is {'observed' if observed else 'enforced'}.")
    click.echo(
        f"Of {counted(tally.allowed + tally.withheld, 'record')}, {tally.allowed - tally.observed} may be used for it."
    )
    if tally.observed:
        click.echo(f"{tally.observed} more pass only because it is observed.")
    for code, count in sorted(tally.refused.items(), key=lambda each: -each[1]):
        click.echo(f"{count} refused: {code}")
