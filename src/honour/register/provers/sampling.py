"""Looking at a part of many rows: another part each day, so that over time everything is looked at."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import models
from django.db.models.functions import Mod

MOST = 2000
"""Rows opened in one go."""

_Row = TypeVar("_Row", bound=models.Model)


def sample(rows: models.QuerySet[_Row], now: datetime, what: str) -> tuple[list[_Row], str]:
    """Give up to about ``MOST`` rows, evenly spread, and say what part of all they are.

    Arguments: ``what``, the rows' name in the plural.
    """
    every = rows.count()
    step = -(-every // MOST) or 1
    found = list(rows.alias(place=Mod(models.F("pk"), step)).filter(place=now.toordinal() % step))
    return found, f"all {every} {what}" if step == 1 else f"{len(found)} of {every} {what}, others tomorrow"
