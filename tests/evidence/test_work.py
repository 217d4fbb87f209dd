"""Work is claimed by one worker at a time, goes on when a worker dies, and idle workers write nothing."""

import threading
import time
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from honour.evidence.errors import EvidenceError
from honour.evidence.expiring import expire_payloads
from honour.evidence.models import Duty, Payload, SignedCheckpoint, Tree
from honour.evidence.sinks import FolderSink
from honour.evidence.tree.integrating import the_tree
from honour.evidence.verifying import verify_ledger
from honour.evidence.work import claim, declared_duties, finish, give_back, run_due, run_worker
from honour.evidence.work.duties import DeclaredDuty
from honour.evidence.work.put_off import bring_back_work
from honour.evidence.work.worker import _run_lane, enrol, worker_name
from honour.mailroom.models import Outgoing

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)


def take(holder="one", now=NOW):
    return claim(Duty.objects.all(), holder=holder, now=now, lease=LEASE)


def declared(run, name="test:run", **more):
    usual = {"every": timedelta(seconds=10), "at": None, "lease": LEASE, "lane": "house", "wanted": None}
    return {name: DeclaredDuty(name=name, run=run, **(usual | more))}


EXAMINED = SimpleNamespace(stdout="[]")
"""What the process that examines the promises answers: tests/cli has a worker really ask it."""


@pytest.fixture
def row(db):
    return Duty.objects.create(name="test:run", run_after=NOW)


# -- claiming ---------------------------------------------------------------------------------------------------------


def test_a_row_that_is_due_goes_to_one_worker(row):
    taken = take("one")
    assert (taken.name, taken.holder, taken.attempts) == ("test:run", "one", 1)
    assert take("other") is None


def test_a_row_that_is_not_due_yet_goes_to_nobody(row):
    assert take(now=NOW - timedelta(seconds=1)) is None


def test_the_row_due_longest_goes_first(row):
    Duty.objects.create(name="test:older", run_after=NOW - timedelta(hours=1))
    assert [take().name, take().name, take()] == ["test:older", "test:run", None]


def test_a_row_whose_worker_died_goes_to_another_after_its_lease(row):
    take("dead")
    assert take("other", NOW + LEASE - timedelta(seconds=1)) is None
    assert take("other", NOW + LEASE).holder == "other"


def test_a_worker_that_comes_back_after_its_lease_finishes_nothing(row):
    late, other = take("late"), take("other", NOW + LEASE)
    assert not finish(late, run_after=NOW + timedelta(days=1))
    assert not give_back(late, OSError(), NOW)
    assert Duty.objects.get().holder == "other"
    assert finish(other, run_after=NOW + timedelta(days=1))
    assert Duty.objects.get().lease_until is None


def test_after_a_failure_it_is_tried_again_later_each_time(row):
    pauses, now = [], NOW
    for _ in range(12):
        give_back(take(now=now), OSError("said something personal"), now)
        row.refresh_from_db()
        pauses.append((row.run_after - now).total_seconds())
        now = row.run_after
    assert pauses[:4] == [2, 4, 8, 16]
    assert pauses[-1] == 300
    assert row.failure == "OSError"
    finish(take(now=now), run_after=now)
    row.refresh_from_db()
    assert (row.attempts, row.failure) == (0, "")


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_take_each_row_once():
    Duty.objects.bulk_create([Duty(name=f"test:{n}", run_after=NOW) for n in range(40)])
    taken, lock = [], threading.Lock()

    def work():
        holder = worker_name()
        while (row := take(holder)) is not None or Duty.objects.filter(lease_until=None).exists():
            if row is not None:
                with lock:
                    taken.append(row.name)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken) == sorted(f"test:{n}" for n in range(40))


# -- duties -----------------------------------------------------------------------------------------------------------


