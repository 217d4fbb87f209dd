"""`honour demo`: sets the demonstration up where it is missing, and serves it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click

from honour.cli.failures import Unreadable
from honour.config.home import DEMO, Home

_STARTED = "demonstration-started"
_COMPLETE = "demonstration"
SIGN_INS = "sign-ins.txt"
_MAIL = 'smtp_url = "folder:mail"\n'


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), envvar="PORT")
@click.option("--people", "count", default=200, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--load-only", is_flag=True, help="Set up and stop, without serving.")
@click.pass_context
def demo(ctx: click.Context, port: int, count: int, load_only: bool) -> None:
    """Run the demonstration: a fictional company, its two notices and its people. Started again, it goes on."""
    from honour.cli.home import check_installation, open_home
    from honour.cli.serve import name_the_site, require_free, run_server

    named = ctx.find_root().obj or os.environ.get("HONOUR_HOME")
    home = Home(Path(named or DEMO).resolve())
    ctx.find_root().obj = str(home.path)
    if not load_only:
        require_free("127.0.0.1", port)
    _clear_what_was_interrupted(home)
    name_the_site(home, port)
    if not (home.path / _COMPLETE).exists():
        _set_up(ctx, home, count)
    else:
        open_home(ctx)
        check_installation()
    _tell(home, port)
    if not load_only:
        run_server(home, "127.0.0.1", port)


def examples() -> Path:
    """Find the fictional company's notices.

    Errors: ``Unreadable`` when they are not beside the program, as they are in a clone of the repository.
    """
    folder = Path(__file__).parents[4] / "examples/fellside"
    if not folder.is_dir():
        raise Unreadable("The demonstration's notices are not here. Run it from a clone of the repository: make demo")
    return folder


def _clear_what_was_interrupted(home: Home) -> None:
    if home.exists and not (home.path / _STARTED).exists():
        raise Unreadable(f"{home.path} is a real installation, not a demonstration. Name another folder with --home.")
    if (home.path / _STARTED).exists() and not (home.path / _COMPLETE).exists():
        click.echo("An earlier set-up was interrupted; starting it afresh.")
        shutil.rmtree(home.path)


def _set_up(ctx: click.Context, home: Home, count: int) -> None:
    from honour.cli.home import open_home
    from honour.cli.install import make_home, migrate

    folder = examples()
    click.echo(f"Setting up the demonstration in {home.path} …")
    home.path.mkdir(parents=True, exist_ok=True, mode=0o700)
    (home.path / _STARTED).touch()
    make_home(home, _MAIL)
    open_home(ctx)
    migrate()
    from honour.cli.demo.loading import load

    sign_ins = load(folder, count)
    (home.path / SIGN_INS).touch(mode=0o600)
    (home.path / SIGN_INS).write_text(sign_ins, encoding="utf-8")
    (home.path / _COMPLETE).touch()


def _tell(home: Home, port: int) -> None:
    site = f"http://127.0.0.1:{port}"
    click.echo(
        "\nFellside Invoicing Ltd, a fictional company.\n"
        f"  The site          {site}/\n"
        f"  A form            {site}/get-in-touch\n"
        f"  Downloads         {site}/downloads/\n"
        f"  A landing page    {site}/go/paper-gone-by-spring\n"
        f"  The notice        {site}/privacy\n"
        f"  What changed      {site}/privacy/versions/\n"
        f"  The console       {site}/console/\n"
        f"  Mail that leaves  {home.path / 'mail'}/*.eml\n\n"
        "Sign in to the console as:\n"
        f"{(home.path / SIGN_INS).read_text(encoding='utf-8')}"
    )
