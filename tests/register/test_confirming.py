"""An address that somebody typed is theirs only once a link sent to it was opened."""

from __future__ import annotations

import datetime as dt

import pytest

from honour.evidence.models import Entry
from honour.register.collecting import collect
from honour.register.confirming import awaits_confirming, confirm_address
from honour.register.erasing import erase_person
from honour.register.models import Collection, Identifier

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S08")]


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


def test_the_same_address_given_again_stays_confirmed_and_another_does_not(published, now):
    _, typed = write(now)
    confirm_address(typed.pk, how="confirmation-link", at=now)
    _, again = write(now + dt.timedelta(days=1), "ASHA@canary.example", sent="two")
    assert again.pk != typed.pk
    assert again.verified_at == now
    _, other = write(now, "ben@canary.example", sent="three")
    assert other.verified_at is None


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
