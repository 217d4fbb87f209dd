"""Who works here, by command: where no colleague is left who could do it in the console."""

from __future__ import annotations

import pytest

from honour.staff.leaving import leave
from honour.staff.models import Member

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "nadia@fellside.example"


def test_the_only_privacy_lead_who_forgot_their_password_is_given_one(says):
    first = says("staff", "add", EMAIL, "--name", "Nadia", "--role", "privacy-lead").said.rsplit(maxsplit=1)[-1]
    assert Member.objects.get().check_password(first)

    given = says("staff", "password", EMAIL.upper()).said.rsplit(maxsplit=1)[-1]

    nadia = Member.objects.get()
    assert nadia.check_password(given)
    assert not nadia.check_password(first)
    assert nadia.must_change_password


def test_nobody_who_left_is_given_a_password(says):
    says("staff", "add", EMAIL, "--name", "Nadia", "--role", "support")
    leave(Member.objects.get())

    refused = says("staff", "password", EMAIL)

    assert refused.code == 2
    assert "They have left, or sign in elsewhere and have no password here." in refused.said
    assert "Nobody with this email address" in says("staff", "password", "nobody@fellside.example").said
