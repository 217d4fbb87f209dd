"""What is past its date goes, batch by batch; what is not, and what is held, stays."""

from __future__ import annotations

import datetime as dt
import json
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event

import pytest
from click.testing import CliRunner
from django.db import connection, transaction
from pyroaring import BitMap

from honour.cli import honour
from honour.evidence import entries
from honour.evidence.errors import ClockRefused
from honour.evidence.models import Payload
from honour.evidence.tasks import expire_old_payloads
from honour.evidence.tombstones import installed_journal
from honour.mailroom.models import Outgoing
from honour.register import deleting_few, sweeping
from honour.register.deciding import Kind, decide
from honour.register.deleting_few import FEW, choose_few
from honour.register.due.triggers import move_trigger, open_trigger, tie
from honour.register.due.turns import take_turn
from honour.register.erasing import erase_category, erase_person, erase_record
from honour.register.finishing import finish_erasures
from honour.register.holding import Named, end_hold, place_hold
from honour.register.models import (
    Collection,
    DataKey,
    Hold,
    Identifier,
    Permission,
    Record,
    Staged,
    Subject,
    Suppression,
)
from honour.register.people import lock_person
from honour.register.reading import read
from honour.register.references import OrphanedError, references
from honour.register.replaying import replay
from honour.register.staging import stage
from honour.register.tasks import finish_what_was_begun, forget_staged
from honour.register.versions import versions
from honour.retention.models import Sweep
from honour.retention.sweeps.previewing import preview
from honour.retention.sweeps.running import run_sweep
from tests.register.conftest import SUPPORT
from tests.retention.conftest import YEAR, of, record_of

pytestmark = [pytest.mark.promise("S23"), pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True, params=["a few by their numbers", "a set of any size"])
def way(request, monkeypatch):
    """Sweep both ways, which differ in nothing but the time they take."""
    if request.param == "a set of any size":
        monkeypatch.setattr(sweeping, "FEW", sys.maxsize)
    return request.param


def test_more_than_a_few_go_as_a_set(wrote, now):
    one = record_of(wrote(), "interactions")
    terms = {field.attname: getattr(one, field.attname) for field in Record._meta.fields[1:]}
    Record.objects.bulk_create([Record(**terms) for _ in range(FEW)])
    assert choose_few(connection.ops.adapt_datetimefield_value(now + YEAR)) is None
    assert sweeping.sweep_batch(now + YEAR, now + YEAR).records == FEW + 1


def test_a_record_loses_its_purposes_one_by_one_and_goes_with_the_last(wrote, swept, now):
    person = wrote()

    swept(now + YEAR)
    contact = record_of(person, "contact")
    assert record_of(person, "interactions") is None
    assert contact is not None
    assert contact.lapsed
    answer = read(SUPPORT, person, "enquiries", now + YEAR)
    assert {"purpose-over"} <= {reason.code for one in answer.withheld for reason in one.reasons}
    other = read(SUPPORT, person, "marketing", now + YEAR)
    assert "purpose-over" not in {reason.code for one in other.withheld for reason in one.reasons}

    swept(now + 2 * YEAR)
    assert not Record.objects.exists()


def test_when_the_last_record_goes_nothing_is_left_of_the_person(wrote, swept, now):
    person = wrote(ticked=True)  # who said no to marketing: the stop outlives everything else

    swept(now + 3 * YEAR)

    assert of(person).status == Subject.Status.ERASED
    for model in (Record, Identifier, Permission, Collection):
        assert not model.objects.exists()
    assert {(key.state, bytes(key.wrapped)) for key in DataKey.objects.all()} == {(DataKey.State.DESTROYED, b"")}
    assert Suppression.objects.exists()


def test_copies_of_mail_in_a_folder_go_with_the_last_record_of_their_person(wrote, home, swept, now, monkeypatch):
    monkeypatch.delenv("HONOUR_SMTP_URL", raising=False)
    (home / "honour.toml").write_text('smtp_url = "folder:mail"\n')
    (home / "mail").mkdir()
    files = []
    for person in (wrote(), wrote("other@canary.example", at=now + dt.timedelta(days=30))):
        row = Outgoing.objects.create(kind="test", person=person, queued_at=now, run_after=now, state=1)
        files.append(home / "mail" / f"{row.public_id}.eml")
        files[-1].write_text("Dear canary")

    swept(now + YEAR)
    assert [file.exists() for file in files] == [True, True]  # what is left of them is not due yet
    swept(now + 2 * YEAR)
    assert [file.exists() for file in files] == [False, True]


