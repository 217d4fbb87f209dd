"""What a person decides holds at once, with its evidence, and survives erasure and restore."""

import datetime as dt
import json

import pytest

from honour.evidence.models import Payload
from honour.evidence.tombstones import installed_journal
from honour.register.deciding import decide
from honour.register.errors import UnknownClauseError, UnknownPersonError
from honour.register.known_keys import register_keyring
from honour.register.models import Permission, Subject, Suppression
from honour.register.suppressing import suppressed

Kind = Permission.Kind
BY = {"how": "telephone", "recorded_by": "staff-1"}


def facts(person):
    return Subject.objects.get(public_id=person)


@pytest.mark.parametrize(
    "case",
    [
        (Kind.CONSENT, Kind.WITHDRAWAL, "consents", "marketing"),
        (Kind.OBJECTION, Kind.OBJECTION_LIFTED, "objections", "enquiries"),
        (Kind.MARKETING_STOP, Kind.MARKETING_STOP_LIFTED, "marketing_objection", None),
        (Kind.RESTRICTION, Kind.RESTRICTION_LIFTED, "restricted", None),
    ],
)
def test_a_decision_changes_the_fact_and_taking_it_back_changes_it_again(wrote, now, case):
    given, taken_back, column, about = case
    person = wrote()
    before = getattr(facts(person), column)
    decide(person, given, at=now, about=about, **BY)
    assert getattr(facts(person), column) != before
    decide(person, taken_back, at=now + dt.timedelta(hours=1), about=about, **BY)
    assert getattr(facts(person), column) == before
    kept = Permission.objects.filter(subject__public_id=person).order_by("pk")
    assert [each.kind for each in kept] == [given, taken_back]


def test_the_evidence_says_when_how_by_whom_and_in_which_words(wrote, now):
    person = wrote()
    decide(person, Kind.CONSENT, at=now, about="marketing", said={"asked": "May we write to you?"}, **BY)
    kept = Permission.objects.get(subject__public_id=person)
    assert (kept.at, kept.how, kept.recorded_by) == (now, "telephone", "staff-1")
    assert json.loads(kept.wording.text) == {"asked": "May we write to you?"}
    assert json.loads(Payload.objects.get(entry_id=kept.entry).content)["about"] == "marketing"


@pytest.mark.parametrize("kind", [Kind.WITHDRAWAL, Kind.OBJECTION, Kind.MARKETING_STOP, Kind.RESTRICTION])
def test_every_stop_is_in_the_journal(wrote, now, kind):
    person = wrote()
    about = None if kind in {Kind.MARKETING_STOP, Kind.RESTRICTION} else "enquiries"
    decide(person, kind, at=now, about=about, **BY)
    (tombstone,) = installed_journal().read()
    assert (tombstone.kind, tombstone.body["person"], tombstone.body["kind"]) == ("person:stopped", person, kind.value)
    assert "canary" not in installed_journal().path.read_text()


def test_a_stop_that_cannot_reach_the_journal_does_not_happen(wrote, now, monkeypatch):
    from honour.evidence.tombstones import Journal

    def full(*_):
        raise OSError("no space left")

    person = wrote()
    monkeypatch.setattr(Journal, "append", full)
    with pytest.raises(OSError, match="no space"):
        decide(person, Kind.MARKETING_STOP, at=now, **BY)
    assert not facts(person).marketing_objection
    assert not Suppression.objects.exists()


def test_a_marketing_stop_lists_every_identifier_until_it_is_lifted(wrote, now):
    person = wrote()
    decide(person, Kind.MARKETING_STOP, at=now, **BY)
    assert suppressed(register_keyring(), [("email", "Asha.Patel@canary.example")])
    assert suppressed(register_keyring(), [("telephone", "+441632960111")])
    decide(person, Kind.MARKETING_STOP_LIFTED, at=now, **BY)
    assert not suppressed(register_keyring(), [("email", "asha.patel@canary.example")])


def test_an_approval_names_a_declared_recipient(wrote, now, clauses):
    person = wrote()
    recipient = next(iter(clauses.numbers.recipients))
    decide(person, Kind.APPROVAL, at=now, about=recipient, **BY)
    assert clauses.of_bits("recipients", facts(person).approvals) == {recipient}
    with pytest.raises(UnknownClauseError):
        decide(person, Kind.APPROVAL, at=now, about="the-moon", **BY)


def test_a_decision_says_what_it_is_about_where_that_is_needed(wrote, now):
    person = wrote()
    with pytest.raises(ValueError, match="purposes"):
        decide(person, Kind.OBJECTION, at=now, **BY)
    with pytest.raises(ValueError, match="nothing"):
        decide(person, Kind.RESTRICTION, at=now, about="enquiries", **BY)


def test_nobody_decides_for_somebody_unknown(published, now):
    with pytest.raises(UnknownPersonError):
        decide("b" * 20, Kind.RESTRICTION, at=now, **BY)


def test_lifting_a_stop_leaves_the_stop_of_somebody_who_shares_the_telephone(wrote, now):
    one, other = wrote("one@canary.example"), wrote("other@canary.example")
    for person in (one, other):
        decide(person, Kind.MARKETING_STOP, at=now, **BY)
    decide(one, Kind.MARKETING_STOP_LIFTED, at=now, **BY)
    keyring = register_keyring()
    assert suppressed(keyring, [("telephone", "01632 960 111")])
    assert not suppressed(keyring, [("email", "one@canary.example")])
