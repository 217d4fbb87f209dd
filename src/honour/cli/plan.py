"""`honour plan`: what a new version of the notice does to the data already held."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from honour.cli.home import check_schema, open_home


@click.command()
@click.argument("new", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def plan(ctx: click.Context, new: Path, form: str) -> None:
    """Say what publishing NEW does: clause by clause, and to the data already held.

    Whose records lose or gain a purpose, whose dates move, what goes at once, who must be told first or asked, and
    which forms and recipients are touched. Nothing is changed, and nobody who works meanwhile waits.
    """
    open_home(ctx)
    check_schema()
    from honour.notice.reading import load_notice
    from honour.publishing.errors import ProposalError
    from honour.publishing.plan.making import make_plan
    from honour.publishing.plan.wording import as_json, as_text

    loaded = load_notice(new)
    try:
        made = make_plan(loaded, dt.datetime.now(dt.UTC))
    except ProposalError as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(as_json(made) if form == "json" else as_text(made))
