"""Fellside's site and console: both notices published, people who wrote, members who sign in."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from honour.evidence import entries
from honour.evidence.models import Payload
from honour.register.collecting import collect
from honour.register.models import Collection, NoticeVersion, Number
from honour.register.publishing import publish
from honour.register.versions import versions
from honour.staff.grants import grant_defaults
from honour.staff.joining import add_member
from honour.staff.models import Grant, Role
from tests.conftest import EXAMPLES

OLD, NEW = "2018-06-21", "2026-12-01"
FORM = "get-in-touch"
PASSWORD = "three quiet herons"
BEFORE = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)

_rows: list = []
_published: dict = {}


@pytest.fixture(autouse=True)
def clock(monkeypatch, now):
    """The time that pages see: Fellside's second notice is in force. Set ``clock.now`` to go on."""

    class Clock:
        def __init__(self) -> None:
            self.now = now

        def go_on(self, **by: float) -> None:
            self.now += dt.timedelta(**by)

    made = Clock()
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    return made


@pytest.fixture
def cache_table(db):
    call_command("createcachetable", verbosity=0)


def every_error(data: bytes, at: dt.datetime) -> set[str]:
    from honour.notice.check import check
    from honour.notice.reading import read_notice

    findings = check(read_notice(data, "file"), at=at.date())
    return {finding.code for finding in findings if finding.severity == "error"}


def publish_fellside() -> None:
    """The historical notice as it is, the present one clean."""
    old, new = ((EXAMPLES / "fellside" / f"{label}.yaml").read_bytes() for label in (OLD, NEW))
    publish(old, "old.yaml", actor="lead", at=BEFORE, as_is=every_error(old, BEFORE))
    publish(new, "new.yaml", actor="lead", at=BEFORE + dt.timedelta(hours=1))


@pytest.fixture
def fellside(home, cache_table):
    """Both notices, really published once; later tests get the rows that this wrote."""
    if _rows:
        for model, rows in _rows:
            model.objects.bulk_create(rows)
        for label, (at, payload) in _published.items():
            with transaction.atomic():
                entry = entries.append("notice:published", payload, at=at)
                NoticeVersion.objects.filter(label=label).update(entry=entry)
    else:
        publish_fellside()
        grant_defaults(versions().all[-1].notice)
        _rows.extend((model, list(model.objects.all())) for model in (Number, NoticeVersion, Role, Grant))
        for row in Payload.objects.filter(entry__kind="notice:published").select_related("entry"):
            payload = json.loads(row.content)
            _published[payload["version"]] = row.entry.at, payload
    return versions()


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
def wrote(fellside, clock):
    """Make somebody write: gives the opaque id of the person who did."""

    def write(email="asha.patel@canary.example", *, version=NEW, ticked=False, **more):
        receipt = collect(
            FORM,
            answers(email, **more),
            version=version,
            submission=f"token-{email}-{version}",
            at=clock.now,
            ticked=ticked,
        )
        return Collection.objects.get(entry=receipt.entry).subject.public_id

    return write


@pytest.fixture
def member(fellside):
    """Make a member of staff with a role."""

    def make(role: str, name: str = "Tom Ashworth"):
        return add_member(f"{role}@fellside.example", name, [role], PASSWORD)[0]

    return make


@pytest.fixture
def signed_in(member, client):
    """A browser in which a member with a role is signed in."""

    def sign_in(role: str):
        one = member(role)
        came = client.post("/console/sign-in", {"email": one.email, "password": PASSWORD})
        assert came.status_code == 302, came.content
        return client

    return sign_in
