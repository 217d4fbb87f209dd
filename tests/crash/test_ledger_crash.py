"""Killed at any point, the ledger and the journal have lost nothing that was confirmed, and go on."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.utils import timezone

from honour.evidence.entries import NewEntry, append_many
from honour.evidence.models import Entry, Payload, SignedCheckpoint
from honour.evidence.sinks import FolderSink
from honour.evidence.tombstones import FILE, installed_journal
from honour.evidence.tree.integrating import the_tree
from honour.evidence.tree.tiles import leaves_in_order
from honour.evidence.verifying import verify_ledger
from tests.crash import deeds
from tests.crash.dying import ROOT, dying_environment

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]

KILLED = -signal.SIGKILL
TREE = "honour.evidence.tree.integrating"
COMMIT = "django.db.backends.base.base:BaseDatabaseWrapper.commit"
JOURNAL = "honour.evidence.tombstones"
SINKS = "honour.evidence.sinks"


@pytest.fixture
def environment(home):
    return dying_environment(home)


def write(count):
    with transaction.atomic():
        return append_many([NewEntry("person:read", {"n": n}, deeds.NOW, subject=n) for n in range(count)])


def order():
    return [entry for leaves in leaves_in_order(the_tree().size) for _, entry, _ in leaves]


# -- the sequencer ----------------------------------------------------------------------------------------------------

SEQUENCER_POINTS = [
    f"{TREE}:next_leaves:after",
    f"{TREE}:_demand_extension:after",
    f"{TREE}:sign_checkpoint:after",
    f"{TREE}:write_tiles:before",
    f"{TREE}:write_tiles:after",
    f"{TREE}:SignedCheckpoint.objects.create:after",
    f"{COMMIT}:before",
    f"{COMMIT}:after",
]


@pytest.mark.parametrize("point", SEQUENCER_POINTS)
def test_a_sequencer_killed_anywhere_has_integrated_all_or_nothing_and_the_next_goes_on(dies, point):
    ids = write(300)
    deeds.integrate_all()
    ids += write(300)
    assert dies(point, "integrate_all") == KILLED
    assert the_tree().size in {300, 600}
    assert the_tree().size == SignedCheckpoint.objects.latest("pk").size
    assert verify_ledger(timezone.now()).intact
    ids += write(10)
    deeds.integrate_all()
    assert order() == ids
    assert verify_ledger(timezone.now()).intact


@pytest.mark.parametrize("point", [SEQUENCER_POINTS[0], *SEQUENCER_POINTS[-2:]])
def test_a_sequencer_killed_at_the_very_first_integration_leaves_a_ledger_that_can_begin(dies, point):
    ids = write(5)
    assert dies(point, "integrate_all") == KILLED
    deeds.integrate_all()
    assert order() == ids
    assert verify_ledger(timezone.now()).intact


def test_a_worker_killed_again_and_again_beside_a_busy_writer_loses_no_entry(environment):
    chance, ids = random.Random(8), []  # noqa: S311 - the moments differ and are the same in each run
    for _ in range(3):
        worker = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "import django; django.setup(); from tests.crash.deeds import *\nwhile 1: integrate_all()",
            ],
            cwd=ROOT,
            env=os.environ | environment,
        )
        before, begun = the_tree().size, time.monotonic()
        while the_tree().size == before:  # until it is at work
            ids += write(20)
            assert time.monotonic() - begun < 60
        end = time.monotonic() + chance.uniform(0.05, 0.4)
        while time.monotonic() < end:
            ids += write(20)
        worker.kill()
        worker.wait()
    deeds.integrate_all()
    assert order() == ids
    check = verify_ledger(timezone.now())
    assert check.intact, check.problems
    assert check.report.entries == len(ids)


# -- writers, payloads, files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("point", "expected"), [(f"{COMMIT}:before", 0), (f"{COMMIT}:after", 3)])
def test_a_writer_killed_at_its_commit_has_written_every_entry_with_its_payload_or_none(dies, point, expected):
    assert dies(point, "append") == KILLED
    assert Entry.objects.count() == Payload.objects.count() == expected


@pytest.mark.parametrize("point", [f"{COMMIT}:before", f"{COMMIT}:after"])
def test_an_expiry_killed_at_its_commit_is_recorded_exactly_when_it_happened(dies, point):
    write(30)
    assert dies(point, "expire") == KILLED
    told = Entry.objects.filter(kind="payload:expired").count()
    assert (told, Payload.objects.count()) in {(0, 30), (1, 1)}
    deeds.expire()
    deeds.integrate_all()
    assert verify_ledger(datetime(2040, 1, 2, tzinfo=UTC)).intact


@pytest.mark.parametrize(
    "point", [f"{SINKS}:os.fsync:before", f"{SINKS}:os.fsync:after", f"{SINKS}:Path.replace:before"]
)
def test_a_checkpoint_half_sent_is_sent_again(dies, home, settings, point):
    settings.HONOUR_CHECKPOINT_FOLDER = str(home / "elsewhere")
    write(3)
    deeds.integrate_all()
    assert dies(point, "send", HONOUR_CHECKPOINT_FOLDER=str(home / "elsewhere")) == KILLED
    deeds.send()
    note = SignedCheckpoint.objects.get().note
    assert set(FolderSink(home / "elsewhere").kept()) == {note}
    assert SignedCheckpoint.objects.get().sent_at is not None


@pytest.mark.parametrize("point", ["os:fsync:before", "pathlib:Path.replace:before"])
def test_an_export_killed_before_it_is_whole_does_not_stand_under_its_name(dies, home, point):
    write(300)
    deeds.integrate_all()
    assert dies(point, "export") == KILLED
    assert not (home / "ledger.jsonl").exists()


# -- the journal ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("point", "confirmed"),
    [
        (f"{JOURNAL}:_line:after", False),
        (f"{JOURNAL}:os.fdatasync:before", None),
        (f"{JOURNAL}:_write:after", True),
        (f"{JOURNAL}:Journal._bring_copy_up:after", True),
        (f"{JOURNAL}:Journal.append:after", True),
    ],
)
def test_a_journal_killed_while_it_writes_keeps_every_line_that_was_confirmed(dies, home, settings, point, confirmed):
    settings.HONOUR_JOURNAL_COPY = str(home / "copy")
    before = [installed_journal().append("person:stopped", {"person": f"p{n}"}, deeds.NOW) for n in range(3)]
    assert dies(point, "stop_somebody", HONOUR_JOURNAL_COPY=str(home / "copy")) == KILLED
    lines = list(installed_journal().read())
    assert lines[:3] == before
    if confirmed is not None:
        assert len(lines) == (4 if confirmed else 3)
    after = installed_journal().append("person:stopped", {"person": "the next"}, deeds.NOW)
    assert list(installed_journal().read())[-1] == after
    assert (home / "copy" / FILE).read_bytes() == (home / "journal" / FILE).read_bytes()


@pytest.mark.parametrize("length", [1, 20, 150])
def test_a_line_torn_by_a_crash_was_confirmed_to_nobody_and_hinders_nobody(home, length):
    journal = installed_journal()
    before = journal.append("person:stopped", {"person": "p"}, deeds.NOW)
    whole = (home / "journal" / FILE).read_bytes()
    with (home / "journal" / FILE).open("ab") as file:
        file.write(whole[:length])
    assert list(journal.read()) == [before]
    after = journal.append("person:stopped", {"person": "q"}, deeds.NOW)
    assert [line.number for line in journal.read()] == [1, 2]
    assert journal.head().hash == after.hash
