"""On PostgreSQL a sweep of many works on two connections, from both ends of what is due."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Barrier, BrokenBarrierError, Event, current_thread, main_thread
from threading import enumerate as enumerate_threads

import pytest
from django.db import connection, transaction
from pyroaring import BitMap

from honour.evidence.models import Payload
from honour.evidence.tombstones import Journal, installed_journal
from honour.register import sweeping
from honour.register.due.turns import take_turn, take_turn_to_sweep
from honour.register.holding import Named, place_hold
from honour.register.models import Hold, Record
from honour.register.people import lock_person
from honour.register.sweeping import unpacked
from honour.retention.models import Sweep
from honour.retention.sweeps.both_ends import delete_all
from tests.retention.conftest import YEAR, of, record_of

pytestmark = [pytest.mark.promise("S23"), pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture
def people(wrote, now):
    """Let nine people write."""
    return [wrote(f"person{number}@canary.example", at=now) for number in range(9)]


@pytest.fixture
def together(monkeypatch):
    """Let the first batch of each end wait, with its people locked, until the other's has done so too."""
    both, real, waited = Barrier(2), sweeping.lock_people, set()

    def locks():
        left, me = real(), current_thread().name
        if Sweep.objects.get().records and me not in waited:
            waited.add(me)
            both.wait(timeout=30)
        return left

    monkeypatch.setattr(sweeping, "lock_people", locks)
    return waited


def test_two_batches_are_at_work_at_the_same_time_and_nothing_goes_twice(people, swept, now, together):
    rows = BitMap(of(person).pk for person in people)
    going = BitMap(record_of(person, "interactions").pk for person in people)

    done = swept(now + YEAR, size=2)

    assert len(together) == 2
    assert (done.records, done.keys, done.ended_at is None) == (9, 9, False)
    assert not Record.objects.filter(pk__in=list(going)).exists()
    lines = [unpacked(line.body["records"]) for line in installed_journal().read() if line.kind == "records:swept"]
    assert (BitMap.union(*lines), sum(map(len, lines))) == (going, 9)
    told = Payload.objects.filter(entry__kind="retention:swept").values_list("subjects", flat=True)
    entries = [BitMap.deserialize(bytes(each)) for each in told]
    assert (BitMap.union(*entries), sum(map(len, entries))) == (rows, 9)


def test_a_hold_placed_while_both_are_at_work_keeps_what_it_names(people, swept, now, monkeypatch):
    real, named = sweeping.lock_people, []

    def just_before():
        if current_thread().name.startswith("honour-sweep") and not named:
            named.append(Record.objects.filter(due_at__lte=now + YEAR).latest("due_at", "pk"))
            with ThreadPoolExecutor(1) as elsewhere:
                elsewhere.submit(holds, named[0]).result(timeout=30)
        return real()

    def holds(record):
        try:
            things = [Named(record.subject.public_id, record=record.pk)]
            place_hold(Hold.Kind.LITIGATION, "file 7", things, owner="staff-1", by="staff-1", at=now,
                       review_on=(now + YEAR).date())  # fmt: skip
        finally:
            connection.close()

    monkeypatch.setattr(sweeping, "lock_people", just_before)
    assert swept(now + YEAR, size=2).records == 8
    assert [record.pk for record in Record.objects.filter(due_at__lte=now + YEAR)] == [named[0].pk]


def test_when_one_end_fails_the_other_begins_no_more_and_the_sweep_goes_on_later(people, swept, now, monkeypatch):
    real, failing, failed = Journal.append_all, [OSError(28, "No space left")], Event()

    def append(*given):
        if current_thread().name.startswith("honour-sweep") and failing:
            failed.set()
            raise failing.pop()
        if Sweep.objects.get().records:  # not the first, which is alone
            failed.wait(timeout=30)
        return real(*given)

    monkeypatch.setattr(Journal, "append_all", append)
    with pytest.raises(OSError, match="No space"):
        swept(now + YEAR, size=1)
    before = Sweep.objects.get()
    assert before.ended_at is None
    assert 1 <= before.records < 9
    assert Record.objects.filter(due_at__lte=now + YEAR).count() == 9 - before.records

    done = swept(now + YEAR, size=1)

    assert (done.pk, done.records) == (before.pk, 9)


def test_who_is_told_to_stop_while_the_other_end_is_at_work_stops_it_too():
    oldest_is_done, taken = Event(), []

    def told(*_):
        raise KeyboardInterrupt

    def batch(end):
        if end == "oldest":
            oldest_is_done.set()
        elif end == "newest":
            assert oldest_is_done.wait(timeout=30)
            if not taken:
                signal.pthread_kill(main_thread().ident, signal.SIGUSR1)
            taken.append(end)
        return end != "oldest" and len(taken) < 1_000

    usual = signal.signal(signal.SIGUSR1, told)
    try:
        with pytest.raises(KeyboardInterrupt):
            delete_all(batch, 0.01)
    finally:
        signal.signal(signal.SIGUSR1, usual)
    assert 1 <= len(taken) < 1_000
    assert not [each for each in enumerate_threads() if each.name.startswith("honour-sweep")]


def test_nothing_is_left_to_the_next_sweep_because_another_was_at_work_on_it(people, swept, now, monkeypatch):
    """Who ends a sweep has looked when nobody else was deleting: what another was about to take may have stayed."""
    real, begun, ended = sweeping.lock_people, Event(), Event()

    def another():
        with transaction.atomic():
            take_turn_to_sweep(beside_others=True)
            lock_person(people[8])
            begun.set()
            ended.wait(timeout=30)
        connection.close()

    def just_before():
        if Sweep.objects.get().records and not begun.is_set():
            other = elsewhere.submit(another)
            assert begun.wait(timeout=30), other.result()
        return real()

    with ThreadPoolExecutor(2) as elsewhere:
        monkeypatch.setattr(sweeping, "lock_people", just_before)
        sweep = elsewhere.submit(lambda: (swept(now + YEAR, size=2), connection.close())[0])
        try:
            assert not wait([sweep], timeout=2).done
            assert Sweep.objects.filter(ended_at=None, records=8).exists()
        finally:
            ended.set()
        assert sweep.result(timeout=30).records == 9


def test_who_moves_dates_waits_for_all_that_share_a_turn_and_they_for_nobody_else(database):
    passed = Barrier(2)

    def shares():
        try:
            with transaction.atomic():
                take_turn_to_sweep(beside_others=True)
                passed.wait(timeout=30)
        finally:
            connection.close()

    def moves():
        try:
            with transaction.atomic():
                take_turn(patient=True)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as elsewhere:
        with transaction.atomic():
            take_turn_to_sweep(beside_others=True)
            other = elsewhere.submit(shares)
            try:
                passed.wait(timeout=30)
            except BrokenBarrierError:
                pytest.fail("One that shares a turn waited for another.")
            other.result(timeout=30)
            mover = elsewhere.submit(moves)
            assert not wait([mover], timeout=1).done
        mover.result(timeout=30)
