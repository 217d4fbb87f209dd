"""What passes through is sealed, belongs to somebody, and is gone within days."""

import datetime as dt

import pytest

from honour.register.errors import StagingRefusedError, UnknownRecordError
from honour.register.models import Staged, StagedIdentifier
from honour.register.staging import LARGEST, drop_staged, expire_staged, stage, take_staged

DAY = dt.timedelta(days=1)
pytestmark = pytest.mark.django_db


def test_what_is_staged_comes_back_to_its_owner_only(home, now):
    name = stage("mailroom", "mail", b"Dear canary", now, DAY)
    assert take_staged(name, "mailroom", now) == b"Dear canary"
    with pytest.raises(UnknownRecordError):
        take_staged(name, "rights", now)


def test_it_rests_sealed(home, now):
    stage("mailroom", "mail", b"Dear canary", now, DAY, identifiers=[("email", "a@canary.example")])
    assert b"canary" not in bytes(Staged.objects.get().value)
    assert b"canary" not in bytes(StagedIdentifier.objects.get().digest)


def test_it_is_gone_when_its_time_is_over(home, now):
    name = stage("mailroom", "mail", b"Dear canary", now, DAY, identifiers=[("email", "a@canary.example")])
    kept = stage("mailroom", "mail", b"Dear lark", now, 2 * DAY)
    with pytest.raises(UnknownRecordError):
        take_staged(name, "mailroom", now + DAY)
    assert expire_staged(now + DAY) == 1
    assert not StagedIdentifier.objects.exists()
    assert take_staged(kept, "mailroom", now + DAY) == b"Dear lark"


def test_it_goes_once_it_was_used(home, now):
    name = stage("mailroom", "mail", b"Dear canary", now, DAY)
    drop_staged(name, "rights")
    assert Staged.objects.exists()
    drop_staged(name, "mailroom")
    assert not Staged.objects.exists()


@pytest.mark.parametrize(
    ("content", "days", "owner"), [(b"x", 8, "mailroom"), (b"x", 0, "mailroom"), (b"x", 1, ""), (None, 1, "mailroom")]
)
def test_nothing_is_staged_for_long_or_by_nobody_or_too_large(home, now, content, days, owner):
    with pytest.raises(StagingRefusedError):
        stage(owner, "mail", content or bytes(LARGEST + 1), now, days * DAY)
