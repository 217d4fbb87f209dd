"""Tries are counted before they are looked at, so that many at the same instant are as many as they are."""

import datetime as dt
import threading

import pytest
from django.db import connection

from honour.staff import attempts
from honour.staff.attempts import LIMIT, PAUSE, counted, forget, take
from honour.staff.models import Attempt

AT_ONCE = 24


@pytest.mark.django_db(transaction=True)
def test_of_many_tries_at_the_same_instant_five_are_looked_at():
    looked_at, barrier, failed = [], threading.Barrier(AT_ONCE), []

    def attempt():
        try:
            barrier.wait()
            tries = take("sign-in", "tom@fell.example\n192.0.2.1")
            if not tries.refused:
                looked_at.append(tries.count)
        except Exception as error:  # noqa: BLE001 - told by the assertion below
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(looked_at) == [1, 2, 3, 4, 5]
    assert counted("sign-in", "tom@fell.example\n192.0.2.1").count == AT_ONCE


@pytest.mark.django_db(transaction=True)
def test_of_many_sign_ins_at_the_same_instant_five_passwords_are_looked_at(home, monkeypatch):
    from django.contrib.auth.hashers import Argon2PasswordHasher
    from django.core.management import call_command
    from django.test import Client

    from honour.evidence.models import Payload
    from honour.staff.joining import add_member

    call_command("createcachetable", verbosity=0)
    add_member("tom@fell.example", "Tom", ["support"], "three quiet herons")
    verified, barrier, statuses = [], threading.Barrier(12), []
    real = Argon2PasswordHasher.verify
    monkeypatch.setattr(Argon2PasswordHasher, "verify", lambda self, *words: verified.append(1) or real(self, *words))

    def attempt():
        try:
            barrier.wait()
            came = Client().post("/console/sign-in", {"email": "tom@fell.example", "password": "a wrong one"})
            statuses.append(came.status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(verified) == LIMIT
    assert sorted(statuses) == [400] * 4 + [429] * 8
    assert Payload.objects.filter(entry__kind="staff:locked-out").count() == 1


@pytest.mark.django_db
def test_the_pause_ends_when_it_was_said_to_however_often_it_is_tried(clock):
    ends = [take("sign-in", "tom").until for _ in range(LIMIT)][-1]
    clock.now += dt.timedelta(minutes=30)
    assert take("sign-in", "tom").refused
    assert take("sign-in", "tom").until == ends
    clock.now += PAUSE
    assert take("sign-in", "tom").count == 1


@pytest.mark.django_db
def test_success_forgets_and_others_are_counted_apart(clock):
    for _ in range(4):
        take("sign-in", "tom")
    assert take("sign-in", "joan").count == 1
    assert take("second-factor", "tom").count == 1
    forget("sign-in", "tom")
    assert take("sign-in", "tom").count == 1


@pytest.mark.django_db
def test_what_is_kept_of_a_try_names_nobody(clock):
    take("sign-in", "tom@fell.example\n192.0.2.1")
    (kept,) = Attempt.objects.all()
    assert "tom" not in kept.digest
    assert attempts.counted("sign-in", "tom@fell.example\n192.0.2.1").count == 1
