"""The strip of days: how a promise stood on each of its last days.

A short bar is a day kept, a tall bar a day broken, a ring a day not proved: the shape tells before the colour does.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from django.utils.dateformat import format as written
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    import datetime as dt

    from honour.ui.board import Day, State

PITCH = 6
HEIGHT = 24
BAR = 4
TALL = {"kept": 12, "broken": 24}
WORDS: dict[State, str] = {"broken": "Broken", "not proved": "Not proved"}


def day_strip_svg(days: tuple[Day, ...]) -> SafeString:
    """Draw days, oldest first, and say in words which of them were not kept.

    Errors: ``ValueError`` when there is no day, or the days are not in order.
    """
    if not days:
        raise ValueError("A strip of days needs at least one day.")
    if any(later.date <= earlier.date for earlier, later in pairwise(days)):
        raise ValueError("The days of a strip go from the oldest to the newest, each once.")
    width = len(days) * PITCH - (PITCH - BAR)
    shapes = format_html_join("", "{}", ((_shape(day.state, place * PITCH),) for place, day in enumerate(days)))
    return format_html(
        '<svg class="days" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}" viewBox="0 0 {} {}" '
        'width="{}" height="{}">{}</svg>',
        in_words(days),
        width,
        HEIGHT,
        width,
        HEIGHT,
        shapes,
    )


def in_words(days: tuple[Day, ...]) -> str:
    """Say what the strip shows: how many days were kept, and when the others were."""
    kept = sum(day.state == "kept" for day in days)
    sentences = [f"{len(days)} days to {_date(days[-1].date)}: kept on {kept if kept < len(days) else 'all'}."]
    for state, word in WORDS.items():
        runs = [_run([day.date for day in run]) for key, run in groupby(days, lambda d: d.state) if key == state]
        if runs:
            sentences.append(f"{word} {_listed(runs)}.")
    return " ".join(sentences)


def _shape(state: State, x: int) -> SafeString:
    if state == "not proved":
        ring = '<circle class="not-proved" cx="{}" cy="{}" r="1.5" fill="none" stroke="currentColor"/>'
        return format_html(ring, x + BAR // 2, HEIGHT // 2)
    height = TALL[state]
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" fill="currentColor"/>',
        state,
        x,
        (HEIGHT - height) // 2,
        BAR,
        height,
    )


def _run(dates: list[dt.date]) -> str:
    first, last = dates[0], dates[-1]
    return f"on {_date(first)}" if first == last else f"from {_date(first)} to {_date(last)}"


def _date(date: dt.date) -> str:
    return written(date, "j F")


def _listed(phrases: Iterable[str]) -> str:
    *most, last = phrases
    return f"{', '.join(most)} and {last}" if most else last
