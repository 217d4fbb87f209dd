"""Second factors: an app's code works once, secrets lie sealed, each to its own member."""

import time
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp

from honour.evidence.models import Payload
from honour.keyring import SealBrokenError, installed_keyring
from honour.keyring.rotation import begin_rotation, finish_rotation, retire_key
from honour.staff import factors, sealing
from honour.staff.factors import FactorRefused, FactorsPaused, add_app, check_code, factors_of, new_codes, new_secret


@pytest.fixture(autouse=True)
def _one_half_minute(monkeypatch):
    """A code is as good when it is looked at as when it was read off the app."""
    now = time.time()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: now))


def code_of(secret, ahead=0):
    return totp.format_hotp_value(totp.hotp_value(secret, int(totp.time.time()) // 30 + ahead))


@pytest.fixture
def with_app(tom, cache_table):
    secret = new_secret()
    add_app(tom, secret, code_of(secret))
    return secret


def test_a_code_works_once(tom, with_app):
    code = code_of(with_app)
    check_code(tom, code)
    with pytest.raises(FactorRefused):
        check_code(tom, code)


def test_a_clock_half_a_minute_off_does_not_keep_people_out(tom, with_app):
    check_code(tom, code_of(with_app, -1))
    with pytest.raises(FactorRefused):
        check_code(tom, code_of(with_app, -3))


def test_an_app_is_added_only_when_it_shows_the_right_code(tom, cache_table):
    with pytest.raises(FactorRefused):
        add_app(tom, new_secret(), "000000")
    assert not factors_of(tom).any


def test_after_five_wrong_codes_the_right_one_is_not_looked_at_either(tom, with_app):
    for _ in range(4):
        with pytest.raises(FactorRefused):
            check_code(tom, "000000")
    with pytest.raises(FactorsPaused):
        check_code(tom, "000000")
    with pytest.raises(FactorsPaused):
        check_code(tom, code_of(with_app))


def test_a_recovery_code_works_once_and_fresh_ones_replace_it(tom, with_app):
    first = new_codes(tom)
    assert len(set(first)) == 10
    check_code(tom, first[0])
    with pytest.raises(FactorRefused):
        check_code(tom, first[0])
    assert factors.codes_left(tom) == 9
    fresh = new_codes(tom)
    with pytest.raises(FactorRefused):
        check_code(tom, first[1])
    check_code(tom, fresh[1])


def test_no_secret_lies_in_clear_and_none_opens_as_somebody_elses(lead, tom, with_app):
    new_codes(tom)
    rows = Authenticator.objects.filter(user=tom)
    assert rows.count() == 2
    for row in rows:
        assert with_app not in str(row.data)
        kept = row.data.get("secret") or row.data["seed"]
        assert sealing.opened(kept, tom.pk)
        with pytest.raises(SealBrokenError):
            sealing.opened(kept, lead.pk)


def test_an_apps_row_moved_to_another_member_signs_nobody_in(lead, tom, with_app):
    Authenticator.objects.filter(user=tom).update(user=lead)
    with pytest.raises(SealBrokenError):
        check_code(lead, code_of(with_app))


def test_rotating_the_wrapping_key_seals_them_again_and_the_old_key_can_go(tom, with_app, home):
    new_codes(tom)
    begin_rotation(home / "keys", "wrapping", tom.joined_at)
    assert sealing.STEPS[0].left(installed_keyring()) == 2
    rotated = finish_rotation(home / "keys", "wrapping", sealing.STEPS)
    assert rotated.moved == {"secrets of second factors": 2}
    retire_key(home / "keys", "wrapping", 1, sealing.STEPS)
    check_code(tom, code_of(with_app))


def test_removing_the_last_factor_takes_the_recovery_codes_along(tom, with_app):
    new_codes(tom)
    factors.remove(tom, factors_of(tom).app, by="staff-1")
    assert not Authenticator.objects.filter(user=tom).exists()


def test_the_ledger_tells_of_factors_without_a_code_or_a_name(tom, with_app):
    codes = new_codes(tom)
    with pytest.raises(FactorRefused):
        check_code(tom, "123123")
    factors.remove_all(tom, by="staff-1")
    kinds = list(Payload.objects.order_by("pk").values_list("entry__kind", flat=True))
    assert kinds[-5:] == ["factor:added", "factor:added", "factor:refused", "factor:removed", "factor:removed"]
    kept = " ".join(Payload.objects.values_list("content", flat=True))
    assert "123123" not in kept
    assert not any(code in kept for code in codes)
    assert "tom" not in kept.lower()
