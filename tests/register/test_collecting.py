"""What a person writes on a form is kept under the notice they were shown, once, and they get a receipt."""

import datetime as dt
import json

import pytest

from honour.evidence.models import Payload
from honour.keyring import Opener
from honour.register.collecting import collect
from honour.register.errors import AnswersRefusedError, UnknownFormError, UnknownVersionError
from honour.register.known_keys import register_keyring
from honour.register.models import Collection, DataKey, Identifier, Permission, Record, Subject, Suppression
from honour.register.reading import read
from honour.register.receipts import find_receipt
from tests.register.conftest import FORM, NEW, OLD, SUPPORT, answers


def test_answers_become_one_sealed_record_per_category(wrote, clauses):
    person = Subject.objects.get(public_id=wrote())
    records = {clauses.clause("categories", r.category): r for r in Record.objects.filter(subject=person)}
    assert set(records) == {"contact", "interactions"}
    assert clauses.of_bits("purposes", records["contact"].purposes) == {"enquiries", "marketing"}
    assert b"canary" not in bytes(records["contact"].value).lower()
    assert DataKey.objects.filter(subject=person).count() == 2
    assert clauses.clause("kinds", person.kind) == "enquirer"
    assert clauses.of_bits("versions", person.informed) == {NEW}


@pytest.mark.promise("S08")
def test_contact_details_become_identifiers(wrote, now):
    from honour.register.finding import find_people
    from tests.register.conftest import SUPPORT

    person = wrote()
    assert find_people("email", " ASHA.Patel@canary.example", actor=SUPPORT, at=now).people == (person,)
    assert find_people("telephone", "+44 1632 960111", actor=SUPPORT, at=now).people == (person,)
    assert find_people("email", "nobody@canary.example", actor=SUPPORT, at=now).people == ()


def test_somebody_who_writes_again_is_the_same_person(wrote, now):
    first = wrote()
    second = wrote("ASHA.PATEL@Canary.example", at=now + dt.timedelta(days=1))
    assert first == second
    assert Record.objects.count() == 4
    assert DataKey.objects.count() == 2
    assert wrote("bob@canary.example", telephone="01632 960 112") != first


def test_the_same_form_posted_twice_is_taken_once(published, now):
    posted = {"version": NEW, "submission": "t-1", "at": now}
    first = collect(FORM, answers(), **posted)
    again = collect(FORM, answers(), **{**posted, "at": now + dt.timedelta(seconds=2)})
    assert again == first
    assert (Subject.objects.count(), Collection.objects.count(), Record.objects.count()) == (1, 1, 2)


def test_an_answer_corrected_and_posted_again_is_not_lost(published, now):
    posted = {"version": NEW, "submission": "t-1", "at": now}
    first = collect(FORM, answers(), **posted)
    corrected = collect(FORM, answers(message="I meant larks."), **posted)
    assert corrected.token != first.token
    assert Collection.objects.count() == 2


def test_a_form_left_open_while_the_notice_changed_is_taken_under_the_notice_that_was_shown(wrote, clauses, now):
    person = Subject.objects.get(public_id=wrote(version=OLD))
    records = Record.objects.filter(subject=person)
    assert {clauses.clause("versions", record.version) for record in records} == {OLD}
    assert clauses.of_bits("versions", person.informed) == {OLD}
    assert Collection.objects.get(subject=person).version == clauses.number("versions", OLD)


@pytest.mark.parametrize("version", ["2025-01-01", "", "nonsense"])
def test_a_notice_that_was_never_published_is_not_taken(published, now, version):
    with pytest.raises(UnknownVersionError):
        collect(FORM, answers(), version=version, submission="t", at=now)
    assert not Subject.objects.exists()


def test_a_notice_that_is_not_in_force_yet_is_not_taken(published):
    before = dt.datetime(2026, 11, 30, 22, tzinfo=dt.UTC)
    with pytest.raises(UnknownVersionError):
        collect(FORM, answers(), version=NEW, submission="t", at=before)


def test_a_form_that_the_notice_does_not_have_is_not_taken(published, now):
    with pytest.raises(UnknownFormError):
        collect("lottery", answers(), version=NEW, submission="t", at=now)


