"""`honour token`: the tokens by which other services ask the gate."""

from __future__ import annotations

import datetime as dt

import click

from honour.cli.failures import Unreadable
from honour.cli.home import check_installation, check_schema, open_home


@click.group()
def token() -> None:
    """Make, list and revoke the tokens by which other services ask the gate."""


@token.command()
@click.argument("service")
@click.option("--grant", "grants", multiple=True, metavar="PURPOSE=ACTION,ACTION", help="May be repeated.")
@click.option(
    "--scope", "scopes", multiple=True, help="people, preferences, stops, selections or matters: see the reference."
)
@click.option("--days", default=90, show_default=True, help="How long it lives.")
@click.option("--per-minute", default=600, show_default=True, help="How many requests it may make in a minute.")
@click.pass_context
def make(  # noqa: PLR0913, PLR0917 - click hands every option over by itself
    ctx: click.Context, service: str, grants: tuple[str, ...], scopes: tuple[str, ...], days: int, per_minute: int
) -> None:
    """Make a token for SERVICE and print its secret, once. Like: --grant enquiries=use,contact --scope people."""
    open_home(ctx)
    check_installation()
    from django.utils import timezone

    from honour.register.versions import versions
    from honour.systems.tokens import make_token

    scope: dict[str, frozenset[str]] = {}
    for grant in grants:
        purpose, separator, actions = grant.partition("=")
        if not separator:
            raise Unreadable(f"{grant!r} names no action. Write it as purpose=action, for instance enquiries=use.")
        scope[purpose.strip()] = frozenset(action.strip() for action in actions.split(",") if action.strip())
    known = {purpose for version in versions().all for purpose in version.notice.purposes}
    if strange := sorted(set(scope) - known):
        raise Unreadable(
            f"No version of the notice has the purpose {strange[0]!r}. Choose among: {', '.join(sorted(known))}."
        )
    now = dt.datetime.now(dt.UTC)
    made, secret = make_token(
        service, scope, now=now, days=days, made_by="command-line", scopes=scopes, per_minute=per_minute
    )
    click.echo(f"{secret}\nIt is shown once and lives until {timezone.localtime(made.expires_at):%-d %B %Y}.")


@token.command("list")
@click.pass_context
def list_(ctx: click.Context) -> None:
    """List the tokens: how each begins, for which service, what it may ask, until when."""
    open_home(ctx)
    check_schema()
    from django.utils import timezone

    from honour.systems.models import Token

    for each in Token.objects.order_by("made_at"):
        scope = " ".join([*(f"{purpose}={','.join(did)}" for purpose, did in each.grants.items()), *each.scopes])
        state = f"{'revoked' if each.revoked_at else 'until'} {timezone.localdate(each.revoked_at or each.expires_at)}"
        click.echo(f"{each.prefix}…  {each.service}: {scope} ({state})")


@token.command()
@click.argument("prefix")
@click.pass_context
def revoke(ctx: click.Context, prefix: str) -> None:
    """Revoke the token that begins with PREFIX. It opens nothing from now on."""
    open_home(ctx)
    check_schema()
    from honour.systems.tokens import revoke_token

    revoked = revoke_token(prefix.rstrip("…"), now=dt.datetime.now(dt.UTC), by="command-line")
    click.echo(f"Revoked: {revoked}")
