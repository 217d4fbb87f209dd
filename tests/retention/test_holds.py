"""A hold stops the deletion of exactly what it names, until it ends."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from honour.evidence.models import Payload
from honour.gate.question import Actor
from honour.register.deciding import decide
from honour.register.due.moving import count_due, wrongly_dated
from honour.register.due.scope import of_records
from honour.register.erasing import erase_category, erase_person, erase_record
from honour.register.errors import (
    ErasureFinalError,
    HeldError,
    HoldRefusedError,
    UnknownPersonError,
    UnknownRecordError,
)
from honour.register.finding import find_anywhere, find_people
from honour.register.finishing import finish_erasures
from honour.register.holding import Named, end_hold, holds_of, place_hold, review_hold
from honour.register.holds_committed import on_the_ledger
from honour.register.models import Erasure, HeldThing, Hold, Permission, Record, Staged, Subject
from honour.register.overview import overview
from honour.register.reading import read
from honour.register.staging import expire_staged, stage, staged_over, take_staged
from honour.register.undoing import undo_erasure
from honour.register.versions import versions
from honour.retention.provers.on_time import nothing_is_kept_past_its_date
from honour.retention.sweeps.previewing import preview
from tests.register.conftest import SUPPORT
from tests.retention.conftest import YEAR, of, record_of

pytestmark = [pytest.mark.promise("S23"), pytest.mark.django_db(transaction=True)]
LITIGATION = Hold.Kind.LITIGATION
ON_CONSENT = "marketing-by-consent"


@pytest.fixture
def hold(now):
    def place(*things, at=None, **more):
        when = at or now
        given = {"owner": "staff-1", "by": "staff-1", "review_on": when.date() + dt.timedelta(days=90), **more}
        return place_hold(LITIGATION, "Claim 2026/17", things, at=when, **given)

    return place


def test_what_is_held_stays_past_its_date_and_everything_else_goes(wrote, hold, swept, now):
    held, other = wrote("held@canary.example"), wrote("other@canary.example")
    hold(Named(held, category="interactions"))

    swept(now + 3 * YEAR)

    assert record_of(held, "interactions") is not None
    assert record_of(held, "contact") is None
    assert of(held).status == Subject.Status.LIVE
    assert of(other).status == Subject.Status.ERASED


def test_nobody_uses_what_only_a_hold_keeps(wrote, hold, swept, now):
    person = wrote()
    hold(Named(person))
    swept(now + 3 * YEAR)
    everything = Actor("staff-1", "staff", {"enquiries": frozenset({"use"})})
    assert not read(everything, person, "enquiries", now + 3 * YEAR).records


def test_when_the_hold_ends_it_goes_with_the_next_sweep(wrote, hold, swept, now):
    person = wrote()
    placed = hold(Named(person))
    swept(now + 3 * YEAR)
    assert Record.objects.count() == 2

    end_hold(placed.pk, by="staff-2", at=now + 3 * YEAR)
    swept(now + 3 * YEAR + dt.timedelta(days=1))

    assert not Record.objects.exists()
    assert of(person).status == Subject.Status.ERASED


def test_of_two_holds_the_last_to_end_counts(wrote, hold, swept, now):
    person = wrote()
    first, _ = hold(Named(person)), hold(Named(person))
    end_hold(first.pk, by="staff-1", at=now)
    swept(now + 3 * YEAR)
    assert Record.objects.count() == 2


def test_a_record_that_is_held_is_not_erased_and_the_answer_says_for_how_long(wrote, hold, now):
    person = wrote()
    record = record_of(person, "contact").pk
    hold(Named(person, record=record))
    with pytest.raises(HeldError, match=r"Claim 2026/17.*3 March 2027"):
        erase_record(person, record, reason="request", asked_by="staff-1", at=now)
    assert record_of(person, "contact") is not None
    assert not Erasure.objects.exists()


def test_erasing_a_person_takes_all_but_what_is_held_and_restricts_that(wrote, hold, now):
    person = wrote()
    hold(Named(person, category="interactions"))

    done = erase_person(person, reason="request", asked_by="staff-1", at=now)

    assert (done.kept, done.records) == (1, 1)
    assert record_of(person, "contact") is None
    assert record_of(person, "interactions") is not None
    assert of(person).restricted


DAY = dt.timedelta(days=1)
ASKED = {"reason": "request", "asked_by": "staff-1"}


def there(person):
    return {record.category for record in overview(person).records}


def test_when_the_hold_ends_what_it_kept_of_somebody_erased_goes_and_so_does_the_person(wrote, hold, now):
    person = wrote()
    placed = hold(Named(person, category="interactions"))
    erase_person(person, at=now, **ASKED)
    assert finish_erasures(now + DAY) == 0

    end_hold(placed.pk, by="staff-1", at=now + 2 * DAY)
    assert finish_erasures(now + 2 * DAY) == 1

    assert not Record.objects.exists()
    assert of(person).status == Subject.Status.ERASED
    assert not Permission.objects.exists()
    assert wrote(at=now + 3 * DAY) != person


def test_of_somebody_held_the_rest_waits_for_the_cooling_off_as_everything_else_does(wrote, hold, now):
    person = wrote()
    placed = hold(Named(person, category="interactions"))

    done = erase_person(person, at=now, cooling_off=7 * DAY, **ASKED)

    assert (done.records, done.kept, done.final_at) == (1, 1, now + 7 * DAY)
    assert there(person) == {"interactions"}
    assert not read(SUPPORT, person, "enquiries", now + DAY).records
    assert finish_erasures(now + 6 * DAY) == 0
    assert Record.objects.count() == 2
    assert finish_erasures(now + 7 * DAY) == 1
    assert record_of(person, "contact") is None
    end_hold(placed.pk, by="staff-1", at=now + 8 * DAY)
    finish_erasures(now + 8 * DAY)
    assert of(person).status == Subject.Status.ERASED


def test_within_the_cooling_off_all_of_it_is_undone_and_used_as_before(wrote, hold, now):
    person = wrote()
    before = [record.value for record in read(SUPPORT, person, "enquiries", now).records]
    placed = hold(Named(person, category="interactions"))
    erase_person(person, at=now, cooling_off=7 * DAY, **ASKED)

    undo_erasure(person, by="staff-1", at=now + DAY)

    assert [record.value for record in read(SUPPORT, person, "enquiries", now + DAY).records] == before
    assert not of(person).restricted
    assert wrongly_dated(now + DAY) == []
    end_hold(placed.pk, by="staff-1", at=now + 2 * DAY)
    assert finish_erasures(now + 9 * DAY) == 0
    assert Record.objects.count() == 2
    with pytest.raises(ErasureFinalError):
        undo_erasure(person, by="staff-1", at=now + DAY)


def test_no_consent_lets_what_is_held_of_somebody_erased_be_used_and_undoing_lets_it_stand_again(wrote, hold, now):
    person = wrote()
    clauses = versions().clauses
    Record.objects.update(purposes=clauses.bits("purposes", [ON_CONSENT, "enquiries"]))
    Subject.objects.update(kind=clauses.number("kinds", "prospect"))
    decide(person, Permission.Kind.CONSENT, about=ON_CONSENT, at=now, how="letter", recorded_by="staff-1")
    reader = Actor("staff-1", "staff", {ON_CONSENT: frozenset({"use"})})

    def opened(at):
        return {record.category for record in read(reader, person, ON_CONSENT, at).records}

    before = opened(now)
    assert before
    hold(Named(person))
    erase_person(person, at=now, cooling_off=7 * DAY, **ASKED)
    assert opened(now + DAY) == set()

    undo_erasure(person, by="staff-1", at=now + DAY)

    assert opened(now + DAY) == before
    erase_person(person, at=now + DAY, cooling_off=7 * DAY, **ASKED)
    decide(person, Permission.Kind.WITHDRAWAL, about=ON_CONSENT, at=now + 2 * DAY, how="letter", recorded_by="staff-1")
    undo_erasure(person, by="staff-1", at=now + 3 * DAY)
    assert opened(now + 3 * DAY) == set()


def test_undoing_leaves_a_restriction_that_the_person_asked_for(wrote, hold, now):
    person = wrote()
    decide(person, Permission.Kind.RESTRICTION, at=now, how="letter", recorded_by="staff-1")
    hold(Named(person, category="interactions"))
    erase_person(person, at=now + DAY, cooling_off=7 * DAY, **ASKED)
    undo_erasure(person, by="staff-1", at=now + 2 * DAY)
    assert of(person).restricted


def test_what_is_held_can_be_used_for_the_claim_until_the_hold_ends(wrote, hold, now):
    person = wrote()
    placed = hold(Named(person, category="interactions"))
    erase_person(person, at=now, cooling_off=7 * DAY, **ASKED)

    def opened(at):
        reading = read(SUPPORT, person, "enquiries", at, grounds=frozenset({"legal-claim"}))
        return {record.category for record in reading.records}

    assert opened(now + DAY) == {"interactions"}
    finish_erasures(now + 7 * DAY)
    assert opened(now + 8 * DAY) == {"interactions"}
    end_hold(placed.pk, by="staff-1", at=now + 9 * DAY)
    finish_erasures(now + 9 * DAY)
    assert opened(now + 9 * DAY) == set()


def test_a_person_who_came_back_meanwhile_is_not_restricted_any_more_when_the_hold_has_ended(wrote, hold, now):
    person = wrote()
    placed = hold(Named(person, category="contact"))
    erase_person(person, at=now, **ASKED)
    assert wrote(at=now + DAY) == person
    assert of(person).restricted

    end_hold(placed.pk, by="staff-1", at=now + 2 * DAY)
    finish_erasures(now + 2 * DAY)

    assert there(person) == {"contact", "interactions"}
    assert read(SUPPORT, person, "enquiries", now + 2 * DAY).records
    assert not of(person).restricted


@pytest.mark.parametrize("sealed", [False, True])
def test_beside_an_open_hold_what_a_sealed_one_keeps_is_as_good_as_gone(wrote, hold, now, sealed):
    person = wrote()
    hold(Named(person, category="interactions"))
    if sealed:
        hold(Named(person, category="contact"), sealed=True)
    done = erase_person(person, at=now, **ASKED)
    assert (done.records, done.kept) == (1, 1)
    assert there(person) == {"interactions"}


@pytest.mark.parametrize("how", ["record", "category"])
@pytest.mark.parametrize("sealed", [False, True])
def test_who_had_their_last_record_erased_is_gone_whether_or_not_a_sealed_hold_keeps_it(wrote, hold, now, how, sealed):
    person = wrote()
    if sealed:
        hold(Named(person), sealed=True)
    for category in ("contact", "interactions"):
        assert overview(person)
        if how == "record":
            erase_record(person, record_of(person, category).pk, at=now, **ASKED)
        else:
            erase_category(person, category, at=now, **ASKED)
    with pytest.raises(UnknownPersonError):
        overview(person)


@pytest.mark.parametrize("sealed", [False, True])
def test_while_the_erasure_of_all_there_is_can_be_undone_the_page_stands_with_and_without_a_hold(
    wrote, hold, now, sealed, monkeypatch
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    person = wrote("one@canary.example")
    if sealed:
        hold(Named(person), sealed=True)
    for category in ("contact", "interactions"):
        erase_category(person, category, at=now, cooling_off=DAY, **ASKED)
    assert overview(person).records == ()
    staff = Actor("staff-1", "staff", {})
    assert find_people("email", "one@canary.example", actor=staff, at=now).people == (person,)


def test_an_erasure_left_to_the_worker_is_not_stopped_by_a_hold_on_something_else(wrote, hold, now):
    person = wrote()
    hold(Named(person, category="interactions"))

    erase_record(person, record_of(person, "contact").pk, reason="request", asked_by="staff-1", at=now, wait=False)

    assert finish_erasures(now) == 1
    assert record_of(person, "contact") is None
    assert record_of(person, "interactions") is not None


def test_an_erasure_left_to_the_worker_takes_all_but_what_a_sealed_hold_names(wrote, hold, now):
    person = wrote()
    first, _ = hold(Named(person, category="contact"), sealed=True), hold(Named(person, category="interactions"))
    Hold.objects.update(sealed=True)

    erase_person(person, reason="request", asked_by="staff-1", at=now, wait=False)
    assert finish_erasures(now) == 0
    assert Record.objects.count() == 2

    end_hold(first.pk, by="staff-1", at=now)
    finish_erasures(now)
    assert record_of(person, "contact") is None
    assert record_of(person, "interactions") is not None


def test_the_answer_names_the_hold_that_keeps_it_and_no_other(wrote, hold, now):
    person = wrote()
    record = record_of(person, "contact").pk
    other = place_hold(
        LITIGATION, "Claim 1", [Named(person, category="interactions")], owner="staff-1", by="staff-1", at=now,
        review_on=now.date() + dt.timedelta(days=2),
    )  # fmt: skip
    hold(Named(person, category="contact"))
    assert other.review_on < holds_of(of(person).pk, sealed=False)[1].review_on
    with pytest.raises(HeldError, match="Claim 2026/17"):
        erase_record(person, record, reason="request", asked_by="staff-1", at=now)


@pytest.mark.parametrize("kind", Hold.Kind)
def test_whatever_it_is_for_a_hold_keeps(wrote, swept, now, kind):
    person = wrote()
    review = now.date() + dt.timedelta(days=30)
    placed = place_hold(kind, "M-1", [Named(person)], owner="staff-1", by="staff-1", at=now, review_on=review)
    swept(now + 3 * YEAR)
    assert Record.objects.count() == 2
    end_hold(placed.pk, by="staff-1", at=now + 3 * YEAR)
    swept(now + 3 * YEAR)
    assert not Record.objects.exists()


def test_past_its_date_what_only_a_sealed_hold_keeps_is_gone_for_everybody_outside_the_role(
    wrote, hold, swept, now, monkeypatch
):
    person, whole = wrote(), wrote("whole@canary.example")
    hold(Named(person, category="interactions"), Named(whole), sealed=True)
    later = now + 3 * YEAR
    decide(person, Permission.Kind.OBJECTION, about="enquiries", at=now, how="letter", recorded_by="staff-1")
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    assert len(overview(whole).records) == 2  # not past its date: nothing tells it from others

    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    swept(later)

    staff = Actor("staff-1", "staff", {})
    for gone in (person, whole):
        with pytest.raises(UnknownPersonError):
            overview(gone)
        assert overview(gone, sealed=True).records
    assert find_anywhere("whole@canary.example", actor=staff, at=now).people == (whole,)
    assert find_anywhere("whole@canary.example", actor=staff, at=later).people == ()
    assert find_people("email", "whole@canary.example", actor=staff, at=later).people == ()


def test_what_only_a_sealed_hold_keeps_is_not_among_what_a_person_is_found_by(wrote, hold, now):
    person = wrote()
    hold(Named(person, category="contact"), sealed=True)
    assert overview(person).identifiers
    Record.objects.filter(pk=record_of(person, "contact").pk).update(due_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    assert overview(person).identifiers == {}
    assert overview(person, sealed=True).identifiers


def test_no_use_is_told_of_what_only_a_sealed_hold_keeps_past_its_date(wrote, hold, now):
    person = wrote()
    hold(Named(person, category="interactions"), sealed=True)
    later = now + 3 * YEAR
    Record.objects.filter(pk=record_of(person, "interactions").pk).update(due_at=later)

    reading = read(SUPPORT, person, "enquiries", later)

    told = {record.category for record in reading.records} | {record.category for record in reading.withheld}
    assert told == {"contact"}
    assert str(record_of(person, "interactions").pk) not in Payload.objects.get(entry=reading.entry).content


def test_of_somebody_erased_a_use_is_told_alike_whether_or_not_a_sealed_hold_keeps_something(wrote, hold, now):
    held, gone = wrote(), wrote("other@canary.example")
    hold(Named(held), sealed=True)
    for person in (held, gone):
        erase_person(person, at=now, reason="request", asked_by="a")
    assert Record.objects.filter(subject__public_id=held).exists()

    one, other = (read(SUPPORT, person, "enquiries", now) for person in (held, gone))

    assert (one.withheld, one.reasons, one.outcome) == ((), other.reasons, other.outcome)


def test_the_end_of_a_matter_counts_what_goes_as_if_there_were_no_sealed_hold(wrote, hold, now):
    person = wrote()
    scope = of_records(of(person).pk, [record_of(person, "interactions").pk])
    later = now + 9 * YEAR
    assert count_due(scope, later) == 1
    hold(Named(person), sealed=True)
    assert count_due(scope, later) == 1


def test_the_board_counts_no_record_that_only_a_sealed_hold_keeps(wrote, hold, now):
    person = wrote()
    hold(Named(person), sealed=True)
    assert " and 0 are held" in nothing_is_kept_past_its_date(now + 9 * YEAR).coverage


def test_a_sealed_hold_keeps_what_it_names_and_says_nothing(wrote, hold, now):
    person = wrote()
    placed = hold(Named(person, category="contact"), sealed=True)

    done = erase_person(person, reason="request", asked_by="staff-1", at=now)

    assert (done.records, done.kept) == (2, 0)
    assert of(person).status == Subject.Status.ERASED
    kept = Record.objects.get()
    assert bytes(kept.key.wrapped) != b""
    assert holds_of(of(person).pk, sealed=False) == []
    assert holds_of(of(person).pk, sealed=True) == [placed]
    assert finish_erasures(now) == 0

    end_hold(placed.pk, by="staff-1", at=now)
    assert finish_erasures(now) == 1
    assert not Record.objects.exists()


def test_whoever_reads_the_ledger_cannot_tell_a_sealed_hold_from_an_open_one(wrote, hold, now):
    person = wrote()
    for sealed in (False, True):
        review_hold(hold(Named(person), sealed=sealed).pk, dt.date(2028, 1, 1), by="staff-1", at=now)
    for one in Hold.objects.all():
        end_hold(one.pk, by="staff-1", at=now)
    for kind in ("placed", "reviewed", "ended"):
        lines = list(Payload.objects.filter(entry__kind=f"hold:{kind}").order_by("pk"))
        (opened, sealed) = (json.loads(each.content) for each in lines)
        assert {each.subject for each in lines} == {None}
        assert {key: len(str(value)) for key, value in opened.items()} == {
            key: len(str(value)) for key, value in sealed.items()
        }
        assert {**opened, "hold": 0, "says": ""} == {**sealed, "hold": 0, "says": ""}


@pytest.mark.parametrize("sealed", [False, True])
def test_what_a_hold_said_when_it_was_placed_can_be_proved_by_the_ledger(wrote, hold, now, sealed):
    person = wrote()
    hold(Named(wrote("other@canary.example")), sealed=sealed)
    placed = hold(Named(person, category="interactions"), sealed=sealed)
    entry = Payload.objects.filter(entry__kind="hold:placed").latest("entry").entry_id
    assert on_the_ledger(Hold.objects.get(pk=placed.pk)) == (entry, True)
    for change in ({"matter": "Another"}, {"sealed": not sealed}, {"kind": "debt"}, {"owner": "staff-9"}):
        changed = Hold.objects.get(pk=placed.pk)
        for name, value in change.items():
            setattr(changed, name, value)
        assert on_the_ledger(changed) == (entry, False)
    HeldThing.objects.filter(hold=placed).update(category=None)
    assert on_the_ledger(Hold.objects.get(pk=placed.pk)) == (entry, False)


def test_a_hold_says_what_for_whose_and_until_when_it_is_looked_at(wrote, hold, now):
    person = wrote()
    for wrong in ({"owner": ""}, {"review_on": now.date()}):
        with pytest.raises(HoldRefusedError):
            hold(Named(person), **wrong)
    with pytest.raises(HoldRefusedError):
        place_hold(LITIGATION, " ", [Named(person)], owner="a", by="a", review_on=dt.date(2030, 1, 1), at=now)
    with pytest.raises(HoldRefusedError):
        hold()
    with pytest.raises(UnknownRecordError):
        hold(Named(person, record=999))
    with pytest.raises(UnknownPersonError):
        hold(Named("nobody"))
    assert not Hold.objects.exists()


def test_a_hold_is_looked_at_again_and_ends_once(wrote, hold, now):
    placed = hold(Named(wrote()))
    review_hold(placed.pk, dt.date(2028, 1, 1), by="staff-1", at=now)
    placed.refresh_from_db()
    assert placed.review_on == dt.date(2028, 1, 1)
    end_hold(placed.pk, by="staff-1", at=now)
    with pytest.raises(HoldRefusedError):
        end_hold(placed.pk, by="staff-1", at=now)
    with pytest.raises(HoldRefusedError):
        review_hold(placed.pk, dt.date(2029, 1, 1), by="staff-1", at=now)


def test_a_hold_placed_between_two_batches_is_honoured(wrote, hold, swept, now, monkeypatch):
    from honour.register import sweeping

    people = [wrote(f"person{number}@canary.example") for number in range(4)]
    real, placed = sweeping.sweep_batch, []

    def then_held(*args, **more):
        if not placed:
            done = real(*args, **more)
            left = Record.objects.filter(due_at__lte=now + YEAR).values_list("subject__public_id", flat=True)
            placed.append(next(iter(left)))
            hold(Named(placed[0]), at=now + YEAR)
            return done
        return real(*args, **more)

    monkeypatch.setattr("honour.retention.sweeps.running.sweep_batch", then_held)
    swept(now + YEAR, size=2)

    assert [person for person in people if record_of(person, "interactions")] == placed


WEEK = dt.timedelta(days=7)


@pytest.fixture
def letter(now):
    """Stage a letter of somebody; ``names``: the address of somebody whom it names."""

    def make(person=None, names=""):
        named = [("email", names)] if names else []
        return stage("post", "letter", b"Dear Fellside", now, WEEK, subject=person, identifiers=named)

    return make


def test_a_hold_on_everything_keeps_what_has_just_come_in_and_lets_nobody_use_it(wrote, hold, letter, swept, now):
    held, other = wrote("held@canary.example"), wrote("other@canary.example")
    placed, name = hold(Named(held)), letter(held)
    letter(other)
    late = now + WEEK + dt.timedelta(days=2)
    assert preview(late).staged == 1
    assert nothing_is_kept_past_its_date(late).state == "broken", "the other's is late"

    swept(late)

    assert [one.public_id for one in Staged.objects.all()] == [name]
    assert preview(late).staged == 0
    assert nothing_is_kept_past_its_date(late).state == "kept"
    with pytest.raises(UnknownRecordError):
        take_staged(name, "post", late)
    end_hold(placed.pk, by="staff-2", at=late)
    assert staged_over(late).exists(), "the worker sees that there is something to do"
    assert expire_staged(late) == 1


@pytest.mark.parametrize("what", ["category", "record"])
def test_a_hold_on_some_of_it_keeps_nothing_that_is_not_filed(wrote, hold, letter, now, what):
    person = wrote()
    some = {"category": "interactions"} if what == "category" else {"record": record_of(person, "contact").pk}
    hold(Named(person, **some))
    letter(person)
    assert expire_staged(now + WEEK) == 1


def test_a_list_that_names_somebody_among_others_is_not_kept_for_their_hold(wrote, hold, letter, now):
    hold(Named(wrote("held@canary.example")))
    letter(names="held@canary.example")
    assert expire_staged(now + WEEK) == 1


@pytest.mark.parametrize("sealed", [False, True])
def test_an_erasure_leaves_what_is_staged_of_somebody_held_with_everything(wrote, hold, letter, now, sealed):
    person = wrote("held@canary.example")
    placed = hold(Named(person), sealed=sealed)
    name = letter(person)
    letter(names="held@canary.example")
    gone = erase_person(person, reason="request", asked_by="staff-1", at=now)
    assert [one.public_id for one in Staged.objects.all()] == [name]
    assert gone.staged == 1
    end_hold(placed.pk, by="staff-2", at=now)
    if sealed:
        finish_erasures(now + dt.timedelta(minutes=1))
        assert not Staged.objects.exists()


def test_an_erasure_takes_what_is_staged_where_a_hold_names_something_else(wrote, hold, letter, now):
    person = wrote()
    hold(Named(person, category="interactions"))
    letter(person)
    assert erase_person(person, reason="request", asked_by="staff-1", at=now).staged == 1
    assert not Staged.objects.exists()
