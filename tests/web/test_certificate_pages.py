"""Certificates of erasures in the console: in words, with their letter, checked as they are shown."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from honour.ledger.certificate import open_certificate
from honour.register.erasing import erase_person
from honour.register.finishing import finish_erasures
from honour.register.holding import Named, place_hold
from honour.register.models import Hold
from honour.retention.models import Certificate

pytestmark = [pytest.mark.promise("S23"), pytest.mark.django_db(transaction=True)]
LIST = "/console/records/certificates/"


def text_of(came):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", came.content.decode()))


def test_from_the_persons_page_to_the_letter(signed_in, wrote, clock, settings):
    settings.HONOUR_COOLING_OFF = 0
    person, client = wrote(), signed_in("privacy-lead")
    assert "No erasure is certified yet" in text_of(client.get(LIST))
    client.post(f"/console/people/{person}/erase", {"reason": "request"})
    assert finish_erasures(clock.now) == 1  # as the worker does within seconds
    made = Certificate.objects.get()

    assert "One erasure is certified, and nothing was found of it" in text_of(client.get(LIST))
    said = text_of(client.get(f"{LIST}{made.pk}"))

    assert "Deleted 3 December 2026." in said
    assert "Its signature was checked just now." in said
    assert "Byte by byte, in the files themselves" in said
    assert "look for these bytes" in said
    assert not re.search(r"asha|patel|canaries|960 111", said, re.IGNORECASE)
    signed = client.get(f"{LIST}{made.pk}", {"file": ""})
    assert signed["Content-Disposition"] == f'attachment; filename="certificate-{made.pk}.txt"'
    assert open_certificate(signed.content.decode()).body["person"] == person
    letter = client.get(f"{LIST}{made.pk}", {"letter": ""})
    assert letter.content.decode().startswith("Your data were deleted\n\nDeleted 3 December 2026.")


def test_a_certificate_that_was_changed_is_not_shown_as_one(signed_in, wrote, now):
    erase_person(wrote(), reason="request", asked_by="staff-1", at=now)
    made = Certificate.objects.get()
    Certificate.objects.update(text=made.text.replace('"records": 2', '"records": 1'))
    auditor = signed_in("auditor")
    said = text_of(auditor.get(f"{LIST}{made.pk}"))
    assert f"Certificate {made.pk} is not as it was signed" in said
    assert auditor.get(f"{LIST}999").status_code == 404


@pytest.mark.parametrize("sealed", [False, True])
def test_the_auditor_sees_the_letter_and_no_figures_by_which_a_sealed_hold_would_show(
    signed_in, wrote, clock, settings, sealed
):
    settings.HONOUR_COOLING_OFF = 0
    person, now = wrote(), clock.now
    if sealed:
        given = {"owner": "a", "by": "a", "review_on": now.date() + dt.timedelta(days=30), "at": now, "sealed": True}
        place_hold(Hold.Kind.FRAUD, "F-1", [Named(person)], **given)
    erase_person(person, reason="request", asked_by="staff-1", at=now)
    page = f"{LIST}{Certificate.objects.get().pk}"

    auditor = signed_in("auditor")
    said = text_of(auditor.get(page))

    assert "Everything about you that we may delete is gone" in said
    assert "Its signature was checked just now." in said
    assert "are for the privacy lead" in said
    assert not re.search(r"Found before|locked key|Data key|\d+ keyed|sealed hold", said)
    assert auditor.get(page, {"file": ""}).status_code == 403
    letter = auditor.get(page, {"letter": ""})
    assert letter.content.decode().startswith("Your data were deleted")
    assert re.search(r"Gone( everywhere|; something locked)", text_of(auditor.get(LIST)))  # PostgreSQL's log has it yet
    auditor.logout()
    lead = text_of(signed_in("privacy-lead").get(page))
    assert "Found before" in lead
    assert ("A sealed hold keeps some of this" in lead) == sealed


@pytest.mark.parametrize("role", ["support", "marketing", "finance"])
def test_whoever_keeps_no_records_sees_no_certificates(signed_in, wrote, now, role):
    erase_person(wrote(), reason="request", asked_by="staff-1", at=now)
    client = signed_in(role)
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}{Certificate.objects.get().pk}").status_code == 403
