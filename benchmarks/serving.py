"""The product as it is served, for a benchmark: a demonstration loaded, and the site with its worker."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
HONOUR = [sys.executable, "-m", "honour.cli"]


@contextmanager
def loaded_demo(folder: Path) -> Iterator[Path]:
    """Load the demonstration into a home of its own, on SQLite; gives the home."""
    home = folder / "home"
    subprocess.run([*HONOUR, "demo", "--load-only"], env=_environment(home), check=True, capture_output=True, cwd=ROOT)
    yield home


@contextmanager
def served(home: Path) -> Iterator[int]:
    """Serve a home until the block ends; gives the port once the first page was answered."""
    with serving(home) as (_, port):
        yield port


@contextmanager
def serving(home: Path, python: str = sys.executable) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Serve a home until the block ends; gives the process and its port once the first page was answered.

    Arguments: ``python``, which one runs it.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [python, *HONOUR[1:], "serve", "--port", str(port)]
    site = subprocess.Popen(command, env=_environment(home), stdout=subprocess.DEVNULL, cwd=ROOT)
    try:
        _wait(f"http://127.0.0.1:{port}/privacy")
        yield site, port
    finally:
        helpers = psutil.Process(site.pid).children(recursive=True)
        site.terminate()
        site.wait()
        psutil.wait_procs(helpers, timeout=30)  # a worker still sends what was queued, into the home


def _environment(home: Path) -> dict[str, str]:
    environment = os.environ | {"HONOUR_HOME": str(home)}
    environment.pop("HONOUR_DATABASE_URL", None)
    return environment


def _wait(url: str) -> None:
    deadline = time.perf_counter() + 60
    while time.perf_counter() < deadline:
        try:
            with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own site
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError("the site did not start")
