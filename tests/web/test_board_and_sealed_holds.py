"""The board counts nobody of whom only a sealed hold keeps anything: whoever reads it would learn of the hold."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.module_loading import autodiscover_modules

from honour.evidence.provers import provers
from honour.register.deciding import Kind, decide
from honour.register.erasing import erase_person
from honour.register.undoing import undo_erasure
from tests.register.conftest import kept_in_secret

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.promise("S23")]
OF_THE_JOURNAL = {"journal_is_whole", "the_journal_is_carried_out"}
"""They count stops and holds as lines, open holds and sealed ones alike."""


def board(now):
    """How each prover ends, and what it says of how much."""
    autodiscover_modules("provers")
    found = {each.examine.__name__: each.examine(now) for row in provers().values() for each in row}
    return {name: (one.state, one.figure, one.coverage) for name, one in found.items() if name not in OF_THE_JOURNAL}


def says(name, now):
    autodiscover_modules("provers")
    (examine,) = [each.examine for row in provers().values() for each in row if each.examine.__name__ == name]
    return examine(now)


def test_what_only_a_sealed_hold_keeps_counts_for_nothing(wrote, fellside, clock):
    decide(wrote(), Kind.MARKETING_STOP, at=clock.now, how="letter", recorded_by="staff-1")
    before = board(clock.now)
    other = wrote("bob@canary.example")
    decide(other, Kind.MARKETING_STOP, at=clock.now, how="letter", recorded_by="staff-1")
    between = board(clock.now)
    counting = {name for name, said in before.items() if said != between[name]}
    assert len(counting) >= 10
    kept_in_secret(other, clock.now)
    after = board(clock.now)
    assert {name: after[name] for name in counting if after[name] != before[name]} == {}


def test_somebody_erased_whom_a_sealed_hold_keeps_counts_as_one_who_is_gone(wrote, fellside, clock):
    wrote()
    before = board(clock.now)
    other = wrote("bob@canary.example")
    kept_in_secret(other, clock.now)
    erase_person(other, reason="request", asked_by="staff-1", at=clock.now)
    after = board(clock.now)
    assert "1 erasure" in after.pop("nothing_deleted_is_readable")[2]
    assert {name: said for name, said in after.items() if said != before[name]} == {}


def test_an_enquiry_is_late_for_nobody_while_its_persons_erasure_can_be_undone(wrote, fellside, clock):
    person = wrote()
    clock.go_on(days=30)
    assert says("enquiries_are_answered_in_time", clock.now).state == "broken"
    erase_person(person, reason="request", asked_by="staff-1", at=clock.now, cooling_off=dt.timedelta(days=1))
    assert says("enquiries_are_answered_in_time", clock.now).state == "not proved"
    wrote("bob@canary.example")
    said = says("enquiries_are_answered_in_time", clock.now)
    assert (said.state, said.coverage) == ("kept", "all 1 enquiry")
    undo_erasure(person, by="staff-1", at=clock.now)
    assert says("enquiries_are_answered_in_time", clock.now).state == "broken"
