"""Erasing leaves an opaque id and nothing else; a restored backup forgets again."""

import datetime as dt
import json

import pytest
from django.db import connection

from honour.evidence.models import Entry, Payload
from honour.evidence.tombstones import Journal, installed_journal
from honour.register import finishing
from honour.register.deciding import decide
from honour.register.due.moving import move_due, wrongly_dated
from honour.register.due.scope import EVERYBODY
from honour.register.due.triggers import contacted
from honour.register.erasing import erase_category, erase_person, erase_record
from honour.register.errors import ErasureFinalError, UnknownPersonError, UnknownRecordError
from honour.register.finding import find_people
from honour.register.finishing import finish_erasures
from honour.register.models import (
    Collection,
    DataKey,
    Erasure,
    Identifier,
    Permission,
    Record,
    Staged,
    Subject,
    Suppression,
)
from honour.register.overview import overview
from honour.register.reading import read
from honour.register.receipts import find_receipt
from honour.register.replaying import replay
from honour.register.staging import stage
from honour.register.undoing import undo_category
from honour.register.versions import versions
from tests.register.conftest import SUPPORT

BY = {"reason": "request", "asked_by": "staff-1"}


@pytest.mark.promise("S25")
def test_nothing_of_an_erased_person_is_left(wrote, now):
    other = wrote("bob@canary.example", telephone="01632 960 112")
    person = wrote()
    decide(person, Permission.Kind.OBJECTION, at=now, about="enquiries", how="mail", recorded_by="staff-1")
    erased = erase_person(person, at=now, **BY)
    assert (erased.records, erased.keys) == (2, 2)
    subject = Subject.objects.get(public_id=person)
    assert subject.status == Subject.Status.ERASED
    assert (subject.kind, subject.informed, subject.objections) == (None, 0, 0)
    for model in (Record, Identifier, Permission, Collection):
        assert not model.objects.filter(subject=subject).exists()
        assert model.objects.filter(subject__public_id=other).exists() or model is Permission
    assert [
        bytes(wrapped) for wrapped in DataKey.objects.filter(subject=subject).values_list("wrapped", flat=True)
    ] == [
        b"",
        b"",
    ]
    assert find_people("email", "asha.patel@canary.example", actor=SUPPORT, at=now).people == ()
    assert read(SUPPORT, person, "enquiries", now).outcome == "refused"
    assert read(SUPPORT, other, "enquiries", now).outcome == "allowed"