def test_what_is_not_due_stays(wrote, swept, now):
    wrote()
    before = Record.objects.count()

    done = swept(now + YEAR - dt.timedelta(days=3))

    assert (done.records, Record.objects.count()) == (0, before)


def test_the_preview_says_what_the_sweep_then_takes(wrote, swept, now):
    for number in range(3):
        wrote(f"person{number}@canary.example", at=now + dt.timedelta(days=number))
    at = now + YEAR

    said = preview(at)
    done = swept(at)

    assert [(one.rule, one.what, one.records) for one in said.going] == [("enquiries", "interactions", 2)]
    assert said.going[0].oldest == now
    assert (done.records, done.lapsed) == (said.records, said.lapsing["enquiries"])
    assert preview(at).records == 0


def test_the_command_says_so_where_no_rule_gives_records_their_end(wrote, now, home, monkeypatch):
    monkeypatch.setenv("HONOUR_HOME", str(home))  # the command sets it
    wrote()
    Record.objects.update(due_at=now - dt.timedelta(days=400))  # as nothing of the notice has it
    said = CliRunner().invoke(honour, ["--home", str(home), "sweep", "--preview"], catch_exceptions=False)
    assert "no rule gives them an end, the oldest of 3 December 2026" in said.output
    assert "rule ," not in said.output


def test_who_went_stands_on_the_ledger_as_a_set_and_in_the_journal_without_a_name(wrote, swept, now):
    people = [wrote(f"person{number}@canary.example") for number in range(3)]
    rows = BitMap(of(person).pk for person in people)

    swept(now + YEAR)

    payload = Payload.objects.filter(entry__kind="retention:swept").get()
    assert BitMap.deserialize(bytes(payload.subjects)) == rows
    assert json.loads(payload.content) == {"records": 3, "keys": 3, "people": 0}
    text = installed_journal().path.read_text(encoding="utf-8")
    assert "records:swept" in text
    assert not any(person in text for person in people)


def test_a_sweep_killed_between_batches_goes_on_where_it_was(wrote, swept, now, monkeypatch):
    for number in range(5):
        wrote(f"person{number}@canary.example")
    real, calls = sweeping.sweep_batch, []

    def dies(*args, **more):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*args, **more)

    monkeypatch.setattr("honour.retention.sweeps.running.sweep_batch", dies)
    with pytest.raises(KeyboardInterrupt):
        swept(now + YEAR, size=2)
    assert Sweep.objects.get().ended_at is None

    done = swept(now + YEAR + dt.timedelta(hours=1), size=2)

    assert Sweep.objects.count() == 1
    assert done.records == 5
    assert done.cutoff == now + YEAR


def test_when_the_journal_cannot_be_written_nothing_goes(wrote, swept, now, monkeypatch):
    wrote()
    before = Record.objects.count()
    monkeypatch.setattr(
        "honour.evidence.tombstones.Journal.append_all", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left"))
    )
    with pytest.raises(OSError, match="No space"):
        swept(now + YEAR)
    assert Record.objects.count() == before


@pytest.mark.parametrize("jump", [dt.timedelta(days=366), dt.timedelta(days=-366)])
def test_a_clock_that_jumps_deletes_nothing(wrote, now, jump):
    wrote()
    before = Record.objects.count()
    with pytest.raises(ClockRefused, match="clock"):
        run_sweep(now + jump, pause=0)
    assert Record.objects.count() == before


def test_what_a_sweep_took_does_not_come_back_with_a_backup(wrote, swept, now):
    person = wrote()
    kept = [list(model.objects.filter(**where).values()) for model, where in ((Record, {}), (Identifier, {}))]
    keys = list(DataKey.objects.values())
    swept(now + YEAR)
    for key in keys:  # as a backup made before the sweep would bring them back
        DataKey.objects.update_or_create(pk=key.pop("id"), defaults=key)
    Record.objects.bulk_create([Record(**row) for row in kept[0]], ignore_conflicts=True)
    assert record_of(person, "interactions") is not None

    done = replay(installed_journal().read(), now + YEAR)

    assert done.erased == 1
    assert record_of(person, "interactions") is None
    assert record_of(person, "contact") is not None
    assert replay(installed_journal().read(), now + YEAR).erased == 0


def newest_of(person: str) -> int:
    number = versions().clauses.number("categories", "interactions")
    return Record.objects.get(subject__public_id=person, category=number, superseded_by=None).pk


