"""An address that somebody typed is theirs only once a link sent to it was opened."""

from __future__ import annotations

import datetime as dt

import pytest

from honour.evidence.models import Entry
from honour.gate.question import Actor
from honour.register.collecting import collect
from honour.register.confirming import awaits_confirming, confirm_address, may_be_written_to
from honour.register.deciding import Kind, decide
from honour.register.erasing import erase_person
from honour.register.keeping import correct
from honour.register.models import Collection, Identifier, Permission, Record

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S08")]

DESK = Actor("staff-1", "staff", {})


def write(now, email="asha@canary.example", sent="one"):
    answers = {"name": "Asha", "email": email, "telephone": "01632 960 111", "message": "Hello"}
    receipt = collect("get-in-touch", answers, version="2026-12-01", submission=sent, at=now)
    subject = Collection.objects.get(entry=receipt.entry).subject
    return subject, Identifier.objects.filter(subject=subject, kind="email").order_by("-pk").first()


def test_a_typed_address_waits_until_its_link_is_opened(published, now):
    _, typed = write(now)
    assert awaits_confirming(typed)
    assert confirm_address(typed.pk, how="download-link", at=now)
    typed.refresh_from_db()
    assert typed.verified_at == now
    assert not awaits_confirming(typed)
    assert Entry.objects.filter(kind="person:confirmed").count() == 1


def test_opening_the_link_again_changes_nothing(published, now):
    _, typed = write(now)
    confirm_address(typed.pk, how="download-link", at=now)
    assert confirm_address(typed.pk, how="download-link", at=now + dt.timedelta(days=1))
    typed.refresh_from_db()
    assert typed.verified_at == now
    assert Entry.objects.filter(kind="person:confirmed").count() == 1


def test_each_form_waits_for_its_own_link_for_anybody_can_type_an_address_that_we_know(published, now):
    _, typed = write(now)
    confirm_address(typed.pk, how="confirmation-link", at=now)
    _, again = write(now + dt.timedelta(days=1), "ASHA@canary.example", sent="two")
    assert again.pk != typed.pk
    assert awaits_confirming(again)
    confirm_address(again.pk, how="confirmation-link", at=now)
    again.refresh_from_db()
    assert not awaits_confirming(again)


def test_an_address_that_stays_when_other_details_are_put_right_stays_confirmed_and_a_new_one_waits(published, now):
    subject, typed = write(now)
    confirm_address(typed.pk, how="confirmation-link", at=now)
    for email, waits in (("asha@canary.example", False), ("asha@new.example", True)):
        newest = Record.objects.get(subject=subject, identifiers__kind="email", superseded_by=None)
        correct(DESK, subject.public_id, newest.pk, {"name": "Asha P", "email": email}, at=now)
        held = Identifier.objects.filter(subject=subject, kind="email").latest("pk")
        assert awaits_confirming(held) == waits


def test_an_address_that_a_correction_brings_waits_wherever_the_person_came_from(published, now):
    subject, typed = write(now)
    Record.objects.filter(subject=subject).update(collection=None)  # as if they had come with a customer's list
    typed.refresh_from_db()
    assert not awaits_confirming(typed)
    correct(DESK, subject.public_id, typed.record_id, {"name": "Asha P", "email": "asha@canary.example"}, at=now)
    same = Identifier.objects.filter(subject=subject, kind="email").latest("pk")
    assert not awaits_confirming(same)
    for name in ("Asha Q", "Asha R"):  # put right twice, it still waits
        newest = Record.objects.get(subject=subject, identifiers__kind="email", superseded_by=None)
        correct(DESK, subject.public_id, newest.pk, {"name": name, "email": "asha@new.example"}, at=now)
    new = Identifier.objects.filter(subject=subject, kind="email").latest("pk")
    assert awaits_confirming(new)
    assert may_be_written_to(new, "enquiries")
    assert not may_be_written_to(new, "marketing")
    confirm_address(new.pk, how="confirmation-link", at=now)
    new.refresh_from_db()
    assert may_be_written_to(new, "marketing")


def sign_up(now, sent="one", **more):
    answers = {"email": "asha@canary.example"}
    receipt = collect("download", answers, version="2026-12-01", submission=sent, at=now, ticked=True, **more)
    collection = Collection.objects.get(entry=receipt.entry)
    return collection.subject, Identifier.objects.get(record__collection=collection)


@pytest.mark.promise("S11")
def test_a_consent_counts_once_its_own_link_was_opened_and_keeps_the_words_of_the_form(published, now):
    subject, typed = sign_up(now)
    assert not subject.consents
    confirm_address(typed.pk, how="download-link", at=now + dt.timedelta(hours=1))
    confirm_address(typed.pk, how="download-link", at=now + dt.timedelta(hours=2))
    subject.refresh_from_db()
    assert subject.consents
    said = Permission.objects.get(subject=subject)
    assert (said.kind, said.how, said.at) == ("consent", "form", now + dt.timedelta(hours=1))
    assert said.collection == typed.record.collection
    assert said.wording == said.collection.wording


@pytest.mark.promise("S11")
def test_a_stranger_who_ticks_a_box_for_somebody_we_know_signs_nobody_up(published, now):
    _, own = write(now)
    confirm_address(own.pk, how="confirmation-link", at=now)
    subject, _ = sign_up(now, sent="by a stranger")
    assert subject.pk == own.subject_id
    confirm_address(own.pk, how="confirmation-link", at=now + dt.timedelta(days=1))  # the owner, for their own form
    subject.refresh_from_db()
    assert not subject.consents
    assert not Permission.objects.filter(kind="consent").exists()


@pytest.mark.parametrize(("kind", "about"), [(Kind.MARKETING_STOP, None), (Kind.OBJECTION, "marketing-by-consent")])
def test_a_yes_from_before_a_no_does_not_count_any_more(published, now, kind, about):
    subject, typed = sign_up(now)
    decide(subject.public_id, kind, about=about, at=now + dt.timedelta(hours=1), how="link", recorded_by="person")
    confirm_address(typed.pk, how="download-link", at=now + dt.timedelta(hours=2))
    subject.refresh_from_db()
    assert not subject.consents


def test_a_telephone_number_is_not_confirmed_by_mail(published, now):
    subject, typed = write(now)
    confirm_address(typed.pk, how="confirmation-link", at=now)
    assert Identifier.objects.get(subject=subject, kind="telephone").verified_at is None


def test_nothing_of_an_erased_person_is_confirmed(published, now):
    subject, typed = write(now)
    erase_person(subject.public_id, reason="request", asked_by="staff-1", at=now)
    assert not confirm_address(typed.pk, how="confirmation-link", at=now)


def test_the_record_says_whether_a_sale_was_negotiated(published, now):
    subject, _ = write(now)
    assert Collection.objects.get(subject=subject).negotiated_sale