def test_the_ledger_keeps_the_beginning_and_the_end_of_an_erasure(wrote, now):
    person = wrote()
    erased = erase_person(person, at=now, **BY)
    kinds = list(Entry.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds[-2:] == ["person:erasing", "person:erased"]
    payload = json.loads(Payload.objects.get(entry_id=erased.entry).content)
    assert payload == {"reason": "request", "record": None}
    (tombstone,) = installed_journal().read()
    assert (tombstone.kind, tombstone.body) == ("person:erased", {"person": person})


def test_the_receipt_of_an_erased_person_opens_no_more(published, now):
    from honour.register.collecting import collect
    from honour.register.known_keys import register_keyring
    from tests.register.conftest import FORM, NEW, answers

    receipt = collect(FORM, answers(), version=NEW, submission="t", at=now)
    erase_person(Subject.objects.get().public_id, at=now, **BY)
    assert find_receipt(register_keyring(), receipt.token) is None


def test_what_is_staged_about_an_erased_person_goes_too(wrote, now):
    person = wrote()
    week = dt.timedelta(days=7)
    stage("mailroom", "mail", b"from Asha", now, week, identifiers=[("email", "ASHA.patel@canary.example")])
    stage("rights", "package", b"for Asha", now, week, subject=person)
    stage("mailroom", "mail", b"from Bob", now, week, identifiers=[("email", "bob@canary.example")])
    assert erase_person(person, at=now, **BY).staged == 2
    assert Staged.objects.count() == 1


def test_where_a_stop_stood_only_the_keyed_hash_stays(wrote, now):
    person = wrote(ticked=True)
    erase_person(person, at=now, **BY)
    assert Suppression.objects.count() == 2
    assert not Permission.objects.exists()


def test_an_erased_person_cannot_be_erased_again(wrote, now):
    person = wrote()
    erase_person(person, at=now, **BY)
    with pytest.raises(UnknownPersonError):
        erase_person(person, at=now, **BY)


def test_one_record_goes_with_its_key_when_it_was_the_last_of_its_category(wrote, now):
    person = wrote()
    contact, interaction = Record.objects.filter(subject__public_id=person).order_by("pk")
    erased = erase_record(person, interaction.pk, at=now, **BY)
    assert (erased.record, erased.records, erased.keys) == (interaction.pk, 1, 1)
    assert [record.id for record in read(SUPPORT, person, "enquiries", now).records] == [contact.pk]
    assert DataKey.objects.get(pk=interaction.key_id).state == DataKey.State.DESTROYED
    with pytest.raises(UnknownRecordError):
        erase_record(person, interaction.pk, at=now, **BY)


def test_a_key_stays_while_another_record_needs_it(wrote, now):
    person = wrote()
    wrote(at=now + dt.timedelta(hours=1), message="Second letter from the canary")
    first, second = Record.objects.filter(subject__public_id=person, category=category_of("interactions")).order_by(
        "pk"
    )
    assert erase_record(person, first.pk, at=now + dt.timedelta(hours=2), **BY).keys == 0
    reading = read(SUPPORT, person, "enquiries", now + dt.timedelta(hours=2))
    assert second.pk in {record.id for record in reading.records}


def category_of(name):
    from honour.register.versions import versions

    return versions().clauses.number("categories", name)


def test_a_record_goes_with_the_older_versions_it_replaced(wrote, now):
    person = wrote()
    wrote(at=now + dt.timedelta(hours=1))
    wrote(at=now + dt.timedelta(hours=2))
    one, two, three = Record.objects.filter(subject__public_id=person, category=category_of("contact")).order_by("pk")
    Record.objects.filter(pk=one.pk).update(superseded_by=two)
    Record.objects.filter(pk=two.pk).update(superseded_by=three)
    assert erase_record(person, three.pk, at=now + dt.timedelta(hours=3), **BY).records == 3


def test_somebody_elses_record_is_not_erased(wrote, now):
    one, other = wrote(), wrote("bob@canary.example", telephone="01632 960 112")
    with pytest.raises(UnknownRecordError):
        erase_record(one, Record.objects.filter(subject__public_id=other).first().pk, at=now, **BY)


@pytest.mark.parametrize("dies_at", ["_journal", "forget_person", "_confirm"])
def test_an_erasure_stopped_at_any_step_is_unreadable_at_once_and_finished_later(wrote, now, monkeypatch, dies_at):
    person = wrote()
    with monkeypatch.context() as dying:
        dying.setattr(finishing, dies_at, lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            erase_person(person, at=now, **BY)
    assert read(SUPPORT, person, "enquiries", now).records == ()
    assert find_people("email", "asha.patel@canary.example", actor=SUPPORT, at=now).people == ()
    assert finish_erasures(now) == 1
    assert not Record.objects.exists()
    assert Erasure.objects.get().step == Erasure.Step.CONFIRMED
    assert {(line.kind, line.body["person"]) for line in installed_journal().read()} == {("person:erased", person)}
    assert finish_erasures(now) == 0
    assert Entry.objects.filter(kind="person:erased").count() == 1


def test_no_key_is_destroyed_while_the_journal_cannot_be_written(wrote, now, monkeypatch):
    person = wrote()

    def full(*_):
        raise OSError("no space left")

    with monkeypatch.context() as stuck:
        stuck.setattr(Journal, "append", full)
        with pytest.raises(OSError, match="no space"):
            erase_person(person, at=now, **BY)
    assert not DataKey.objects.filter(state=DataKey.State.DESTROYED).exists()
    assert Record.objects.exists()
    finish_erasures(now)
    assert not Record.objects.exists()


class Restored:
    """The register's rows as a backup held them, to put back in place of what came after."""

    MODELS = (Subject, DataKey, Collection, Record, Identifier, Permission, Suppression, Erasure)

    def __init__(self):
        self.rows = [(model, list(model.objects.all())) for model in self.MODELS]

    def put_back(self):
        for model in reversed(self.MODELS):
            model.objects.all().delete()
        for model, rows in self.rows:
            model.objects.bulk_create(rows)


def test_a_restored_backup_forgets_again_whoever_was_erased_since(wrote, now):
    person, other = wrote(), wrote("bob@canary.example", telephone="01632 960 112")
    backup = Restored()
    erase_person(person, at=now, **BY)
    backup.put_back()
    assert read(SUPPORT, person, "enquiries", now).outcome == "allowed"
    done = replay(installed_journal().read(), now)
    assert (done.erased, done.stopped) == (1, 0)
    assert read(SUPPORT, person, "enquiries", now).outcome == "refused"
    assert not Record.objects.filter(subject__public_id=person).exists()
    assert read(SUPPORT, other, "enquiries", now).outcome == "allowed"
    again = replay(installed_journal().read(), now)
    assert (again.erased, again.known) == (0, 1)


def test_a_restored_backup_forgets_again_a_record_erased_since(wrote, now):
    person = wrote()
    record = Record.objects.filter(subject__public_id=person).first()
    backup = Restored()
    erase_record(person, record.pk, at=now, **BY)
    backup.put_back()
    assert replay(installed_journal().read(), now).erased == 1
    assert not Record.objects.filter(pk=record.pk).exists()


def test_a_number_given_again_after_a_restore_does_not_cost_the_new_record(wrote, now):
    person = wrote()
    record = Record.objects.filter(subject__public_id=person).first()
    erase_record(person, record.pk, at=now, **BY)
    later = wrote(at=now + dt.timedelta(days=3))
    newer = Record.objects.filter(subject__public_id=later).last()
    Identifier.objects.filter(record=newer).delete()
    Record.objects.filter(pk=newer.pk).update(id=record.pk)  # as after a restore whose sequence went back
    assert replay(installed_journal().read(), now).erased == 0


def test_a_restored_backup_stops_again_whoever_stopped_since(wrote, now):
    person = wrote()
    backup = Restored()
    decide(person, Permission.Kind.MARKETING_STOP, at=now, how="mail", recorded_by="staff-1")
    decide(person, Permission.Kind.OBJECTION, at=now, about="enquiries", how="mail", recorded_by="staff-1")
    backup.put_back()
    assert not Subject.objects.get(public_id=person).marketing_objection
    assert replay(installed_journal().read(), now).stopped == 2
    subject = Subject.objects.get(public_id=person)
    assert subject.marketing_objection
    assert subject.objections
    assert Suppression.objects.count() == 2
    assert replay(installed_journal().read(), now).stopped == 0


def test_a_stop_the_person_has_lifted_since_is_not_put_back(wrote, now):
    person = wrote()
    decide(person, Permission.Kind.MARKETING_STOP, at=now, how="mail", recorded_by="staff-1")
    later = now + dt.timedelta(days=1)
    decide(person, Permission.Kind.MARKETING_STOP_LIFTED, at=later, how="mail", recorded_by="staff-1")
    Permission.objects.filter(kind=Permission.Kind.MARKETING_STOP).delete()
    assert replay(installed_journal().read(), later).stopped == 0
    assert not Subject.objects.get(public_id=person).marketing_objection


def test_a_stop_of_somebody_who_came_after_the_backup_still_holds_for_their_address(wrote, now):
    backup = Restored()
    person = wrote()
    decide(person, Permission.Kind.MARKETING_STOP, at=now, how="mail", recorded_by="staff-1")
    backup.put_back()
    assert replay(installed_journal().read(), now).stopped == 0
    assert Subject.objects.get(public_id=wrote(at=now + dt.timedelta(days=1))).marketing_objection


def test_a_tombstone_of_a_newer_honour_is_not_passed_over(published, now, home):
    installed_journal().append("person:frozen", {"person": "x"}, now)
    with pytest.raises(ValueError, match="newer"):
        replay(installed_journal().read(), now)


@pytest.mark.promise("S25")
def test_a_category_in_its_cooling_off_stays_unreadable_whatever_happens_meanwhile(wrote, now):
    person = wrote()
    erase_category(person, "contact", reason="request", asked_by="staff-1", at=now, cooling_off=dt.timedelta(hours=24))
    assert Record.objects.count() == 2
    move_due(EVERYBODY, now)
    contacted(Subject.objects.get(), now + dt.timedelta(hours=1), versions())

    assert not read(SUPPORT, person, "enquiries", now, categories=frozenset({"contact"})).records
    assert wrongly_dated(now) == []
    assert [record.category for record in overview(person).records] == ["interactions"]
    assert finish_erasures(now + dt.timedelta(hours=23)) == 0
    with pytest.raises(ErasureFinalError):
        undo_category(person, "contact", by="staff-1", at=now + dt.timedelta(hours=24))
    assert finish_erasures(now + dt.timedelta(hours=24)) == 1
    assert Record.objects.count() == 1


@pytest.mark.promise("S25")
def test_a_restored_database_begins_a_categorys_erasure_again_unless_it_was_undone(wrote, now):
    person = wrote()
    before = list(installed_journal().read())
    given = {"reason": "request", "asked_by": "staff-1", "at": now, "cooling_off": dt.timedelta(hours=24)}
    erase_category(person, "contact", **given)
    undo_category(person, "contact", by="staff-1", at=now)
    undone = list(installed_journal().read())[len(before) :]
    erase_category(person, "contact", **given)
    begun = list(installed_journal().read())[len(before) :]
    undo_category(person, "contact", by="staff-1", at=now)  # the backup knows of neither

    assert replay(undone, now).erased == 0
    assert replay(begun, now).erased == 1
    assert not read(SUPPORT, person, "enquiries", now, categories=frozenset({"contact"})).records
    assert replay(begun, now).erased == 0
    assert finish_erasures(now + dt.timedelta(hours=25)) == 1


@pytest.mark.sqlite
def test_the_keys_of_a_person_are_found_by_index_however_many_there_are(wrote):
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN QUERY PLAN UPDATE register_datakey SET state = 2 WHERE subject_id = %s AND state <> 2", (7,)
        )
        plan = str(cursor.fetchall())
    assert "register_datakey_person (subject_id=?)" in plan
