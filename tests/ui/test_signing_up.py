"""Apps put things on Today and on a person's page by signing up."""

from __future__ import annotations

import datetime as dt

import pytest

from honour.ui import person_page
from honour.ui import waiting as today
from honour.ui.person_page import Asked, Panel, Told, moments_for, moments_of, panels_for, person_panel
from honour.ui.timeline import Moment
from honour.ui.waiting import Onlooker, Waiting, counted_by_url, waiting_for, waiting_items

NOW = dt.datetime(2026, 12, 3, 10, 0, tzinfo=dt.UTC)
WHO = Onlooker(1, "staff-1", frozenset({"contact"}), frozenset({"enquiries"}), NOW)
ASKED = Asked("abc", 1, frozenset({"people"}), frozenset(), "staff-1", NOW, "enquiries", {7: {"message": "Hello"}})


@pytest.fixture(autouse=True)
def nobody_else(monkeypatch):
    monkeypatch.setattr(today, "_signed_up", {})
    monkeypatch.setattr(person_page, "_panels", {})
    monkeypatch.setattr(person_page, "_moments", {})


def test_what_presses_most_comes_first_and_only_what_is_open_to_the_onlooker():
    @waiting_items("mail", part="contact")
    def mail(who):
        yield Waiting("Later.", "/b", urgency="soon")
        yield Waiting("By Friday.", "/a", by=dt.date(2026, 12, 4))
        yield Waiting("By Thursday.", "/a", count=2, by=dt.date(2026, 12, 3))
        yield Waiting("Broken.", "/c", urgency="now")

    @waiting_items("plans", part="notice")
    def plans(who):
        yield Waiting("Not theirs.", "/d")

    found, whole = waiting_for(WHO)
    assert [one.sentence for one in found] == ["Broken.", "By Thursday.", "By Friday.", "Later."]
    assert whole
    assert counted_by_url(found)["/a"] == 3


def test_an_app_that_fails_hides_nothing_of_the_others_and_is_said(caplog):
    @waiting_items("broken", part="contact")
    def fails(who):
        raise ValueError("asha.patel@canary.example")

    @waiting_items("mail", part="contact")
    def mail(who):
        yield Waiting("Still here.", "/a")

    found, whole = waiting_for(WHO)
    assert [one.sentence for one in found] == ["Still here."]
    assert not whole
    assert "broken" in caplog.text
    assert "asha" not in caplog.text


def test_panels_stand_in_their_order_and_have_only_what_was_opened():
    @person_panel("last", part="people", order=90)
    def last(asked):
        return Panel("Last")

    @person_panel("first", part="people", order=10)
    def first(asked):
        return Panel("First", (asked.value(7).get("message", ""), str(dict(asked.value(8)))))

    @person_panel("silent", part="people")
    def silent(asked):
        return None

    @person_panel("secret", part="staff")
    def secret(asked):
        return Panel("Not theirs")

    assert [panel.title for panel in panels_for(ASKED)] == ["First", "Last"]
    assert panels_for(ASKED)[0].lines == ("Hello", "{}")
    assert "Hello" not in repr(ASKED)


def test_moments_may_stand_for_an_entry_of_the_ledger():
    @moments_of("calls", part="people")
    def calls(asked):
        yield Moment(NOW, "They rang.")
        yield Told(Moment(NOW, "They wrote."), entry=12)

    assert [one.entry for one in moments_for(ASKED)] == [None, 12]
