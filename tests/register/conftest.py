"""A register with Fellside's two notices published, and people who wrote to it."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import transaction

from honour.evidence import entries
from honour.evidence.models import Payload
from honour.gate.question import ACTIONS, Actor
from honour.register.collecting import collect
from honour.register.holding import Named, place_hold
from honour.register.models import Hold, NoticeVersion, Number, Record
from honour.register.publishing import publish
from honour.register.versions import versions
from tests.conftest import EXAMPLES

FELLSIDE = EXAMPLES / "fellside"
FORM = "get-in-touch"
OLD, NEW = "2018-06-21", "2026-12-01"
SUPPORT = Actor("staff-1", "staff", {purpose: frozenset(ACTIONS) for purpose in ("enquiries", "services", "marketing")})


_rows: list = []
_said: list = []


@pytest.fixture
def published(db, home, now):
    """Both of Fellside's notices: the historical one as it is, the present one clean.

    They are really published once; later tests get the rows and entries that this wrote.
    """
    if not _rows:
        made = publish_both(now)
        _rows.extend((model, list(model.objects.all())) for model in (Number, NoticeVersion))
        _said.extend(
            json.loads(content) for content in Payload.objects.order_by("pk").values_list("content", flat=True)
        )
        return made
    for model, rows in _rows:
        model.objects.bulk_create(rows)
    with transaction.atomic():
        for payload in _said:
            entry = entries.append("notice:published", payload, at=now)
            NoticeVersion.objects.filter(label=payload["version"]).update(entry=entry)
    return versions().labelled(NEW, now)


def publish_both(now):
    old = (FELLSIDE / f"{OLD}.yaml").read_bytes()
    acknowledged = every_error(old, dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    publish(old, "old.yaml", actor="lead", at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC), as_is=acknowledged)
    new = (FELLSIDE / f"{NEW}.yaml").read_bytes()
    return publish(new, "new.yaml", actor="lead", at=now)


def every_error(data: bytes, at: dt.datetime) -> set[str]:
    from honour.notice.check import check
    from honour.notice.reading import read_notice

    findings = check(read_notice(data, "file"), at=at.date())
    return {finding.code for finding in findings if finding.severity == "error"}


def answers(email: str = "asha.patel@canary.example", **more: str) -> dict[str, str]:
    """What somebody writes on the form."""
    return {
        "name": "Asha Patel-Canary",
        "email": email,
        "company": "Canary Mills",
        "telephone": "01632 960 111",
        "message": "Please send a price for canaries.",
        **more,
    }


@pytest.fixture
def wrote(published, now):
    """Make somebody write: gives the opaque id of the person who did."""
    from honour.register.models import Collection

    def write(email: str = "asha.patel@canary.example", *, version=NEW, at=None, ticked=False, token=None, **more):
        when = at or now
        receipt = collect(
            FORM,
            answers(email, **more),
            version=version,
            submission=token or f"token-{email}-{when}",
            at=when,
            ticked=ticked,
        )
        collection = Collection.objects.get(at=receipt.at, entry=receipt.entry)
        return collection.subject.public_id

    return write


@pytest.fixture
def clauses(published):
    return versions().clauses


def kept_in_secret(person: str, now: dt.datetime) -> Hold:
    """Let the time of all of a person's data be over, and a sealed hold keep them."""
    Record.objects.filter(subject__public_id=person).update(due_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    review = now.date() + dt.timedelta(days=30)
    named = {"owner": "staff-1", "by": "staff-1", "review_on": review, "at": now, "sealed": True}
    return place_hold(Hold.Kind.FRAUD, "F-1", [Named(person)], **named)
