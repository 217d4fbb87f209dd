"""How much of everybody's data a question is allowed, and what is refused by which rule. No value is read."""

from __future__ import annotations

from typing import Literal

from django.db import connection

from honour.gate import Ask
from honour.gate.compiled.tally import Tally
from honour.register.hidden import hidden_records
from honour.register.versions import versions

FROM = "FROM register_record r JOIN register_subject s ON s.id = r.subject_id WHERE r.superseded_by IS NULL"
"""The records asked about: each in its newest version, with its person."""


def count_uses(ask: Ask) -> Tally:
    """Count, in records, what a question would be allowed and refused; the database decides and adds up.

    Errors: ``UnknownVersionError`` when no notice has been published.
    """
    asked = versions().gate(ask.at).filter(ask, dialect())
    with connection.cursor() as cursor:
        cursor.execute(asked.tally(f"{FROM} AND r.id NOT IN {hidden_records(ask.at)}"))
        return asked.tallied(cursor.fetchone())


def dialect() -> Literal["sqlite", "postgresql"]:
    """Say which database's SQL is spoken here."""
    return "postgresql" if connection.vendor == "postgresql" else "sqlite"
