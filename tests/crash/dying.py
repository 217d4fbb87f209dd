"""A process that does one thing and is killed in the middle: `python -m tests.crash.dying POINT DEED`.

The point is named ``module:name:before`` or ``…:after``: the process sends itself SIGKILL when that function is called,
or has returned. The home and the database are those of the environment.
"""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def run_dying(point: str, deed: str, environment: dict[str, str]) -> int:
    """Run a deed in a process of its own that dies at a point; return how it ended (-9 when it was killed)."""
    command = [sys.executable, "-m", "tests.crash.dying", point, deed]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=False).returncode


def dying_environment(home: Path) -> dict[str, str]:
    """Return the environment in which another process finds the test's home and database."""
    from django.db import connection

    told = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{told['NAME']}"
    else:
        host = told["HOST"] or told["OPTIONS"].get("host") or "127.0.0.1"  # a socket's folder stands in the options
        options = f"?host={host}" if host.startswith("/") else ""
        address = "" if options else f"{host}:{told['PORT'] or 5432}"
        word = f":{told['PASSWORD']}" if told["PASSWORD"] else ""
        url = f"postgres://{told['USER']}{word}@{address}/{told['NAME']}{options}"
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "honour.config.settings")
    return {"HONOUR_HOME": str(home), "HONOUR_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings}


def _die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _arm(point: str) -> None:
    where, name, when = point.split(":")
    holder: Any = importlib.import_module(where)
    *path, last = name.split(".")
    for part in path:
        holder = getattr(holder, part)
    original: Callable[..., Any] = getattr(holder, last)

    def doomed(*given: Any, **named: Any) -> Any:
        if when == "before":
            _die()
        result = original(*given, **named)
        _die()
        return result

    setattr(holder, last, doomed)


def main(point: str, deed: str) -> None:
    """Do the deed until death."""
    import django

    django.setup()
    deeds = importlib.import_module("tests.crash.deeds")
    _arm(point)
    getattr(deeds, deed)()


if __name__ == "__main__":
    main(*sys.argv[1:])
