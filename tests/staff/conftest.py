"""A small company's staff, on a day that the tests choose."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from honour.staff.joining import add_member


@pytest.fixture
def clock(monkeypatch, now):
    """The time that staff are judged by."""

    class Clock:
        def __init__(self):
            self.now = now

    made = Clock()
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    return made


@pytest.fixture
def cache_table(db):
    call_command("createcachetable", verbosity=0)


@pytest.fixture
def lead(home, clock, db):
    return add_member("lead@fell.example", "Nadia", ["privacy-lead"], "three quiet herons")[0]


@pytest.fixture
def tom(lead):
    return add_member("tom@fell.example", "Tom", ["support"], "three quiet herons")[0]