def test_a_new_duty_is_due_at_once_and_then_after_its_interval(db):
    ran = []
    duties = declared(ran.append)
    enrol(duties, NOW)
    enrol(duties, NOW + timedelta(seconds=5))
    assert run_due(NOW, duties) == ["test:run"]
    assert run_due(NOW + timedelta(seconds=9), duties) == []
    assert run_due(NOW + timedelta(seconds=10), duties) == ["test:run"]
    assert ran == [NOW, NOW + timedelta(seconds=10)]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23T03:00Z", "2026-11-23T04:00Z"),
        ("2026-11-23T04:00Z", "2026-11-24T04:00Z"),
        ("2026-07-01T12:00Z", "2026-07-02T03:00Z"),  # four o'clock in summer time
        ("2026-03-28T12:00Z", "2026-03-29T03:00Z"),  # the night the clocks go forward
    ],
)
def test_a_nightly_duty_is_due_at_its_time_of_day(now, expected):
    (nightly,) = declared(print, at=time_of_day(4, 0), every=timedelta(days=1)).values()
    assert nightly.next_after(datetime.fromisoformat(now)) == datetime.fromisoformat(expected)


@pytest.mark.parametrize("at", [None, time_of_day(1, 30)], ids=["often", "nightly"])
def test_what_a_clock_a_year_ahead_put_off_is_due_once_it_is_right_again(db, at):
    ran = []
    duties = declared(ran.append, every=timedelta(days=1), at=at)
    enrol(duties, NOW)
    ahead = NOW + timedelta(days=366)
    assert run_due(ahead, duties) == ["test:run"]
    assert run_due(NOW + LEASE, duties) == []
    enrol(duties, NOW + LEASE)
    assert run_due(NOW + LEASE, duties) == ["test:run"]
    enrol(duties, NOW + 2 * LEASE)
    assert run_due(NOW + 2 * LEASE, duties) == [], "as it is due by itself"


def test_what_a_worker_took_by_a_clock_a_year_ahead_is_free_once_it_is_right_again(row):
    take("dead", NOW + timedelta(days=366))
    enrol(declared(print), NOW)
    assert take("other").holder == "other"
    enrol(declared(print), NOW)
    assert Duty.objects.get().holder == "other", "who has it by the right clock keeps it"


def test_messages_that_a_clock_a_year_ahead_put_off_are_due_once_it_is_right_again(db):
    for days in (1, 366):
        Outgoing.objects.create(kind="test:letter", queued_at=NOW, run_after=NOW + timedelta(days=days))
    bring_back_work(NOW)
    assert sorted(Outgoing.objects.values_list("run_after", flat=True)) == [NOW, NOW + timedelta(days=1)]


def test_a_running_worker_notices_that_the_clock_was_set_back(transactional_db, monkeypatch):
    said, ran, stop = [NOW + timedelta(days=366)], [], threading.Event()
    monkeypatch.setattr("honour.evidence.work.worker.timezone.now", lambda: said[0])
    worker = threading.Thread(target=_run_lane, args=("house", declared(ran.append, every=timedelta(days=1)), stop))
    worker.start()
    try:
        wait_for(lambda: len(ran) == 1)
        said[0] = NOW
        wait_for(lambda: len(ran) == 2)
    finally:
        stop.set()
        worker.join(60)
    assert ran == [NOW + timedelta(days=366), NOW]


def test_a_duty_that_fails_is_tried_again_and_keeps_nothing_from_the_others(row, caplog):
    ran = []

    def fail(_):
        raise ValueError("Asha Patel, 4 Mill Lane")

    duties = declared(fail) | declared(ran.append, name="test:other")
    enrol(duties, NOW)
    assert run_due(NOW, duties) == ["test:other"]
    assert "ValueError" in caplog.text
    assert "Asha" not in caplog.text
    assert run_due(NOW + timedelta(seconds=1), duties) == []
    assert Duty.objects.get(pk="test:run").failure == "ValueError"


def test_an_error_of_ours_stands_in_the_log_in_full(row, caplog):
    def fail(_):
        raise EvidenceError("Do this next.")

    run_due(NOW, declared(fail))
    assert "Do this next." in caplog.text


def test_idle_workers_write_nothing(row):
    duties = declared(pytest.fail, wanted=lambda: False)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert run_due(NOW, duties) == []
    assert [query["sql"].split()[0] for query in queries] == ["SELECT"]


