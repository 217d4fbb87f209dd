"""A store in which drafts are written."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from honour.drafting import drafts
from tests.conftest import EXAMPLES

FELLSIDE = (EXAMPLES / "fellside" / "2026-12-01.yaml").read_text()
LABEL = "2026-12-01"
VERSION = SimpleNamespace(label=LABEL, text=FELLSIDE)


@pytest.fixture
def draft(db, home, now):
    """A draft started from Fellside's notice."""
    return drafts.start_from(VERSION, name="Spring", effective=dt.date(2027, 3, 1), by="staff-1", at=now)
