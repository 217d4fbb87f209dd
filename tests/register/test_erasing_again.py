"""Erasing many again after a restore leaves just what erasing each by itself leaves."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from honour.evidence.models import Payload
from honour.evidence.tombstones import installed_journal
from honour.intake.models import Enquiry
from honour.register.deciding import decide
from honour.register.erasing import erase_person
from honour.register.erasing_again import erase_again
from honour.register.holding import Named, place_hold
from honour.register.models import DataKey, Erasure, Hold, Permission, Record, Staged, Subject
from honour.register.replaying import replay
from honour.register.staging import stage

BY = {"reason": "request", "asked_by": "staff-1"}


@pytest.fixture
def people(wrote, now):
    """Two people in all respects alike, but for their addresses."""
    made = []
    for name in ("asha", "bob"):
        person = wrote(f"{name}@canary.example", ticked=True)
        decide(person, Permission.Kind.OBJECTION, at=now, about="enquiries", how="mail", recorded_by="staff-1")
        stage("intake", "letter", b"a letter", now, dt.timedelta(days=3), subject=person)
        stage(
            "intake", "import", b"a row", now, dt.timedelta(days=3), identifiers=[("email", f"{name}@canary.example")]
        )
        enquire(person, now)
        made.append(person)
    return made


def enquire(person, now):
    """Write down that they asked something: a row outside the register, which its app forgets."""
    Enquiry.objects.create(
        subject=Subject.objects.get(public_id=person), purpose="enquiries", received_at=now, due_on=now.date()
    )


def left_of(person):
    """Give every row about a person in any table of the product, without what tells rows apart."""
    subject = Subject.objects.get(public_id=person)
    found = {"Subject": [plain(subject)]}
    for model in apps.get_models():
        theirs = {field.name for field in model._meta.concrete_fields if field.related_model is Subject}
        for name in theirs:
            rows = model.objects.filter(**{name: subject}).order_by("pk")
            if rows:
                found[f"{model.__name__}.{name}"] = [plain(row) for row in rows]
    return found


def plain(row):
    own = {"id", "subject_id", "entry", "reason", "asked_by", "gone", "public_id"}
    told = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {
        name: bytes(value) if isinstance(value, memoryview) else value
        for name, value in told.items()
        if name not in own
    }


@pytest.mark.promise("S25")
def test_a_batch_leaves_what_erasing_one_by_one_leaves(people, now):
    alone, among = people
    erase_person(alone, at=now, **BY)
    installed_journal().append("person:erased", {"person": among}, now)
    (tombstone,) = [
        line for line in installed_journal().read() if line.body["person"] == among and "erased" in line.kind
    ]
    assert erase_again([tombstone], now) == (1, [])
    assert left_of(among) == left_of(alone)
    assert not Staged.objects.exists()
    assert not Enquiry.objects.exists()
    told = [payload.content for payload in Payload.objects.filter(entry__kind="person:erased").order_by("pk")]
    assert len(told) == 2
    assert erase_again([tombstone], now) == (0, [])


def test_one_whom_a_hold_keeps_is_erased_when_it_ends_and_the_others_at_once(people, now):
    held, other = people
    at = now - dt.timedelta(minutes=1)
    place_hold(
        Hold.Kind.LITIGATION, "case 1", [Named(held)], owner="staff-1", review_on=now.date() + dt.timedelta(days=9),
        by="staff-1", at=at,
    )  # fmt: skip
    for person in people:
        installed_journal().append("person:erased", {"person": person}, now)
    replay(installed_journal().read(), now)
    assert Record.objects.filter(subject__public_id=held).exists()
    assert not Record.objects.filter(subject__public_id=other).exists()
    assert Subject.objects.get(public_id=held).status == Subject.Status.ERASED
    assert Erasure.objects.filter(subject__public_id=held, step__lt=Erasure.Step.CONFIRMED).count() == 1


def test_an_erasure_that_was_begun_before_the_backup_is_finished_and_not_begun_again(people, now):
    person = people[0]
    erase_person(person, at=now, cooling_off=dt.timedelta(hours=24), **BY)
    installed_journal().append("person:erased", {"person": person}, now)
    done = replay(installed_journal().read(), now)
    assert done.erased == 1
    (erasure,) = Erasure.objects.filter(subject__public_id=person)
    assert (erasure.step, erasure.entry is not None) == (Erasure.Step.CONFIRMED, True)
    keys = DataKey.objects.filter(subject__public_id=person)
    assert {(key.state, bytes(key.wrapped)) for key in keys} == {(DataKey.State.DESTROYED, b"")}
    assert replay(installed_journal().read(), now).erased == 0


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_replay_clears_every_table_of_what_it_erased_with_all_of_the_servers_memory(wrote, now):
    person = wrote()
    installed_journal().append("person:erased", {"person": person}, now)
    with CaptureQueriesContext(connection) as queries:
        assert replay(installed_journal().read(), now).erased == 1
    cleared = [query["sql"] for query in queries if query["sql"].startswith("VACUUM")]
    assert {said.rpartition(" ")[2].strip('"') for said in cleared} >= {"register_datakey", "register_record"}
    whole = connection.pg_version >= 160_000
    assert all(("BUFFER_USAGE_LIMIT 0" in said) == whole for said in cleared), cleared
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = 'register_datakey'")
        assert cursor.fetchone()[0] > 0
