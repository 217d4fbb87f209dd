"""Databases of PostgreSQL for installations that tests set up, beside the one that Django's runner makes."""

from __future__ import annotations

import os
import re

import psycopg


def make_database(name: str, *, like: str = "") -> str:
    """Make a database, empty or a copy of another, in place of one that a killed run left; gives its address."""
    drop_database(name)
    _run(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{like}"' if like else ""))
    return re.sub(r"^(\w+://[^/?]*)(/[^?]*)?", rf"\1/{name}", _server(), count=1)


def drop_database(name: str) -> None:
    """Drop a database, whoever is still connected to it."""
    _run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _server() -> str:
    return os.environ["HONOUR_TEST_POSTGRES_URL"]


def _run(statement: str) -> None:
    with psycopg.connect(_server(), autocommit=True) as connection:
        connection.execute(statement)
