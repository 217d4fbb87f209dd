"""Bars by month, a row for each thing counted: how much goes when. Each bar can lead to its list."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from honour.notice.wording import counted
from honour.ui.charts.lettering import LEADING, clean, lines
from honour.ui.tables import Column, Row, Table

WIDTH, LABEL, TOP, ROW, BAR = 944, 224, 34, 62, 30
"""Pixels: the picture, the labels' column, the headings, one row, the tallest bar."""
_MOST_ROWS = 12
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One row: ``label``; ``counts``, a number for each month; ``urls``, where each number's list stands, or ``""``."""

    label: str
    counts: tuple[int, ...]
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Months:
    """A chart of months.

    Arguments: ``title``; ``months``, each ``2027-01``, in order; ``rows``; ``unit``, what is counted, in the singular.
    """

    title: str
    months: tuple[str, ...]
    rows: tuple[MonthRow, ...]
    unit: str


def months_table(chart: Months) -> Table:
    """Return the figures as a table, every row of them."""
    columns = (Column("Rule"), *(Column(_called(month, whole=True), number=True) for month in chart.months))
    rows = tuple(Row((row.label, *(count or None for count in row.counts))) for row in chart.rows)
    return Table(chart.title, columns, rows, "Nothing goes in these months.")


def months_svg(chart: Months) -> SafeString:
    """Draw the chart, with a title and a description; bars are as tall as their share of the largest."""
    rows = chart.rows[:_MOST_ROWS]
    largest = max((count for row in rows for count in row.counts), default=0)
    height = TOP + ROW * len(rows) + 4
    parts = [*_headings(chart.months)]
    for place, row in enumerate(rows):
        parts += _row(chart, row, TOP + ROW * place, largest)
    return format_html(
        '<svg class="months" xmlns="http://www.w3.org/2000/svg" role="group" aria-label="{}" viewBox="0 0 {} {}" '
        'width="{}" height="{}"><title>{}</title><desc>{}</desc>{}</svg>',
        clean(chart.title),
        WIDTH,
        height,
        WIDTH,
        height,
        clean(chart.title),
        describe(chart),
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def describe(chart: Months) -> str:
    """Say in a sentence what the picture shows."""
    totals = [sum(row.counts[place] for row in chart.rows) for place in range(len(chart.months))]
    if not any(totals):
        return f"No {chart.unit} goes in these months."
    most = max(range(len(totals)), key=totals.__getitem__)
    return (
        f"{counted(sum(totals), chart.unit)} in {len(totals)} months, most of them in "
        f"{_called(chart.months[most], whole=True)} ({totals[most]:,}). The table below has the figures."
    )


def _headings(months: tuple[str, ...]) -> list[SafeString]:
    step = _step(months)
    made = []
    for place, month in enumerate(months):
        year = month[:4] if place == 0 or month.endswith("-01") else ""
        made.append(
            format_html(
                '<text class="heading" x="{}" y="14" font-size="13" text-anchor="middle" fill="currentColor">{}</text>'
                '<text class="heading" x="{}" y="28" font-size="13" text-anchor="middle" fill="currentColor">{}</text>',
                _middle(place, step),
                _called(month),
                _middle(place, step),
                year,
            )
        )
    return made


def _row(chart: Months, row: MonthRow, top: int, largest: int) -> list[SafeString]:
    step, base = _step(chart.months), top + ROW - 8
    said = lines(row.label, LABEL - 16)
    made = [
        format_html('<path class="ground" d="M0 {}H{}" stroke="currentColor" stroke-width="1"/>', base + 0.5, WIDTH),
        format_html_join(
            "",
            '<text class="label" x="0" y="{}" font-size="13" fill="currentColor">{}</text>',
            ((base - 8 - LEADING * (len(said) - 1 - n), line) for n, line in enumerate(said)),
        ),
    ]
    for place, count in enumerate(row.counts):
        if count:
            made.append(_bar(chart, row, place, count, step, base, largest))
    return made


def _bar(  # noqa: PLR0913, PLR0917 - where a bar stands, and what it says
    chart: Months, row: MonthRow, place: int, count: int, step: float, base: int, largest: int
) -> SafeString:
    tall = max(2, round(BAR * count / largest))
    middle = _middle(place, step)
    drawn = format_html(
        '<rect class="hit" x="{}" y="{}" width="{}" height="{}" fill="currentColor" fill-opacity="0"/>'
        '<rect class="bar" x="{}" y="{}" width="26" height="{}" fill="currentColor"/>'
        '<text class="count" x="{}" y="{}" font-size="13" text-anchor="middle" fill="currentColor">{}</text>',
        round(middle - step / 2, 1),
        base - 44,
        round(step, 1),
        44,
        middle - 13,
        base - tall,
        tall,
        middle,
        base - tall - 4,
        f"{count:,}",
    )
    if not row.urls[place]:
        return drawn
    words = f"{row.label}, {_called(chart.months[place], whole=True)}: {counted(count, chart.unit)}"
    return format_html('<a href="{}" aria-label="{}">{}</a>', row.urls[place], clean(words), drawn)


def _step(months: tuple[str, ...]) -> float:
    return (WIDTH - LABEL) / max(len(months), 1)


def _middle(place: int, step: float) -> float:
    return round(LABEL + step * (place + 0.5), 1)


def _called(month: str, *, whole: bool = False) -> str:
    name = _NAMES[int(month[5:]) - 1]
    return f"{name} {month[:4]}" if whole else name
