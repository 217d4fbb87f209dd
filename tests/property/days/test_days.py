"""Whatever days a company has, as long as everything goes through the product no promise on its board is broken."""

from __future__ import annotations

import datetime as dt
import os
from random import Random

import pytest

from honour.evidence.provers import prove_all
from honour.staff.joining import add_member
from tests.property.days.company import DEEDS, Company
from tests.register.conftest import published  # noqa: F401 - fixture

DAYS, DEEDS_OF_ONE = int(os.environ.get("HONOUR_DAYS", "6")), 40


@pytest.mark.promise("S11", "S18", "S21", "S22", "S23", "S29")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(DAYS))
def test_whatever_happens_in_whatever_order_no_promise_is_broken(published, home, now, monkeypatch, seed):  # noqa: F811
    monkeypatch.setenv("HONOUR_SMTP_URL", f"folder:{home / 'mail'}")
    add_member("lead@canary.example", "Lead", ["privacy-lead"], "three quiet herons")
    for look in ("look_before", "look_after"):  # looking into the files is tested elsewhere, and takes most of the time
        monkeypatch.setattr(f"honour.register.finishing.{look}", lambda *_: None)
    draw, company, happened = Random(seed), Company(now + dt.timedelta(hours=1)), []  # noqa: S311 - to be found again
    try:
        for _ in range(DEEDS_OF_ONE):
            happens, choices = draw.choice(DEEDS)
            chosen = {name: draw.choice(some) for name, some in choices.items()}
            happened.append(f"{company.now:%d %b %H:%M} {happens.__name__} {chosen}")
            happens(company, **chosen)
            company.now += dt.timedelta(seconds=1)  # no two things are of one instant
        company.the_worker_does_its_duties()
        broken = {one.promise.id: (one.figure, one.exhibits) for one in prove_all(company.now) if one.state == "broken"}
        broken.pop("S13", None)  # nobody answered an enquiry in time
        assert not broken
    except Exception as error:
        error.add_note("\n".join(happened))
        raise
