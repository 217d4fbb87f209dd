"""The last days of a promise, in thirty bars and two sentences."""

import datetime as dt
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from honour.ui.board import Day
from honour.ui.charts.days import day_strip_svg, in_words

LAST = dt.date(2026, 11, 23)
states = st.sampled_from(["kept", "broken", "not proved"])


def strip(*states: str) -> tuple[Day, ...]:
    return tuple(Day(LAST - dt.timedelta(days=len(states) - 1 - place), state) for place, state in enumerate(states))


def drawn(days: tuple[Day, ...]) -> ET.Element:
    return ET.fromstring(day_strip_svg(days))  # noqa: S314 - we drew it ourselves


def test_it_says_when_a_promise_was_not_kept():
    days = strip("kept", "broken", "kept", "not proved", "not proved", "not proved", "broken", "kept")
    assert in_words(days) == (
        "8 days to 23 November: kept on 3. Broken on 17 November and on 22 November. "
        "Not proved from 19 November to 21 November."
    )


def test_it_says_when_all_was_well():
    assert in_words(strip(*["kept"] * 30)) == "30 days to 23 November: kept on all."


@given(st.lists(states, min_size=1, max_size=60))
def test_every_day_has_its_shape_within_the_strip_and_none_touches_the_next(states):
    picture = drawn(strip(*states))
    _, _, wide, tall = map(float, picture.get("viewBox").split())
    assert [shape.get("class") for shape in picture] == [state.replace(" ", "-") for state in states]
    edge = -1.0
    for shape in picture:
        left = float(shape.get("x") or float(shape.get("cx")) - 2)
        right = left + float(shape.get("width", 4))
        assert edge < left
        assert right <= wide
        edge = right
        assert 0 <= float(shape.get("y", 0)) <= float(shape.get("y", 0)) + float(shape.get("height", 0)) <= tall


def test_the_shape_tells_what_the_colour_does():
    kept, broken, unproved = drawn(strip("kept", "broken", "not proved"))
    assert int(broken.get("height")) >= 2 * int(kept.get("height"))
    assert unproved.tag.endswith("circle")


@pytest.mark.parametrize("days", [(), tuple(reversed(strip("kept", "kept"))), strip("kept") * 2])
def test_days_that_are_missing_or_out_of_order_are_refused(days):
    with pytest.raises(ValueError, match="day"):
        day_strip_svg(days)
