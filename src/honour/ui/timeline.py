"""What happened to somebody or something, as pages hand it over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone


@dataclass(frozen=True)
class Moment:
    """One thing that happened.

    Arguments: ``when``, with a time zone; ``title``, a sentence; ``detail``; ``url``, where it is told in full;
    ``icon``, a name of the sprite.
    """

    when: dt.datetime
    title: str
    detail: str = ""
    url: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Month:
    """The moments of one calendar month, newest first."""

    first: dt.date
    moments: tuple[Moment, ...]


def by_month(moments: Iterable[Moment]) -> tuple[Month, ...]:
    """Group moments by the month in which they happened here (the current time zone), newest first."""
    newest_first = sorted(moments, key=lambda moment: moment.when, reverse=True)
    months = groupby(newest_first, key=lambda moment: timezone.localdate(moment.when).replace(day=1))
    return tuple(Month(first, tuple(group)) for first, group in months)