def test_what_pasting_brings_along_unseen_is_no_part_of_an_address(wrote, now):
    person = wrote("\u200basha.patel@canary.example\ufeff")
    (contact,) = read(SUPPORT, person, "enquiries", now, categories=frozenset({"contact"})).records
    assert contact.value["email"] == "asha.patel@canary.example"


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("email", "no address"),
        ("email", "a" * 250 + "@b.example"),
        ("email", ""),
        ("name", "x" * 201),
        ("name", "two\nlines"),
        ("name", "bell\x07"),
        ("name", "\ud800"),
        ("telephone", "12"),
        ("telephone", "4.41633E+11"),
        ("email", "root@localhost"),
        ("email", "asha@[10.0.0.5]"),
        ("telephone", "call me"),
        ("message", ""),
        ("message", "x" * 5001),
        ("lottery", "yes"),
    ],
)
def test_an_answer_that_cannot_be_taken_is_named_and_nothing_is_written(published, now, field, answer):
    with pytest.raises(AnswersRefusedError) as refused:
        collect(FORM, answers(**{field: answer}), version=NEW, submission="t", at=now)
    assert set(refused.value.fields) == {field}
    assert not Subject.objects.exists()
    assert not Collection.objects.exists()


def test_every_wrong_answer_is_named_at_once(published, now):
    with pytest.raises(AnswersRefusedError) as refused:
        collect(FORM, {"email": "x", "telephone": "y"}, version=NEW, submission="t", at=now)
    assert set(refused.value.fields) == {"name", "email", "telephone", "message"}


def test_letters_are_kept_composed_and_lines_as_lines(wrote, now):
    from honour.register.reading import _open  # the seal opened as reading opens it
    from honour.register.sealed import key_place, open_value, record_place

    assert _open
    person = Subject.objects.get(public_id=wrote(name="Zoe\u0308 Canary", message="one\r\ntwo"))
    values = {}
    for record in Record.objects.filter(subject=person).select_related("key"):
        key = register_keyring().unwrap(
            record.key.root_version, bytes(record.key.wrapped), key_place(person.pk, record.category)
        )
        place = record_place(person.pk, record.category, record.pk, record.version)
        values |= open_value(Opener(key), bytes(record.value), place)
    assert values["name"] == "Zo\u00eb Canary"
    assert values["message"] == "one\ntwo"


def test_opting_out_is_a_stop_with_its_evidence(wrote, now):
    person = Subject.objects.get(public_id=wrote(ticked=True))
    assert person.marketing_objection
    stop = Permission.objects.get(subject=person)
    assert stop.kind == Permission.Kind.MARKETING_STOP
    assert "similar services" in stop.wording.text
    assert stop.entry is not None
    assert Suppression.objects.count() == 2


def test_leaving_the_box_alone_is_no_decision(wrote):
    person = Subject.objects.get(public_id=wrote())
    assert not person.marketing_objection
    assert not Permission.objects.exists()
    assert Collection.objects.get().choice == "left"


def test_a_stop_holds_for_the_address_whoever_writes_it_next(wrote, now):
    from honour.register.erasing import erase_person

    person = wrote(ticked=True)
    erase_person(person, reason="request", asked_by="staff-1", at=now)
    again = Subject.objects.get(public_id=wrote(at=now + dt.timedelta(days=2)))
    assert again.public_id != person
    assert again.marketing_objection
    assert Permission.objects.get(subject=again).how == "do-not-contact list"


@pytest.mark.promise("S03")
def test_the_receipt_says_what_was_asked_and_never_what_was_answered(published, now):
    receipt = collect(FORM, answers(), version=NEW, submission="t-9", at=now)
    said = json.dumps(receipt.wording)
    assert "canary" not in said.lower()
    assert receipt.version == NEW
    assert receipt.version_digest == published.digest
    assert receipt.wording["short_notice"].startswith("Fellside Invoicing Ltd uses this to answer you")
    assert receipt.wording["marketing"]["wording"] == "Don't email me about similar services"
    assert [purpose["id"] for purpose in receipt.purposes] == ["enquiries"]
    assert receipt.purposes[0]["bases"]
    assert set(receipt.answered) == {"name", "email", "company", "telephone", "message"}
    assert find_receipt(register_keyring(), receipt.token) == receipt
    assert find_receipt(register_keyring(), receipt.token[:-1] + "!") is None


def test_the_collection_is_on_the_ledger_without_anything_personal(wrote):
    wrote()
    payload = Payload.objects.get(entry_id=Collection.objects.get().entry)
    assert payload.subject == Subject.objects.get().pk
    assert "canary" not in payload.content.lower()
    assert json.loads(payload.content)["form"] == FORM


def test_one_wording_is_kept_however_many_write(wrote, now):
    from honour.register.models import Wording

    for number in range(3):
        wrote(f"p{number}@canary.example", telephone=f"01632 960 12{number}")
    assert Wording.objects.count() == 1
    assert Identifier.objects.count() == 6