def test_corrected_records_go_with_what_they_replaced(wrote, now):
    from honour.register.keeping import correct

    person = wrote()
    for said in ("Please send a price for herons.", "Please send a price for two herons."):
        correct(SUPPORT, person, newest_of(person), {"message": said}, at=now)

    done = sweeping.sweep_batch(now + YEAR, now + YEAR)

    assert done.records == 3
    assert record_of(person, "interactions") is None


def test_what_was_corrected_stays_as_long_as_a_hold_keeps_what_it_replaced(wrote, swept, now):
    from honour.register.keeping import correct

    person = wrote()
    first = record_of(person, "interactions").pk
    for said in ("Please send a price for herons.", "Please send a price for two herons."):
        correct(SUPPORT, person, newest_of(person), {"message": said}, at=now)
    hold = place_hold(
        Hold.Kind.LITIGATION,
        "file 7",
        [Named(person, record=first)],
        owner="staff-1",
        review_on=(now + YEAR).date(),
        by="staff-1",
        at=now,
    )

    assert swept(now + YEAR).records == 0
    end_hold(hold.pk, by="staff-1", at=now + YEAR)
    assert swept(now + YEAR).records == 3


@pytest.mark.parametrize("size", [1, 2])
def test_small_batches_take_the_oldest_version_first(wrote, now, size):
    from honour.register.keeping import correct

    person = wrote()
    for said in ("Please send a price for herons.", "Please send a price for two herons."):
        correct(SUPPORT, person, newest_of(person), {"message": said}, at=now)

    done = run_sweep(now + YEAR, pause=0, size=size, force=True)

    assert done.records == 3
    assert record_of(person, "interactions") is None


def test_honours_own_trail_and_staging_go_by_the_same_sweep(published, swept, now):
    stage("imports", "file", b"x", now, dt.timedelta(days=7))
    with transaction.atomic():
        entries.append("staff:refused", {"in_a_row": 1}, at=now)
    later = now + dt.timedelta(days=91)
    said = preview(later)
    assert (said.trail, said.staged) == (1, 1)

    done = swept(later)

    assert done.payloads == 1
    assert (preview(later).trail, preview(later).staged) == (0, 0)


def test_honours_own_periods_are_those_that_the_notice_states(published):
    from honour.evidence.kinds import SECURITY, TRAIL
    from honour.register.due.periods import add_period
    from honour.register.staging import LONGEST

    rules = published.notice.retention
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert 0 <= TRAIL - (add_period(start, rules["honour-trail"].period) - start).days <= 1
    assert add_period(start, rules["honour-security-log"].period).date() == start.date() + dt.timedelta(days=SECURITY)
    assert add_period(start, rules["honour-staging"].period) == start + LONGEST


def test_somebody_who_objected_is_not_swept_because_of_it(wrote, swept, now):
    person = wrote()
    decide(person, Kind.OBJECTION, about="enquiries", at=now, how="letter", recorded_by="staff-1")
    swept(now + dt.timedelta(days=40))
    assert record_of(person, "contact") is not None


def test_whatever_would_be_left_of_a_record_takes_its_deletion_back(wrote, swept, now, monkeypatch):
    from honour.intake.models import Interaction
    from honour.register import holders

    person = wrote()
    record = record_of(person, "interactions")
    Interaction.objects.create(
        subject=of(person), record=record, channel="telephone", direction="in", purpose="enquiries", at=now,
        recorded_at=now, recorded_by="staff-1",
    )  # fmt: skip
    before = DataKey.objects.filter(state=DataKey.State.LIVE).count()
    with monkeypatch.context() as forgetful:
        forgetful.setitem(holders._signed_up, "enquiries and interactions", lambda _: 0)
        with pytest.raises(OrphanedError, match="intake_interaction"):
            swept(now + YEAR)
        for erase in (erase_record, lambda *_, **more: erase_person(person, **more)):
            with pytest.raises(OrphanedError, match="intake_interaction"):
                erase(person, record.pk, reason="request", asked_by="staff-1", at=now)
    assert record_of(person, "interactions") is not None
    assert DataKey.objects.exclude(wrapped=b"").count() == before

    finish_erasures(now)

    assert not Record.objects.exists()
    assert not Interaction.objects.exists()


def test_what_is_asked_about_is_every_reference_to_a_record_that_the_database_does_not_hold(database):
    held = {
        (field.model._meta.db_table, field.column)
        for field in (relation.field for relation in Record._meta.related_objects)
        if field.many_to_one and field.db_constraint
    }
    assert not held, "a check of each record that goes costs a sweep more than all it does itself"
    assert references() == (
        ("intake_interaction", "record_id"),
        ("register_attachment", "record_id"),
        ("register_identifier", "record_id"),
        ("register_record", "superseded_by"),
    )


