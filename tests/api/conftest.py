"""Fellside's notices published, somebody who wrote, and tokens for whoever asks."""

from __future__ import annotations

import pytest
from django.utils import timezone

from honour.register.collecting import collect
from honour.systems.tokens import make_token
from tests.register.conftest import NEW, answers, published  # noqa: F401 - a fixture by import


@pytest.fixture(autouse=True)
def clock(monkeypatch, now):
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def person(published, now):  # noqa: F811 - the fixture
    collect("get-in-touch", answers(), version=NEW, submission="one", at=now)
    from honour.register.models import Subject

    return Subject.objects.get().public_id


@pytest.fixture
def token(person, now):
    """Make a token: ``token("people", enquiries={"use"})`` gives its secret."""

    def make(*scopes: str, **grants: set[str]) -> str:
        asked = {purpose: frozenset(actions) for purpose, actions in grants.items()}
        return make_token("helpdesk", asked, scopes=scopes, now=now, days=30, made_by="lead")[1]

    return make
