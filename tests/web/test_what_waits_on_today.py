"""Today names what of the installation and of its own work needs somebody, and only to those who see to it."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.utils import timezone

from honour.evidence import entries
from honour.evidence.models import Duty
from honour.evidence.tree.integrating import integrate
from honour.evidence.tree.signing import installed_signing
from honour.evidence.work import declared_duties
from honour.evidence.work.worker import enrol
from honour.intake.models import Import
from honour.mailroom.models import Outgoing
from honour.register.models import Erasure, Record, Subject
from honour.register.modes import set_mode
from honour.systems.tokens import make_token

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def worker(fellside, clock):
    """A worker that has done everything that was due."""
    enrol(declared_duties(), clock.now)
    Duty.objects.update(run_after=clock.now + 12 * HOUR, done_at=clock.now)


@pytest.fixture
def lead(worker, signed_in):
    return signed_in("privacy-lead")


def today(client) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", client.get("/console/").content.decode())))


def message(clock, **more):
    common = {"kind": "intake:confirm", "queued_at": clock.now - 2 * HOUR, "run_after": clock.now - 2 * HOUR}
    return Outgoing.objects.create(**{**common, **more})


def test_a_worker_that_never_ran_and_one_that_stopped_are_named_first(worker, signed_in, clock):
    lead = signed_in("privacy-lead")
    assert "The worker has not run" not in today(lead)
    Duty.objects.update(run_after=clock.now - HOUR)
    assert "The worker has not run since 3 December, 09:00." in today(lead)
    Duty.objects.update(lease_until=clock.now + HOUR)
    assert "The worker has not run" not in today(lead), "it is at it"
    Duty.objects.all().delete()
    assert "The worker has not run yet." in today(lead)


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_missed_a_quarter_of_an_hour_after_the_first_entry_that_nobody_took_in(lead, clock):
    Duty.objects.filter(pk="ledger:integrate").update(run_after=clock.now)
    since = timezone.localtime(clock.now)
    clock.go_on(minutes=14)
    assert "The worker has not run" not in today(lead)
    clock.go_on(minutes=2)
    assert f"The worker has not run since {since:%-d %B, %H:%M}." in today(lead)
    Duty.objects.filter(pk="ledger:integrate").update(lease_until=clock.now + HOUR)
    assert "The worker has not run" not in today(lead), "it is at it"
    integrate(installed_signing(), clock.now)
    Duty.objects.filter(pk="ledger:integrate").update(lease_until=None)
    assert "The worker has not run" not in today(lead), "nothing waits for it"


def test_a_duty_that_keeps_failing_is_named_with_the_kind_of_its_failure(lead):
    Duty.objects.filter(pk="retention:sweep").update(attempts=2, failure="OSError")
    assert "retention:sweep" not in today(lead), "what passes by itself does so sooner"
    Duty.objects.filter(pk="retention:sweep").update(attempts=3)
    assert "“retention:sweep” failed 3 times: OSError." in today(lead)


def test_messages_that_wait_that_failed_and_that_were_stopped_are_counted_apart(lead, clock):
    failed, refused = Outgoing.State.FAILED, Outgoing.State.REFUSED
    assert not re.search(r"messages? (could|was|were)", today(lead))
    message(clock)
    message(clock, queued_at=clock.now, run_after=clock.now)
    message(clock, run_after=clock.now + DAY)
    message(clock, state=failed, ended_at=clock.now)
    message(clock, state=refused, reason="no-address", ended_at=clock.now)
    message(clock, state=refused, reason="marketing-objected", ended_at=clock.now)
    message(clock, state=refused, reason="no-address", ended_at=clock.now - 8 * DAY)
    said = today(lead)
    assert "1 message could not leave, the first since 3 December, 08:00." in said
    assert "1 message could not be delivered in the last seven days." in said
    assert "1 message was stopped before leaving in the last seven days." in said


def test_a_backup_that_nobody_restored_for_long_is_named(lead, clock):
    assert "No backup was restored yet to try it." in today(lead)
    entries.append("backup:rehearsed", {}, at=clock.now - 3 * DAY)
    assert "to try it" not in today(lead)
    clock.go_on(days=5)
    Duty.objects.update(run_after=clock.now + HOUR)
    lead.post("/console/sign-in", {"email": "privacy-lead@fellside.example", "password": "three quiet herons"})
    assert "A backup was last restored to try it 8 days ago." in today(lead)


def test_what_goes_with_the_next_sweep_and_what_is_only_observed_are_named(lead, wrote, clock):
    wrote()
    assert "with the next sweep" not in today(lead)
    one = Record.objects.order_by("pk").first()
    Record.objects.filter(pk=one.pk).update(due_at=clock.now + HOUR)
    set_mode("services", observed=True, actor="lead", at=clock.now)
    said = today(lead)
    assert "1 record goes with the next sweep." in said
    assert "is only observed since 3 December 2026." in said
    assert 'href="/console/notice/enforcing/services"' in lead.get("/console/").content.decode()


def test_an_erasure_that_does_not_end_is_named_and_one_that_cools_off_is_not(lead, wrote, clock):
    person = Subject.objects.get(public_id=wrote())
    begun = Erasure.objects.create(
        subject=person, reason="request", asked_by="staff-1", asked_at=clock.now - 2 * HOUR, final_at=clock.now + DAY
    )
    assert "not finished" not in today(lead)
    Erasure.objects.filter(pk=begun.pk).update(final_at=None)
    assert "1 erasure is not finished." in today(lead)


def test_ones_own_lists_wait_and_not_those_of_a_colleague(lead, clock, member):
    mine = lead.get("/console/").wsgi_request.actor.name
    common = {"form": "csv", "header_digest": "", "made_at": clock.now, "expires_at": clock.now + 7 * DAY}
    Import.objects.create(by="staff-999", run_after=clock.now, **common)
    assert "A list of yours" not in today(lead)
    Import.objects.create(by=mine, run_after=clock.now, state=Import.State.CHECKED, **common)
    assert "A list of yours was tried, and waits to be brought in. By Thursday 10 December." in today(lead)


def test_a_token_in_use_that_ends_within_a_fortnight_is_named(lead, clock):
    grants = {"enquiries": frozenset({"use"})}
    token, _ = make_token("Shop", grants, now=clock.now, days=10, made_by="staff-1")
    assert "asks ends" not in today(lead), "nobody uses it"
    type(token).objects.update(used_on=timezone.localdate(clock.now))
    assert "The token by which “Shop” asks ends. By Sunday 13 December." in today(lead)


@pytest.mark.parametrize("role", ["support", "marketing", "finance", "auditor"])
def test_who_does_not_see_to_the_installation_is_not_troubled_with_it(worker, signed_in, clock, role):
    client = signed_in(role)
    Duty.objects.update(run_after=clock.now - HOUR, attempts=5, failure="OSError")
    message(clock)
    message(clock, state=Outgoing.State.FAILED, ended_at=clock.now)
    said = today(client)
    for words in ("worker", "failed 5 times", "could not leave", "could not be delivered", "restored"):
        assert words not in said