@pytest.mark.postgresql
def test_people_with_whom_somebody_is_busy_are_left_for_the_next_batch(wrote, swept, now):
    """On PostgreSQL. SQLite has one writer: the sweep waits for them there."""
    busy, other = wrote(), wrote("other@canary.example")
    with ThreadPoolExecutor(1) as elsewhere, transaction.atomic():
        lock_person(busy)
        done = elsewhere.submit(lambda: (swept(now + YEAR), connection.close())[0]).result(timeout=30)
    assert done.records == 1
    assert (record_of(busy, "interactions") is None, record_of(other, "interactions") is None) == (False, True)

    assert swept(now + YEAR).records == 1


@pytest.mark.postgresql
def test_a_sweep_and_whoever_moves_the_dates_of_many_take_turns(wrote, swept, now):
    """On PostgreSQL; else each could wait for a row that the other has changed."""
    person = of(wrote())
    trigger = open_trigger("tests", "a service", ["service-ended"])
    tie(trigger, [person], now)

    def closing(deed, *given):
        try:
            return deed(*given)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as elsewhere:
        with transaction.atomic():
            take_turn()
            sweep = elsewhere.submit(closing, swept, now + YEAR)
            move = elsewhere.submit(closing, move_trigger, "tests", "a service", now, now)
            assert not wait([sweep, move], timeout=1).done
        assert sweep.result(timeout=30).records == 1
        move.result(timeout=30)


@pytest.mark.postgresql
def test_a_record_whose_date_moves_after_it_was_chosen_stays(wrote, swept, now, monkeypatch):
    """On PostgreSQL, between choosing records and locking their people, somebody else may change one."""
    moved, other = wrote(), wrote("other@canary.example")
    kept = record_of(moved, "interactions")
    step = (deleting_few, "_going") if sweeping.FEW == FEW else (sweeping, "lock_people")
    real = getattr(*step)

    def moves():
        Record.objects.filter(pk=kept.pk).update(due_at=now + 3 * YEAR)
        connection.close()

    def just_before(*given):
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(moves).result(timeout=30)
        return real(*given)

    monkeypatch.setattr(*step, just_before)
    done = swept(now + YEAR)

    assert done.records == 1
    assert record_of(other, "interactions") is None
    assert record_of(moved, "interactions") == kept
    assert Identifier.objects.filter(subject=of(moved)).exists()
    assert DataKey.objects.filter(subject=of(moved), state=DataKey.State.LIVE).count() == 2


@pytest.mark.postgresql
@pytest.mark.parametrize("cooling_off", [dt.timedelta(0), dt.timedelta(days=7)])
def test_a_record_whose_erasure_begins_after_it_was_chosen_is_left_to_it(wrote, swept, now, monkeypatch, cooling_off):
    """On PostgreSQL, as above; whether it is gone by then, or waits and can still be undone."""
    erased, other = wrote(), wrote("other@canary.example")
    record = record_of(erased, "interactions").pk
    monkeypatch.setattr(sweeping, "FEW", sys.maxsize)  # a few are chosen and locked at once
    real, calls = sweeping.lock_people, []

    def erases():
        erase_category(
            erased, "interactions", reason="request", asked_by="staff-1", at=now + YEAR, cooling_off=cooling_off
        )
        connection.close()

    def just_before():
        if not calls:
            calls.append(1)
            with ThreadPoolExecutor(1) as elsewhere:
                elsewhere.submit(erases).result(timeout=30)
        return real()

    monkeypatch.setattr(sweeping, "lock_people", just_before)
    done = swept(now + YEAR)

    assert (done.records, record_of(other, "interactions")) == (1, None)
    assert Record.objects.filter(pk=record).exists() == bool(cooling_off)
    said = [tombstone.body for tombstone in installed_journal().read() if tombstone.kind == "records:swept"]
    assert not any(record in sweeping.unpacked(each["records"]) for each in said)


@pytest.mark.postgresql
def test_what_one_batch_chose_takes_no_room_in_the_next(wrote, swept, now):
    """On PostgreSQL, whose rows stay where they lay when they are only deleted."""
    for number in range(4):
        wrote(f"person{number}@canary.example")
    assert swept(now + YEAR, size=2).records == 4
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('honour_going') + pg_relation_size('honour_theirs')")
        assert cursor.fetchone() == (0,)


