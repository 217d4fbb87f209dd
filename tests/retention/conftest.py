"""Fellside's register, with people who wrote to it."""

from __future__ import annotations

import datetime as dt

import pytest

from honour.register.models import Record, Subject
from honour.register.versions import versions
from tests.register.conftest import clauses, published, wrote

__all__ = ["clauses", "published", "wrote"]

YEAR = dt.timedelta(days=366)


@pytest.fixture
def swept():
    """Sweep at a time, as somebody who knows that the clock is right."""
    from honour.retention.sweeps.running import run_sweep

    return lambda at, **more: run_sweep(at, pause=0, force=True, **more)


def record_of(person: str, category: str) -> Record | None:
    number = versions().clauses.number("categories", category)
    return Record.objects.filter(subject__public_id=person, category=number).first()


def of(person: str) -> Subject:
    return Subject.objects.get(public_id=person)
