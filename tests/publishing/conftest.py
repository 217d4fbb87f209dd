"""Fellside with both notices published, people who wrote, and the next version on the table."""

from __future__ import annotations

import pytest

from honour.cli.demo.next_version import next_version
from honour.mailroom.models import Outgoing
from honour.notice.reading import load_notice
from honour.publishing.plan.keeping import make_waiting
from honour.publishing.proposing import approve, propose
from honour.publishing.telling import begin_telling, follow_messages, queue_messages
from tests.register.conftest import FELLSIDE, NEW, clauses, published, wrote  # noqa: F401 - fixtures by import

AUTHOR, OTHER = "staff-1", "staff-2"


@pytest.fixture(scope="session")
def following() -> bytes:
    """The file of the next version."""
    return next_version((FELLSIDE / f"{NEW}.yaml").read_bytes())


@pytest.fixture
def edited(following):
    """Give the next version with further edits: pairs of path and value, ``None`` to remove."""

    def edit(*edits):
        source = load_notice(following, "next.yaml").source
        for path, value in edits:
            source = source.remove(path) if value is None else source.edit(path, value)
        return load_notice(source.save(), "next.yaml")

    return edit


@pytest.fixture
def proposal(wrote, following, now):  # noqa: F811 - the fixture
    """The next version, proposed and planned, with two people concerned."""
    wrote("asha@canary.example")
    wrote("ben@canary.example")
    made = propose(following, "next.yaml", by=AUTHOR, at=now)
    assert make_waiting(now) == 1
    return made


@pytest.fixture
def told(proposal, now):
    """The same, everybody told by mail, and approved."""
    begin_telling(proposal.pk, by=AUTHOR, at=now)
    queue_messages(now)
    Outgoing.objects.update(state=Outgoing.State.SENT, ended_at=now)
    follow_messages(now)
    return approve(proposal.pk, by=OTHER, at=now)
