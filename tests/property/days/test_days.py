"""Whatever days a company has: no promise on its board is broken by them, and the pages of its console open."""

from __future__ import annotations

import datetime as dt
import os
import re
from random import Random

import pytest
from django.test import Client
from django.utils import timezone

from honour.evidence.provers import prove_all
from honour.register.models import Subject
from honour.staff.joining import add_member
from tests.property.days.company import DEEDS, Company
from tests.register.conftest import published  # noqa: F401 - fixture

DAYS, DEEDS_OF_ONE = int(os.environ.get("HONOUR_DAYS", "6")), 40
LEAD, WORD = "lead@canary.example", "three quiet herons"
PAGES = 60
_LINK = re.compile(r'href="(/[^"#]*)')
_NO_PAGE = re.compile(r"/static/|/console/sign-out|\.(css|js|svg|png|ico|webmanifest)$")


def no_promise_is_broken(company):
    broken = {one.promise.id: (one.figure, one.exhibits) for one in prove_all(company.now) if one.state == "broken"}
    broken.pop("S13", None)  # nobody answered an enquiry in time
    assert not broken


def pages_open(company, draw):
    """Follow links of the console, as the privacy lead, from Today and from everybody's page."""
    client = Client()
    assert client.post("/console/sign-in", {"email": LEAD, "password": WORD}).status_code == 302
    people = Subject.objects.order_by("pk").values_list("public_id", flat=True)
    waiting, known = ["/console/", *(f"/console/people/{person}" for person in people)], set()
    while waiting and len(known) < PAGES:
        path = waiting.pop(draw.randrange(len(waiting)))
        if path in known or _NO_PAGE.search(path):
            continue
        known.add(path)
        page = client.get(path)
        gone = path.startswith("/console/people/")  # of whoever was erased nothing opens
        assert page.status_code in ({200, 302, 404} if gone else {200, 302}), (path, page.status_code)
        if page.headers.get("Content-Type", "").startswith("text/html") and page.status_code == 200:
            waiting += [found.replace("&amp;", "&") for found in _LINK.findall(page.content.decode())]
    assert len(known) > 20


@pytest.mark.promise("S11", "S18", "S21", "S22", "S23", "S29")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(DAYS))
def test_whatever_happens_in_whatever_order(published, home, now, monkeypatch, seed):  # noqa: F811
    monkeypatch.setenv("HONOUR_SMTP_URL", f"folder:{home / 'mail'}")
    add_member(LEAD, "Lead", ["privacy-lead"], WORD)
    for look in ("look_before", "look_after"):  # looking into the files is tested elsewhere, and takes most of the time
        monkeypatch.setattr(f"honour.register.finishing.{look}", lambda *_: None)
    draw, company, happened = Random(seed), Company(now + dt.timedelta(hours=1)), []  # noqa: S311 - to be found again
    monkeypatch.setattr(timezone, "now", lambda: company.now)
    try:
        for _ in range(DEEDS_OF_ONE):
            happens, chosen = DEEDS.drawn(draw)
            happened.append(f"{company.now:%d %b %H:%M} {happens.__name__} {chosen}")
            happens(company, **chosen)
            company.now += dt.timedelta(seconds=1)  # no two things are of one instant
        company.the_worker_does_its_duties()
        no_promise_is_broken(company)
        pages_open(company, draw)
    except Exception as error:
        error.add_note("\n".join(happened))
        raise
