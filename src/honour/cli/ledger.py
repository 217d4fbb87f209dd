"""`honour ledger`: the kept ledger, checked and carried out of the house."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from honour.cli.home import check_installation, open_home


@click.group()
def ledger() -> None:
    """Verify the ledger, export it for others to verify, show its newest checkpoint, prove one entry."""


@ledger.command()
@click.pass_context
def verify(ctx: click.Context) -> None:
    """Check every entry, the tree and all checkpoints as they are stored. Exit code 1 if anything is not intact."""
    open_home(ctx)
    check_installation()
    _take_in_what_waits()
    from honour.evidence.verifying import verify_ledger
    from honour.notice.wording import counted

    check = verify_ledger(dt.datetime.now(dt.UTC))
    for problem in check.problems:
        click.echo(problem.message)
    if check.problems:
        click.echo(f"Not intact: {len(check.problems)} problem{'' if len(check.problems) == 1 else 's'}.")
        sys.exit(1)
    under = counted(check.checkpoints, "checkpoint")
    click.echo(
        f"Intact: {counted(check.report.entries, 'entry', 'entries')} under {under}, none changed, none missing."
    )


@ledger.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def export(ctx: click.Context, file: Path) -> None:
    """Write the ledger to a file that anybody can check, with no database: honour verify FILE."""
    open_home(ctx)
    check_installation()
    _take_in_what_waits()
    from honour.evidence.exporting import export_ledger
    from honour.notice.wording import counted

    count = export_ledger(file, dt.datetime.now(dt.UTC))
    click.echo(f"Written: {file}, {counted(count, 'entry', 'entries')}. Check it with: honour verify {file}")


@ledger.command()
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="Default: the screen.")
@click.pass_context
def checkpoint(ctx: click.Context, out: Path | None) -> None:
    """Show the newest signed checkpoint. Kept elsewhere, it shows later whether anything was cut off."""
    open_home(ctx)
    check_installation()
    _take_in_what_waits()
    from honour.evidence.exporting import last_checkpoint

    _write(last_checkpoint().note, out)


@ledger.command()
@click.argument("entry", type=int)
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="Default: the screen.")
@click.pass_context
def proof(ctx: click.Context, entry: int, out: Path | None) -> None:
    """Write the proof of one entry, which anybody can check offline: honour verify FILE."""
    open_home(ctx)
    check_installation()
    _take_in_what_waits()
    from honour.evidence.proofs import proof_of

    _write(proof_of(entry).text(), out)


def _take_in_what_waits() -> None:
    """Integrate committed entries, so that what has just happened is covered even without a worker."""
    from honour.evidence.tree.integrating import integrate
    from honour.evidence.tree.signing import installed_signing

    while integrate(installed_signing(), dt.datetime.now(dt.UTC)):
        pass


def _write(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        click.echo(f"Written: {out}")
