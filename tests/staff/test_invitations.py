"""An invitation opens once, in time, and only with its newest link."""

import datetime as dt
import json

import pytest

from honour.evidence.models import Payload
from honour.staff.invitations import (
    MOST_ISSUES,
    InvitationEnded,
    InvitationRefused,
    accept,
    invitation_for,
    invite,
    renew,
    token_of,
    withdraw,
)
from honour.staff.joining import AlreadyHere, RoleUnknown
from honour.staff.models import Invitation, Member


@pytest.fixture
def una(lead):
    return invite("Una@fell.example", "Una New", ["support", "finance"], by=lead.opaque_id)


def test_whoever_opens_the_link_gets_the_account_and_the_link_then_opens_nothing(una):
    token = token_of(una)
    member = accept(token, name="Una New", password="four quiet herons")
    assert member.email == "una@fell.example"
    assert sorted(member.roles.values_list("code", flat=True)) == ["finance", "support"]
    assert member.check_password("four quiet herons")
    assert not Invitation.objects.exists()
    with pytest.raises(InvitationRefused):
        accept(token, name="Una", password="five quiet herons")
    assert Member.objects.filter(email="una@fell.example").count() == 1


def test_the_link_ends_after_a_week_and_can_be_sent_afresh(una, clock):
    old = token_of(una)
    clock.now += dt.timedelta(days=7)
    with pytest.raises(InvitationEnded):
        invitation_for(old)
    fresh = token_of(renew(una, by="staff-1"))
    assert invitation_for(fresh).pk == una.pk
    with pytest.raises(InvitationRefused) as refused:
        invitation_for(old)
    assert not isinstance(refused.value, InvitationEnded)


def test_an_altered_link_opens_nothing(una):
    token = token_of(una)
    other = invite("ben@fell.example", "Ben", ["auditor"], by="staff-1")
    number, issue, mark = token.split("-")
    for altered in (
        token[:-1] + ("a" if token[-1] != "a" else "b"),
        f"{other.pk}-{issue}-{mark}",
        f"{number}-2-{mark}",
        f"{number}-{issue}-",
        f"{number}-{issue}-é",
        "9" * 40 + f"-{issue}-{mark}",
        "",
        "-",
        "x-y-z",
        "²-1-a",
    ):
        with pytest.raises(InvitationRefused):
            invitation_for(altered)


def test_a_link_withdrawn_opens_nothing_and_the_name_is_gone(una):
    token = token_of(una)
    withdraw(una, by="staff-1")
    with pytest.raises(InvitationRefused):
        invitation_for(token)
    assert not Invitation.objects.exists()


def test_nobody_is_invited_twice_or_when_they_work_here(una, tom):
    for address in ("UNA@fell.example", tom.email):
        with pytest.raises(AlreadyHere):
            invite(address, "Again", ["support"], by="staff-1")
    with pytest.raises(RoleUnknown):
        invite("new@fell.example", "New", ["boss"], by="staff-1")


def test_a_link_is_sent_afresh_only_so_often(una):
    for _ in range(MOST_ISSUES - 1):
        una = renew(una, by="the-invited")
    with pytest.raises(InvitationRefused):
        renew(una, by="the-invited")


def test_the_ledger_tells_of_invitations_without_a_name_or_an_address(una):
    token = token_of(una)
    renew(una, by="staff-1")
    una.refresh_from_db()
    accept(token_of(una), name="Una Canary", password="four quiet herons")
    kinds = list(Payload.objects.order_by("pk").values_list("entry__kind", flat=True))
    assert kinds[-3:] == ["member:invited", "member:invitation-renewed", "member:added"]
    kept = " ".join(Payload.objects.values_list("content", flat=True))
    assert "una" not in kept.lower()
    assert "@" not in kept
    assert token not in kept
    assert json.loads(Payload.objects.order_by("-pk").first().content)["roles"] == ["finance", "support"]


def test_an_invitation_that_nobody_took_up_goes_a_month_after_its_end(una, clock):
    from honour.staff.tasks import sweep

    sweep(clock.now + dt.timedelta(days=36))
    assert Invitation.objects.exists()
    sweep(clock.now + dt.timedelta(days=38))
    assert not Invitation.objects.exists()
