"""A stop is the person's own; what they share with others is left alone, and the others are not stopped with them."""

from __future__ import annotations

import datetime as dt

import pytest

from honour.evidence.tombstones import installed_journal
from honour.outreach.provers.preferences import preferences_have_their_evidence
from honour.register.deciding import Kind, decide
from honour.register.erasing import erase_person
from honour.register.heeding import sharing_with
from honour.register.models import Subject
from honour.register.overview import overview
from tests.register.conftest import kept_in_secret

pytestmark = [pytest.mark.promise("S21"), pytest.mark.django_db(transaction=True)]
BY_LETTER = {"how": "letter", "recorded_by": "staff-1"}


def stopped(person):
    """Whether all marketing is stopped, which stops stand beside, and how the last came."""
    known = overview(person)
    return known.marketing_objection, known.stops, known.decisions[-1].how if known.decisions else None


def test_whoever_comes_with_a_number_that_a_colleague_stopped_is_not_rung_and_otherwise_not_stopped(wrote, now):
    decide(wrote(), Kind.MARKETING_STOP, at=now, **BY_LETTER)
    colleague = wrote("bob@canary.example")  # with the number of the switchboard
    assert stopped(colleague) == (False, {"*/sms", "*/telephone"}, "shared")
    assert "asha" not in str(list(installed_journal().read()))
    assert preferences_have_their_evidence(now).state == "kept"
    third = wrote("cara@canary.example", at=now + dt.timedelta(hours=1))
    assert stopped(third) == (False, {"*/sms", "*/telephone"}, "shared")  # bob's own address is on no list


def test_whoever_comes_back_with_the_number_of_somebody_erased_counts_as_them(wrote, now):
    gone = wrote()
    decide(gone, Kind.MARKETING_STOP, at=now, **BY_LETTER)
    erase_person(gone, reason="request", asked_by="staff-1", at=now)
    assert stopped(wrote("asha@elsewhere.example")) == (True, frozenset(), "do-not-contact list")


def test_an_address_of_their_own_on_the_list_stops_all_whatever_number_they_share(wrote, now):
    gone = wrote("bob@canary.example", telephone="")
    decide(gone, Kind.MARKETING_STOP, at=now, **BY_LETTER)
    erase_person(gone, reason="request", asked_by="staff-1", at=now)
    decide(wrote(), Kind.MARKETING_STOP, at=now, **BY_LETTER)
    assert stopped(wrote("bob@canary.example", at=now + dt.timedelta(hours=1))) == (
        True, frozenset(), "do-not-contact list",
    )  # fmt: skip


def test_a_colleague_whose_stop_was_lifted_keeps_nobody_from_being_rung(wrote, now):
    person = wrote()
    decide(person, Kind.MARKETING_STOP, at=now, **BY_LETTER)
    decide(person, Kind.MARKETING_STOP_LIFTED, at=now + dt.timedelta(hours=1), **BY_LETTER)
    assert stopped(wrote("bob@canary.example")) == (False, frozenset(), None)


def test_those_who_share_are_counted_without_whom_only_a_sealed_hold_keeps(wrote, now):
    person = Subject.objects.get(public_id=wrote())
    wrote("bob@canary.example")
    hidden = wrote("cara@canary.example")
    assert sharing_with(person, now) == 2
    kept_in_secret(hidden, now)
    assert sharing_with(person, now) == 1
