"""What is proved of changes to the notice, and that each way of going round it is seen."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from honour.evidence.models import Payload
from honour.gate import Actor
from honour.gate.question import ACTIONS
from honour.publishing.into_use import put_into_use
from honour.publishing.models import Proposal
from honour.publishing.provers import the_newest_version_is_in_use, told_before_use
from honour.register.models import NoticeVersion, Permission, Subject
from honour.register.reading import read
from tests.publishing.conftest import AUTHOR

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S29")]
MINUTE = dt.timedelta(minutes=1)
REVIEWER = Actor("staff-3", "staff", {"enquiry-reviews": frozenset(ACTIONS)})


@pytest.fixture
def later(told, now):
    """A moment after the next version went into use, and after a use for its new purpose."""
    put_into_use(told.pk, by=AUTHOR, at=now + MINUTE)
    person = Subject.objects.values_list("public_id", flat=True).first()
    assert read(REVIEWER, person, purpose="enquiry-reviews", at=now + 2 * MINUTE).records
    return now + 3 * MINUTE


def test_where_no_data_were_used_nothing_is_proved_of_who_was_told(told, now):
    assert told_before_use(now).state == "not proved"


def test_a_change_that_went_its_way_keeps_the_promise(later):
    newest, told = the_newest_version_is_in_use(later), told_before_use(later)
    assert (newest.state, newest.figure) == ("kept", "0 of 3 versions out of order"), newest.exhibits
    assert (told.state, told.figure) == ("kept", "0 of 1 uses for a later purpose came before the person was told")


def test_a_use_of_the_data_of_somebody_who_was_never_told_is_seen(later):
    Permission.objects.filter(kind=Permission.Kind.INFORMED).delete()
    proof = told_before_use(later)
    assert proof.state == "broken"
    assert [each.words for each in proof.exhibits] == ["Used for enquiry-reviews before the person was told of it."]


def test_a_use_before_the_person_was_told_is_seen(later):
    Permission.objects.filter(kind=Permission.Kind.INFORMED).update(at=later)
    assert told_before_use(later).figure == "1 of 1 uses for a later purpose came before the person was told"


def test_a_version_that_nobody_approved_is_seen(later):
    Proposal.objects.update(approved_by="")
    proof = the_newest_version_is_in_use(later)
    assert (proof.state, proof.figure) == ("broken", "1 of 3 versions out of order")


def test_a_version_that_the_ledger_does_not_name_last_is_seen(later):
    payload = Payload.objects.filter(entry__kind="notice:published").latest("entry_id")
    content = json.loads(payload.content) | {"version": "2026-12-01"}
    Payload.objects.filter(pk=payload.pk).update(content=json.dumps(content))
    assert the_newest_version_is_in_use(later).state == "broken"


def test_a_version_said_to_be_published_before_another_is_seen(later, now):
    NoticeVersion.objects.filter(label="2027-03-01").update(published_at=now - 900 * MINUTE)
    assert the_newest_version_is_in_use(later).state == "broken"
