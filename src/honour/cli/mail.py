"""`honour mail`: the mail server tried, and what waits for it."""

from __future__ import annotations

import datetime as dt

import click

from honour.cli.failures import Unreadable
from honour.cli.home import check_schema, open_home


@click.group()
def mail() -> None:
    """Try the mail server; see what waits in the outbox."""


@mail.command()
@click.argument("address")
@click.pass_context
def test(ctx: click.Context, address: str) -> None:
    """Send a test message to ADDRESS now, past the outbox. Nothing of it is kept."""
    open_home(ctx)
    check_schema()
    from honour.mailroom.errors import PassingRefusalError, PermanentRefusalError
    from honour.mailroom.installed import installed_server
    from honour.mailroom.trying import try_server

    server = installed_server()
    if server is None:
        raise Unreadable(
            "No mail server is named. Set smtp_url in honour.toml, like smtp://user:password@mail.example:587."
        )
    try:
        try_server(server, address, dt.datetime.now(dt.UTC))
    except (PassingRefusalError, PermanentRefusalError) as error:
        click.echo(f"{server.name} will not take a message for this address: {error}.")
        ctx.exit(1)
    click.echo(f"Handed to {server.name}. Look whether it arrived, and whether it landed among the unwanted.")


@mail.command()
@click.pass_context
def waiting(ctx: click.Context) -> None:
    """Say how many messages wait, left, or did not, by reason; of those still kept."""
    open_home(ctx)
    check_schema()
    from honour.mailroom.installed import installed_server
    from honour.mailroom.standing import standing

    server = installed_server()
    click.echo(f"Mail leaves by {server.name}." if server else "No mail server is named: nothing leaves.")
    for state, reason, count in standing():
        click.echo(f"{count:>8}  {state}{f' ({reason})' if reason else ''}")
