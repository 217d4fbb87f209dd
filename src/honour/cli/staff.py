"""`honour staff`: who works here."""

from __future__ import annotations

import click

from honour.cli.failures import Unreadable
from honour.cli.home import check_installation, check_schema, open_home


@click.group()
def staff() -> None:
    """Add members of staff, give them roles, end their access."""


@staff.command()
@click.argument("email")
@click.option("--name", required=True, help="The name that colleagues know.")
@click.option("--role", "roles", multiple=True, required=True, help="May be given more than once.")
@click.pass_context
def add(ctx: click.Context, email: str, name: str, roles: tuple[str, ...]) -> None:
    """Add a member and print a first password, to be changed at the first sign-in."""
    open_home(ctx)
    check_installation()
    from honour.staff.joining import add_member

    _, password = add_member(email, name, roles)
    click.echo(f"{name} can sign in at /console/ with this password, once: {password}")


@staff.command()
@click.argument("email")
@click.option("--role", "roles", multiple=True, required=True, help="The member has these roles and no others.")
@click.pass_context
def roles(ctx: click.Context, email: str, roles: tuple[str, ...]) -> None:
    """Set a member's roles."""
    open_home(ctx)
    check_installation()
    from honour.staff.joining import set_roles

    set_roles(_member(email), roles)
    click.echo("Done. It holds from their next page.")


@staff.command()
@click.argument("email")
@click.pass_context
def password(ctx: click.Context, email: str) -> None:
    """Give a member who has forgotten theirs a new password, to be changed at the first sign-in."""
    open_home(ctx)
    check_installation()
    from honour.staff.forgotten import NoPasswordToForget, give_password

    member = _member(email)
    try:
        given = give_password(member)
    except NoPasswordToForget as nothing:
        raise Unreadable(str(nothing)) from None
    click.echo(f"{member.name} can sign in at /console/ with this password, once: {given}")


@staff.command()
@click.argument("email")
@click.pass_context
def leave(ctx: click.Context, email: str) -> None:
    """End a member's access at once; what they did stays on record."""
    open_home(ctx)
    check_installation()
    from honour.staff import leaving

    leaving.leave(_member(email))
    click.echo("Done. They can no longer sign in, and open sessions end with their next page.")


@staff.command("list")
@click.pass_context
def list_(ctx: click.Context) -> None:
    """List the members and their roles."""
    open_home(ctx)
    check_schema()
    from honour.staff.models import Member

    for member in Member.objects.prefetch_related("roles").order_by("name"):
        held = ", ".join(role.name for role in member.roles.all()) or "no role"
        click.echo(f"{member.name} <{member.email}>: {held if member.is_active else 'has left'}")


def _member(email: str) -> Member:  # type: ignore[name-defined] # noqa: F821 - Django is not loaded yet
    from honour.staff.models import Member

    member = Member.objects.filter(email__iexact=email).first()
    if member is None:
        raise Unreadable("Nobody with this email address works here. See: honour staff list")
    return member
