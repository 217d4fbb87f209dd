"""`honour serve` and `honour worker`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tomllib import TOMLDecodeError
from typing import Any

import click

from honour.cli.failures import Unreadable
from honour.cli.home import check_installation, open_home
from honour.config.home import Home, HomeMissing, find_home
from honour.config.in_use import InUseError, hold

CONNECTIONS = 1000
"""Visitors who may be connected, or wait for an answer, at the same time."""
PATIENCE = 20.0
"""Seconds that the worker has to end what it is doing, once the server was told to stop."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
@click.option("--with-worker/--without-worker", default=True, show_default=True, help="Also run a worker beside it.")
@click.pass_context
def serve(ctx: click.Context, host: str, port: int, threads: int, with_worker: bool) -> None:
    """Serve the site and the console, and a worker beside them."""
    with suppress(HomeMissing, TOMLDecodeError):  # what is wrong with the home is said where it is opened
        name_the_site(find_home(ctx.find_root().obj), port)
    home = open_home(ctx)
    check_installation()
    run_server(home, host, port, threads=threads, with_worker=with_worker)


@click.command()
@click.pass_context
def worker(ctx: click.Context) -> None:
    """Do the work that takes time: the ledger's tree, due work, the nightly proofs. As many may run as you like."""
    home = open_home(ctx)
    check_installation()
    try:
        hold(home.path)
    except InUseError as trouble:
        raise Unreadable(str(trouble)) from None
    from honour.evidence.work import run_worker

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    run_worker(stop)


def name_the_site(home: Home, port: int) -> None:
    """Let the links of an installation whose address nobody named lead to where it is served. Call it before Django."""
    if not os.environ.get("HONOUR_PUBLIC_URL") and not home.settings().get("public_url"):
        os.environ["HONOUR_PUBLIC_URL"] = f"http://127.0.0.1:{port}"


def run_server(home: Home, host: str, port: int, *, threads: int = 8, with_worker: bool = True) -> None:
    """Serve until told to stop.

    Arguments: ``threads``, requests answered at once.
    Errors: ``Unreadable`` when the port is taken.
    """
    require_free(host, port)
    import waitress

    collect_static()

    from honour.cli.bodies import LARGEST, seal_bodies
    from honour.config.wsgi import application

    seal_bodies()

    server = waitress.create_server(
        application,
        host=host,
        port=port,
        threads=threads,
        connection_limit=CONNECTIONS,
        max_request_body_size=LARGEST,
        ident=None,
        **_behind_proxy(home),
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with _worker(home) if with_worker else _nothing():
        _tell_how_to_set_up(host, port)
        click.echo(f"Honour is ready: http://{host}:{port}/   (Ctrl-C stops it)")
        server.run()


def _behind_proxy(home: Home) -> dict[str, Any]:
    """Say whose word is taken for where a request came from: that of the proxy in the settings, nobody else's."""
    proxy = os.environ.get("HONOUR_PROXY") or home.settings().get("proxy")
    headers = {"trusted_proxy": proxy, "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}}
    return {"clear_untrusted_proxy_headers": True, **(headers if proxy else {})}


def _tell_how_to_set_up(host: str, port: int) -> None:
    """Print the link for setting up, while nobody works here: whoever reads this screen takes the installation."""
    from honour.web.console.set_up.link import is_empty, link_path

    if is_empty():
        click.echo(f"Set it up, within a day, at: http://{host}:{port}{link_path()}")


def require_free(host: str, port: int) -> None:
    """Say which port is taken, and the way out, before anything starts.

    Errors: ``Unreadable`` when something listens there already.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Unreadable(
                f"Port {port} on {host} cannot be used ({error.strerror}): another program may be listening there. "
                f"Choose another: honour serve --port {port + 1}, or: make demo PORT={port + 1}"
            ) from None


def collect_static() -> None:
    """Put styles, fonts and scripts into the home, compressed, as this release has them."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def _worker(home: Home) -> Iterator[None]:
    process = subprocess.Popen(  # noqa: S603 - our own command, with no input from outside
        [sys.executable, "-m", "honour.cli", "--home", str(home.path), "worker"], env=os.environ.copy()
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()  # what it was at is done again, or gone on with, by the next worker
            process.wait()


@contextmanager
def _nothing() -> Iterator[None]:
    yield
