"""Two things that happen at once leave what one after the other would have left."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import connection

from honour.evidence.models import Entry
from honour.evidence.tombstones import installed_journal
from honour.register.collecting import collect
from honour.register.deciding import decide
from honour.register.erasing import erase_category, erase_person
from honour.register.errors import ErasureFinalError, UnknownPersonError
from honour.register.finishing import finish_erasures
from honour.register.models import Collection, DataKey, Erasure, Permission, Record, Subject
from honour.register.reading import read
from honour.register.undoing import undo_category, undo_erasure
from tests.register.conftest import FORM, NEW, SUPPORT, answers

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """Do everything at the same time, each on a connection of its own; give what each returned or raised."""

    def one(deed):
        try:
            return deed()
        except Exception as error:  # noqa: BLE001 - what went wrong is the answer
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


def sends(submission, now, **more):
    return lambda: collect(FORM, answers(**more), version=NEW, submission=submission, at=now)


def test_the_same_post_arriving_several_times_is_taken_once(published, now):
    receipts = at_once(*[sends("t-1", now)] * 6)
    assert len({receipt.token for receipt in receipts}) == 1
    assert (Subject.objects.count(), Collection.objects.count(), Record.objects.count()) == (1, 1, 2)


def test_somebody_new_who_sends_two_forms_at_once_is_one_person_with_one_key_a_category(published, now):
    done = at_once(*[sends(f"t-{n}", now, message=f"Letter {n}") for n in range(6)])
    assert [each for each in done if isinstance(each, Exception)] == []
    assert Subject.objects.count() == 1
    assert DataKey.objects.count() == 2
    person = Subject.objects.get().public_id
    assert len(read(SUPPORT, person, "enquiries", now).records) == 12


def test_a_person_erased_while_writing_is_either_gone_or_new(published, now):
    sends("t-0", now)()
    person = Subject.objects.get().public_id

    def erase():
        return erase_person(person, reason="request", asked_by="staff-1", at=now)

    done = at_once(erase, *[sends(f"t-{n}", now, message=f"Letter {n}") for n in range(1, 4)])
    assert [each for each in done if isinstance(each, Exception)] == []
    assert not Record.objects.filter(subject__public_id=person).exists()
    assert read(SUPPORT, person, "enquiries", now).outcome == "refused"
    for other in Subject.objects.filter(status=Subject.Status.LIVE):
        assert read(SUPPORT, other.public_id, "enquiries", now).outcome == "allowed"


def test_two_erasures_of_one_person_destroy_once(published, now):
    sends("t-0", now)()
    person = Subject.objects.get().public_id
    done = at_once(*[lambda: erase_person(person, reason="request", asked_by="staff-1", at=now)] * 3)
    assert sum(isinstance(each, UnknownPersonError) for each in done) == 2
    assert Erasure.objects.count() == 1


def test_web_and_worker_may_finish_the_same_erasure(published, now, monkeypatch):
    from honour.register import finishing

    sends("t-0", now)()
    person = Subject.objects.get().public_id
    with monkeypatch.context() as dying:
        dying.setattr(finishing, "_journal", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            erase_person(person, reason="request", asked_by="staff-1", at=now)
    at_once(*[lambda: finish_erasures(now)] * 4)
    assert Entry.objects.filter(kind="person:erased").count() == 1
    assert not Record.objects.exists()


COOLING_OFF = dt.timedelta(days=1)


@pytest.mark.parametrize("whole", [True, False], ids=["a person", "a category"])
def test_what_is_undone_while_the_worker_looks_for_it_is_not_erased(published, now, monkeypatch, whole):
    person = being_erased(whole, now)
    monkeypatch.setattr(
        "honour.register.finishing.look_before", lambda _: at_once(lambda: undo(person, whole, now)) and []
    )
    assert finish_erasures(now + COOLING_OFF) == 0

    assert Erasure.objects.get().step == Erasure.Step.UNDONE
    assert any("price" in str(record.value) for record in read(SUPPORT, person, "enquiries", now).records)
    assert not Entry.objects.filter(kind__endswith=":erased").exists()
    assert [line.kind for line in installed_journal().read()][-1].endswith(":erasure-undone")


@pytest.mark.parametrize("whole", [True, False], ids=["a person", "a category"])
def test_what_the_worker_has_begun_to_destroy_is_not_undone(published, now, monkeypatch, whole):
    from honour.register import finishing

    person, journal, undoing = being_erased(whole, now), finishing._journal, []
    with ThreadPoolExecutor(1) as pool:

        def somebody_undoes_it_then(row):
            undoing.append(pool.submit(at_once, lambda: undo(person, whole, now)))
            wait(undoing, timeout=1)  # it may wait for us
            journal(row)

        monkeypatch.setattr(finishing, "_journal", somebody_undoes_it_then)
        assert finish_erasures(now + COOLING_OFF) == 1
        (answer,) = undoing[0].result()

    assert isinstance(answer, ErasureFinalError)
    assert Erasure.objects.get().step == Erasure.Step.CONFIRMED
    assert not Entry.objects.filter(kind__endswith=":erasure-undone").exists()
    assert [line.kind for line in installed_journal().read()][-1].endswith(":erased")


def being_erased(whole, now):
    """Begin to erase a person, or what they wrote; give whose it is."""
    sends("t-0", now)()
    person = Subject.objects.get().public_id
    asked = {"reason": "request", "asked_by": "staff-1", "at": now, "cooling_off": COOLING_OFF}
    if whole:
        erase_person(person, **asked)
    else:
        erase_category(person, "interactions", **asked)
    return person


def undo(person, whole, now):
    """Undo it in the last instant."""
    at = now + COOLING_OFF - dt.timedelta(microseconds=1)
    if whole:
        undo_erasure(person, by="staff-1", at=at)
    else:
        undo_category(person, "interactions", by="staff-1", at=at)


def test_stops_and_consents_at_once_are_all_kept(published, now):
    sends("t-0", now)()
    person = Subject.objects.get().public_id
    by = {"at": now, "how": "mail", "recorded_by": "staff-1"}
    purposes = ("enquiries", "services", "feedback", "downloads")
    done = at_once(
        *[lambda p=purpose: decide(person, Permission.Kind.OBJECTION, about=p, **by) for purpose in purposes]
    )
    assert [each for each in done if each is not None] == []
    from honour.register.overview import overview

    assert overview(person).objections == set(purposes)
