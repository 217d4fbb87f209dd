"""`honour webhook`: other systems that are told when somebody decides something."""

from __future__ import annotations

import datetime as dt

import click

from honour.cli.home import check_installation, open_home

BY = "command-line"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@click.group()
def webhook() -> None:
    """Tell other systems when somebody decides something about their data."""


@webhook.command()
@click.argument("name")
@click.argument("url")
@click.option("--decision", "kinds", multiple=True, help="Only of this kind, like marketing-stop. May be repeated.")
@click.pass_context
def add(ctx: click.Context, name: str, url: str, kinds: tuple[str, ...]) -> None:
    """Tell URL of decisions from now on, and print its secret, once."""
    open_home(ctx)
    check_installation()
    from honour.systems.webhooks.keeping import make_webhook

    made, secret = make_webhook(name, url, kinds, by=BY, at=_now())
    click.echo(f"{made.public_id}  {made.name}\n{secret}\nThe secret is shown once.")


@webhook.command("list")
@click.pass_context
def list_(ctx: click.Context) -> None:
    """List the systems that are told, and what waits or was given up."""
    open_home(ctx)
    check_installation()
    from honour.systems.models import Webhook

    for hook in Webhook.objects.order_by("name"):
        waiting, failed = (hook.messages.filter(state=state).count() for state in ("waiting", "failed"))
        click.echo(f"{hook.public_id}  {hook.name}: {hook.state}, {waiting} waiting, {failed} given up  {hook.url}")


@webhook.command()
@click.argument("webhook")
@click.pass_context
def test(ctx: click.Context, webhook: str) -> None:
    """Send WEBHOOK, an id or a name, a message that says nothing of anybody."""
    _with(ctx, webhook, "test")


@webhook.command()
@click.argument("webhook")
@click.pass_context
def replay(ctx: click.Context, webhook: str) -> None:
    """Send WEBHOOK, an id or a name, at once what it has not taken, and switch it on again."""
    _with(ctx, webhook, "replay")


@webhook.command()
@click.argument("webhook")
@click.pass_context
def roll(ctx: click.Context, webhook: str) -> None:
    """Give WEBHOOK, an id or a name, a new secret and print it, once.

    For a day messages are signed by the old one as well.
    """
    _with(ctx, webhook, "roll")


@webhook.command()
@click.argument("webhook")
@click.pass_context
def remove(ctx: click.Context, webhook: str) -> None:
    """Tell WEBHOOK, an id or a name, nothing more, and forget its secret."""
    _with(ctx, webhook, "remove")


def _with(ctx: click.Context, public: str, act: str) -> None:
    open_home(ctx)
    check_installation()
    from honour.notice.wording import counted
    from honour.systems.models import Webhook
    from honour.systems.webhooks import keeping

    hook = keeping.webhook_named(public)
    if act == "test":
        keeping.send_test(hook, _now())
        click.echo("A test is on its way; a worker sends it.")
    elif act == "roll":
        secret = keeping.roll_secret(hook, by=BY, at=_now())
        click.echo(f"{secret}\nThe secret is shown once. For a day messages are signed by the old one as well.")
    elif act == "replay":
        keeping.set_state(hook, Webhook.State.ACTIVE, by=BY, at=_now())
        click.echo(f"Sent again: {counted(keeping.send_again(hook, _now()), 'message')}.")
    else:
        keeping.remove(hook, by=BY, at=_now())
        click.echo(f"Removed: {hook.name}")
