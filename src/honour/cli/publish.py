"""`honour publish`: puts a version of the notice into use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from honour.cli.failures import Unreadable
from honour.cli.home import check_schema, open_home


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
@click.pass_context
def publish(ctx: click.Context, file: Path, as_is: bool, acknowledged: tuple[str, ...]) -> None:
    """Publish a version of the notice, and record it on the ledger. Refused while the check finds errors."""
    if acknowledged and not as_is:
        raise Unreadable("--acknowledge goes with --as-is: only a historical notice is published with its errors.")
    open_home(ctx)
    check_schema()
    from honour.register.errors import PublishingRefusedError
    from honour.register.publishing import publish as put_into_use
    from honour.staff.grants import grant_defaults

    codes = [code.strip() for given in acknowledged for code in given.split(",")] if as_is else None
    try:
        published = put_into_use(
            file.read_bytes(), str(file), actor="command-line", at=dt.datetime.now(dt.UTC), as_is=codes
        )
    except PublishingRefusedError as refused:
        raise click.ClickException(f"{refused}\nSee them all: honour check {file}") from None
    grants = grant_defaults(published.notice)
    click.echo(f"Version {published.label} is published (ledger entry {published.entry}).")
    if grants:
        click.echo(f"{grants} grants were made to roles, as the notice suggests; the console shows who may do what.")
