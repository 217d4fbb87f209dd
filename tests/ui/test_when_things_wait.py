"""What waits on Today says by which day, so that nobody takes a day that is past for one to come."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import timezone

from honour.ui.waiting import Waiting

TODAY = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (dt.date(2026, 12, 4), "By Friday 4 December."),
        (dt.date(2026, 11, 29), "By Sunday 29 November."),
        (dt.date(2027, 2, 10), "By Wednesday 10 February 2027."),
        (dt.date(2026, 11, 20), "It was due on Friday 20 November."),
        (dt.date(2025, 2, 10), "It was due on Monday 10 February 2025."),
    ],
)
def test_a_day_is_told_with_its_year_where_that_is_another_and_as_past_where_it_is(monkeypatch, by, words):
    monkeypatch.setattr(timezone, "now", lambda: TODAY)
    page = Template("{% load ui %}{% waiting items %}").render(Context({"items": [Waiting("A list.", "/a", by=by)]}))
    assert words in page
