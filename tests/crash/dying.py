"""Doing one thing and being killed in the middle.

The point is named ``module:name:before`` or ``…:after``: the process sends itself SIGKILL when that function is called,
or has returned.
"""

from __future__ import annotations

import importlib
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from tests.crash import deeds

ROOT = Path(__file__).parents[2]


def dying_environment(home: Path) -> dict[str, str]:
    """Return the environment in which another process finds the test's home and database."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{told['NAME']}"
    else:
        host = told["HOST"] or told["OPTIONS"].get("host") or "127.0.0.1"  # a socket's folder stands in the options
        options = f"?host={host}" if host.startswith("/") else ""
        address = "" if options else f"{host}:{told['PORT'] or 5432}"
        word = f":{told['PASSWORD']}" if told["PASSWORD"] else ""
        url = f"postgres://{told['USER']}{word}@{address}/{told['NAME']}{options}"
    return {"HONOUR_HOME": str(home), "HONOUR_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "honour.config.settings"}


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


def die(point: str, deed: str, home: Path, database: str, told: dict[str, str]) -> None:
    """Do the deed until death.

    Arguments: ``home`` and ``database``, where; ``told``, further settings.
    """
    connection.close()
    connection.settings_dict["NAME"] = database
    for name, value in {"HONOUR_HOME": home, **told}.items():
        setattr(settings, name, value)
    _arm(point)
    getattr(deeds, deed)()
