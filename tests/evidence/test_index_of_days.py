"""On which days payloads end, which on SQLite the sequencer notes: found before and after, read no more than once."""

from datetime import UTC, timedelta

import pytest
from django.db import connection, transaction

from honour.evidence.entries import NewEntry, append, append_many
from honour.evidence.expiring import expire_payloads
from honour.evidence.models import Ending, Entry, Payload
from honour.evidence.models.ending import ENDING_BITS
from honour.evidence.tree.endings import count_due, payloads_due

YEARS = timedelta(days=7 * 365)


def day_of(when):
    return when.astimezone(UTC).date()


def test_payloads_end_on_their_day_whether_they_are_in_the_tree_or_wait_for_it(keeper):
    ids = keeper.write(700)
    keeper.integrate(most=350)
    last = day_of(keeper.now + YEARS)
    assert sorted(entry for entry, _ in payloads_due(last, 10_000)) == ids
    assert count_due(last) == 700
    assert len(payloads_due(last, 20)) == 20
    assert count_due(day_of(keeper.now)) == 0
    assert expire_payloads(keeper.now + YEARS) == 700
    assert Entry.objects.filter(kind="payload:expired").count() == 1


def test_a_payload_that_ended_before_it_was_taken_in_goes_too(keeper):
    with transaction.atomic():
        append("staff:signed-in", {}, subject=7, at=keeper.now - timedelta(days=400))
        kept = append("person:read", {}, subject=7, at=keeper.now)
    assert count_due(day_of(keeper.now)) == 1  # it waits for the sequencer
    keeper.integrate()
    assert count_due(day_of(keeper.now)) == 1
    assert expire_payloads(keeper.now) == 1
    assert [entry for entry in Payload.objects.values_list("pk", flat=True) if entry <= kept] == [kept]


def test_nothing_due_writes_nothing(keeper):
    keeper.filled(20)
    before = Entry.objects.count()
    assert expire_payloads(keeper.now) == 0
    assert Entry.objects.count() == before


@pytest.mark.sqlite
def test_the_days_of_a_run_are_noted_once_and_forgotten_with_the_last_payload(keeper):
    keeper.filled(30)
    keeper.write(30)
    with transaction.atomic():
        append_many([NewEntry("staff:signed-in", {}, keeper.now)])
    keeper.integrate()
    soon, late = sorted(set(Ending.objects.values_list("until", flat=True)))
    numbers = Entry.objects.values_list("pk", flat=True)
    runs = {number >> ENDING_BITS for number in numbers}
    assert Ending.objects.filter(until=late).count() == len(runs)
    assert [ending.run for ending in Ending.objects.filter(until=soon)] == [max(numbers) >> ENDING_BITS]
    expire_payloads(keeper.now + timedelta(days=400))
    assert {ending.until for ending in Ending.objects.all()} == {late}
    expire_payloads(keeper.now + YEARS)
    assert not Ending.objects.exists()


@pytest.mark.sqlite
def test_only_runs_whose_day_has_come_are_read(keeper):
    runs = sorted({number >> ENDING_BITS for number in keeper.filled(30)})
    with connection.cursor() as cursor:  # as if the ledger held some thousand entries more
        further = [(runs[-1] + 4) << ENDING_BITS]
        cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = 'evidence_entry'", further)
    with transaction.atomic():
        later = append_many([NewEntry("staff:signed-in", {}, keeper.now)] * 3)
    keeper.integrate()
    due = payloads_due(day_of(keeper.now + timedelta(days=400)), 100)
    assert [entry for entry, _ in due] == later
    assert list(Ending.objects.order_by("until", "run").values_list("run", flat=True)) == [runs[-1] + 4, *runs]