def test_what_was_not_wanted_is_asked_again_after_a_second_or_once_the_clock_was_set_back(row):
    times, asked = [], {}
    duties = declared(pytest.fail, wanted=lambda: times.append(1))
    for passed in (0, 0.25, 0.99, 1, 1.5, -60):
        run_due(NOW + timedelta(seconds=100 + passed), duties, asked=asked)
    assert len(times) == 3


# -- what the worker does by itself -----------------------------------------------------------------------------------


def wait_for(true, seconds=60):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def test_the_worker_integrates_and_sends_until_it_is_told_to_stop(keeper, tmp_path, settings, monkeypatch):
    settings.HONOUR_CHECKPOINT_FOLDER = str(tmp_path / "elsewhere")
    monkeypatch.setattr("honour.evidence.tasks.subprocess.run", lambda *_, **__: EXAMINED)
    stop = threading.Event()
    worker = threading.Thread(target=run_worker, args=(stop,))
    worker.start()
    try:
        keeper.write(300)
        wait_for(lambda: the_tree().size == 300)
        keeper.write(5)
        wait_for(lambda: the_tree().size == 305)
        wait_for(lambda: FolderSink(tmp_path / "elsewhere").kept())
    finally:
        stop.set()
        worker.join(60)
    assert not worker.is_alive()
    assert verify_ledger(timezone.now()).intact
    assert not Duty.objects.filter(lease_until__isnull=False).exists()


def test_whoever_is_told_to_stop_begins_nothing_more(db):
    stop, done = threading.Event(), []

    def first(now):
        done.append("first")
        stop.set()

    duties = declared(first, "test:first") | declared(lambda _: done.append("second"), "test:second")
    enrol(duties, NOW)
    Duty.objects.filter(pk="test:first").update(run_after=NOW - LEASE)
    assert run_due(NOW, duties, stop=stop) == ["test:first"]
    assert done == ["first"]
    assert run_due(NOW, duties) == ["test:second"], "it waits for the next worker"


def test_two_workers_keep_one_ledger(keeper):
    stop = threading.Event()
    workers = [threading.Thread(target=run_worker, args=(stop,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    try:
        for _ in range(10):
            keeper.write(50)
        wait_for(lambda: the_tree().size == 500)
    finally:
        stop.set()
        for worker in workers:
            worker.join(60)
    assert verify_ledger(timezone.now()).intact
    sizes = list(SignedCheckpoint.objects.order_by("pk").values_list("size", flat=True))
    assert sizes == sorted(set(sizes))


def test_every_duty_of_evidence_is_declared_and_done_twice_without_harm(keeper, monkeypatch):
    monkeypatch.setattr("honour.evidence.tasks.subprocess.run", lambda *_, **__: EXAMINED)
    keeper.filled(3)
    keeper.write(2)
    own = {
        "ledger:integrate",
        "checkpoints:send",
        "checkpoints:thin",
        "payloads:expire",
        "promises:prove",
    }
    duties = {name: one for name, one in declared_duties().items() if name in own}
    assert set(duties) == own
    for _ in range(2):
        for one in duties.values():
            one.run(keeper.now)
    assert Tree.objects.get().size == 5
    assert verify_ledger(keeper.now).intact
    assert Payload.objects.count() == 5
    assert expire_payloads(keeper.now) == 0


def test_an_examination_that_ends_without_an_answer_is_told_and_made_again(keeper, monkeypatch, caplog):
    died = SimpleNamespace(stdout="", stderr="Traceback: asha@canary.example", returncode=1)
    monkeypatch.setattr("honour.evidence.tasks.subprocess.run", lambda *_, **__: died)
    due = {"promises:prove": declared_duties()["promises:prove"]}
    enrol(due, keeper.now)
    assert run_due(keeper.now, due, "the worker") == []
    assert "The promises could not be examined. To see why, run: honour prove" in caplog.text
    assert "canary" not in caplog.text
    assert Duty.objects.get().run_after > keeper.now
