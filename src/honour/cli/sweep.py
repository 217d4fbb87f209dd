"""`honour sweep`: deletes what is past its date, or says what that would take."""

from __future__ import annotations

import datetime as dt

import click

from honour.cli.home import check_installation, open_home


@click.command()
@click.option("--preview", "only_say", is_flag=True, help="Say what would go, and delete nothing.")
@click.option("--pause", default=20, show_default=True, help="Milliseconds between batches, for others to write.")
@click.option("--batch", default=5000, show_default=True, type=click.IntRange(1, 5000), help="Records of a batch.")
@click.option("--the-clock-is-right", "force", is_flag=True, help="The clock has gone on far, and it is right.")
@click.pass_context
def sweep(ctx: click.Context, only_say: bool, pause: int, batch: int, force: bool) -> None:
    """Delete what is past its date, as the worker does each night. A sweep that was cut off is gone on with."""
    open_home(ctx)
    check_installation()
    from django.utils import timezone

    from honour.notice.wording import counted
    from honour.retention.sweeps.previewing import preview
    from honour.retention.sweeps.running import run_sweep

    now = dt.datetime.now(dt.UTC)
    if not only_say:
        done = run_sweep(now, pause=pause / 1000, size=batch, force=force)
        click.echo(
            f"Deleted: {counted(done.records, 'record')}, {counted(done.keys, 'key')}; nothing is "
            f"left of {counted(done.people, 'person', 'people')}."
        )
        click.echo(f"{done.lapsed:,} stay for other purposes; {done.payloads:,} old payloads of the ledger went.")
        if done.accounts:
            click.echo(f"Accounts of people who left that went: {done.accounts:,}.")
        return
    found = preview(now)
    for one in found.going:
        oldest = timezone.localtime(one.oldest)
        rule = f"rule {one.rule}" if one.rule else "no rule gives them an end"
        click.echo(f"{one.records:>12,}  {one.what:<24} {rule}, the oldest of {oldest:%-d %B %Y}")
    click.echo(f"{found.records:>12,}  records would go; {found.held:,} more are held.")
    for purpose, count in found.lapsing.items():
        click.echo(f"{count:>12,}  would stay, though not for {purpose}")
    click.echo(f"{found.trail:>12,}  payloads of the ledger (rule honour-trail, honour-security-log)")
    click.echo(f"{found.staged:>12,}  staged items (rule honour-staging)")
    click.echo(f"{found.accounts:>12,}  accounts of people who left (rule honour-staff-accounts)")