def test_what_is_held_does_not_stand_in_the_way_of_what_is_due_behind_it(wrote, swept, now):
    from honour.register.holding import Named, place_hold
    from honour.register.models import Hold

    people = [wrote(f"person{number}@canary.example", at=now + dt.timedelta(days=number)) for number in range(4)]
    for held in people[:3]:
        place_hold(Hold.Kind.DEBT, "D-1", [Named(held)], owner="a", by="a", review_on=dt.date(2029, 1, 1), at=now)

    assert swept(now + YEAR + dt.timedelta(days=4), size=1).records == 1

    assert record_of(people[3], "interactions") is None
    assert record_of(people[0], "interactions") is not None


def test_records_that_lie_as_far_apart_as_they_can_have_room_in_the_journals_lines(published, now):
    """Each in a block of its own, of 65,536 numbers, as a set of numbers is kept; and so is each person."""
    records = [number << 16 for number in range(1, 10_001)]
    subjects = [record + (7 << 16) for record in records]
    lines = sweeping.tombstones(records, subjects, people := BitMap(subjects))
    installed_journal().append_all("records:swept", lines, now)
    said = [tombstone.body for tombstone in installed_journal().read() if tombstone.kind == "records:swept"]
    assert BitMap.union(*(sweeping.unpacked(each["records"]) for each in said)) == BitMap(records)
    assert BitMap.union(*(sweeping.unpacked(each["people"]) for each in said)) == people


def test_a_jumped_clock_is_not_believed_because_somebody_did_something_by_it(wrote, swept, now):
    wrote()
    swept(now)
    with transaction.atomic():
        entries.append("staff:signed-in", {}, subject=None, at=now + YEAR)
    before = Record.objects.count()
    with pytest.raises(ClockRefused):
        run_sweep(now + YEAR, pause=0)
    assert Record.objects.count() == before
    swept(now + YEAR)
    run_sweep(now + YEAR + dt.timedelta(days=1), pause=0)


def test_by_a_jumped_clock_no_cooling_off_ends_and_nothing_staged_or_told_goes(wrote, swept, now):
    person, other = wrote(), wrote("ben@canary.example")
    swept(now)
    lead = {"reason": "request", "asked_by": "staff-1", "at": now}
    erase_person(person, **lead, cooling_off=dt.timedelta(days=7))
    staged = stage("imports", "file", b"x", now, dt.timedelta(days=3))
    jumped = now + YEAR
    finish_what_was_begun(jumped)
    assert Record.objects.filter(subject__public_id=person).exists()
    with pytest.raises(ClockRefused):
        forget_staged(jumped)
    assert Staged.objects.filter(public_id=staged).exists()
    payloads = Payload.objects.count()
    with pytest.raises(ClockRefused):
        expire_old_payloads(now + 9 * YEAR)
    assert Payload.objects.count() == payloads
    erase_person(other, reason="request", asked_by="staff-1", at=jumped)
    assert not Record.objects.filter(subject__public_id=other).exists()
    finish_what_was_begun(now + dt.timedelta(days=8))
    assert not Record.objects.filter(subject__public_id=person).exists()


@pytest.mark.postgresql
def test_a_record_that_comes_to_the_place_of_a_chosen_one_stays(wrote, now, monkeypatch):
    """On PostgreSQL, which deletes many by their places: that of one which is gone may be given to another."""
    monkeypatch.setattr(sweeping, "FEW", sys.maxsize)
    chosen = record_of(wrote(), "interactions")
    one = record_of(wrote("other@canary.example"), "interactions")
    terms = {field.attname: getattr(one, field.attname) for field in Record._meta.fields[1:]}
    real, came, deleted, looked = sweeping.lock_people, [], Event(), Event()

    def makes_room():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM register_identifier WHERE record_id = %s", [chosen.pk])
            cursor.execute("DELETE FROM register_record WHERE id = %s", [chosen.pk])
            deleted.set()
            looked.wait(timeout=30)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM register_record")
        came.append(Record.objects.create(**terms).pk)
        connection.close()

    def just_before():
        looked.set()
        room.result(timeout=30)
        return real()

    monkeypatch.setattr(sweeping, "lock_people", just_before)
    with ThreadPoolExecutor(1) as elsewhere:
        room = elsewhere.submit(makes_room)
        assert deleted.wait(timeout=30)
        done = sweeping.sweep_batch(now + YEAR, now + YEAR)

    assert (done.records, done.more) == (0, True)
    assert Record.objects.filter(pk__in=[one.pk, *came]).count() == 2
