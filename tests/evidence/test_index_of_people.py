"""Whom entries are about, which on SQLite the sequencer writes: found before and after, gone with the payload."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from honour.evidence.entries import NewEntry, append, append_many
from honour.evidence.expiring import expire_payloads
from honour.evidence.models import About, Payload
from honour.evidence.models.about import ABOUT_BITS
from honour.evidence.searching import entries_about
from honour.evidence.tree.people import index_people
from honour.evidence.tree.rows import committed_leaves
from honour.evidence.verifying import verify_ledger


def found(person):
    return [use.entry for use in entries_about(person)]


def test_an_entry_is_found_once_before_it_is_in_the_tree_and_after(keeper):
    first = keeper.write(700)
    assert found(3) == first[3::7][::-1]
    keeper.integrate(most=350)  # half are in, half wait
    assert found(3) == first[3::7][::-1]
    second = keeper.write(21)
    keeper.integrate()
    assert found(3) == (first[3::7] + second[3::7])[::-1]


def test_an_entry_is_found_in_the_transaction_that_writes_it(keeper):
    keeper.filled(7)
    with transaction.atomic():
        mine = append("person:read", {}, subject=3, at=keeper.now + timedelta(minutes=1))
        assert found(3)[0] == mine


@pytest.mark.sqlite
def test_appending_writes_no_index_of_people_and_the_sequencer_writes_it_by_runs(keeper):
    ids = keeper.write(14)
    assert not About.objects.exists()
    keeper.integrate()
    run = ids[0] >> ABOUT_BITS
    assert {(row.run, row.entry) for row in About.objects.filter(subject=3)} == {(run, ids[3]), (run, ids[10])}
    with transaction.atomic():
        append_many([NewEntry("staff:signed-in", {}, keeper.now)])  # about nobody
    keeper.integrate()
    assert About.objects.count() == 14


@pytest.mark.sqlite
def test_people_of_later_runs_of_entries_are_found(keeper):
    keeper.filled(7)
    run = About.objects.latest("run").run
    with connection.cursor() as cursor:  # as if the ledger held some hundred thousand entries more
        further = [(run + 4) << ABOUT_BITS]
        cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = 'evidence_entry'", further)
    keeper.filled(7)
    assert sorted(set(About.objects.values_list("run", flat=True))) == [run, run + 4]
    assert len(found(3)) == 2


@pytest.mark.sqlite
def test_writing_whom_entries_are_about_again_changes_nothing(keeper):
    ids = keeper.filled(14)
    index_people(committed_leaves(ids))
    assert About.objects.count() == 14


def test_with_a_payload_goes_whom_it_was_about(keeper):
    with transaction.atomic():
        append("staff:signed-in", {}, subject=7, at=keeper.now)
        kept = append("person:read", {}, subject=7, at=keeper.now)
    keeper.integrate()
    expire_payloads(keeper.now + timedelta(days=90))
    assert found(7) == [kept]
    assert Payload.objects.filter(subject=7).count() == 1
    if connection.vendor == "sqlite":
        assert About.objects.get().entry == kept


@pytest.mark.sqlite
def test_an_entry_that_its_person_does_not_lead_to_is_named(keeper):
    ids = keeper.filled(300)
    assert verify_ledger(keeper.now).intact
    About.objects.filter(entry=ids[40]).delete()
    problems = verify_ledger(keeper.now).problems
    assert [problem.message for problem in problems] == [
        f"Entry id {ids[40]} is not found by the person whom it is about."
    ]
    About.objects.all().delete()
    assert verify_ledger(keeper.now).problems[-1].message == "Nor are 280 more entries."
