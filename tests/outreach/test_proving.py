"""What outreach proves, and that each prover sees what is wrong."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from honour.evidence.models import Payload
from honour.evidence.provers import promises, provers
from honour.evidence.provers.proving import prove
from honour.gate.question import Actor
from honour.mailroom import messages
from honour.mailroom.models import Outgoing
from honour.mailroom.sending import send_due
from honour.mailroom.server import read_server_url
from honour.outreach.messages import stop
from honour.outreach.preferences.details import put_right, say_right
from honour.outreach.provers import stops  # noqa: F401 - signs all of them up
from honour.register.deciding import Kind, decide
from honour.register.models import Collection, Permission, Record, Subject
from honour.register.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S11", "S21", "S22", "S24")]

ROWS = ("S11", "S21", "S22", "S24")
DESK = Actor("staff-1", "staff", {"enquiries": frozenset({"use"})})


def examine(row, now):
    """Run outreach's own provers of a row, without those that other apps add."""
    ours = [each for each in provers()[row] if each.examine.__module__.startswith("honour.outreach")]
    assert ours
    return prove(promises()[row], ours, now)


def contact_of(person):
    return Record.objects.get(subject__public_id=person, identifiers__kind="email", superseded_by=None)


@pytest.fixture
def life(wrote, put, now, tmp_path):
    """People hear from us, choose, stop, get an answer all the same, and put their details right."""
    messages.stop_link(stop)
    topic = {"topic": "similar-services"}
    put("test:news", email="ann@canary.example", context=topic)
    put("test:news", email="bob@canary.example", context=topic)
    bob = Outgoing.objects.latest("pk").person
    assert send_due(read_server_url("folder:mail", tmp_path), now) == 2
    decide(bob, Kind.MARKETING_STOP, at=now + dt.timedelta(minutes=1), how="one-click", recorded_by="person")
    cat = wrote("cat@canary.example")
    decide(cat, Kind.STOP, about="*/post", at=now, how="telephone", recorded_by="staff-1")
    decide(cat, Kind.PAUSE, until=now + dt.timedelta(days=9), at=now, how="preferences", recorded_by="person")
    decide(cat, Kind.PAUSE_ENDED, at=now, how="preferences", recorded_by="person")
    later = now + dt.timedelta(hours=1)
    for kind, state in (("test:answer", Outgoing.State.SENT), ("test:news", Outgoing.State.REFUSED)):
        put(kind, person=bob, at=later)
        send_due(read_server_url("folder:mail", tmp_path), later)
        assert Outgoing.objects.latest("pk").state == state
    put_right(cat, contact_of(cat).pk, {"name": "Cat Canary", "email": "cat@canary.example"}, now)
    read(DESK, cat, "enquiries", later)
    return {"ann": Outgoing.objects.order_by("pk")[0].person, "bob": bob, "cat": cat, "later": later}


@pytest.mark.parametrize("row", ROWS)
def test_where_nothing_was_done_nothing_is_proved(published, now, row):
    assert examine(row, now).state == "not proved"


@pytest.mark.parametrize("row", ROWS)
def test_ordinary_days_keep_the_promise(life, row):
    proof = examine(row, life["later"])
    assert proof.state == "kept", (proof.figure, proof.exhibits)
    assert any(character.isdigit() for character in proof.coverage)
    assert "canary" not in f"{proof.figure}{proof.coverage}".lower()


def subject(person):
    return Subject.objects.filter(public_id=person)


def unexplained_consent(life):
    subject(life["ann"]).update(consents=1 << 5)


def stop_that_went_away(life):
    subject(life["bob"]).update(marketing_objection=False)


def way_that_came_back(life):
    subject(life["cat"]).update(stops=0)


def pause_out_of_nowhere(life):
    subject(life["cat"]).update(paused_until=life["later"] + dt.timedelta(days=400))


def decision_of_nobody(life):
    Permission.objects.filter(subject__public_id=life["bob"]).update(recorded_by="")


def decision_off_the_ledger(life):
    Permission.objects.filter(subject__public_id=life["bob"]).update(entry=10**9)


def decision_that_the_ledger_tells_otherwise(life):
    rows = Permission.objects.filter(subject__public_id=life["cat"], kind=Kind.PAUSE)
    rows.update(entry=Permission.objects.get(subject__public_id=life["bob"]).entry)


def consent_without_its_words(life):
    decide(life["ann"], Kind.CONSENT, about="marketing", at=life["later"], how="form", recorded_by="person")


def message_after_the_stop(life):
    Permission.objects.filter(subject__public_id=life["bob"]).update(at=life["later"] - dt.timedelta(days=2))


def message_on_a_topic_that_was_stopped(life):
    earlier = life["later"] - dt.timedelta(days=2)
    decide(life["ann"], Kind.STOP, about="similar-services/*", at=earlier, how="link", recorded_by="person")


def message_by_a_way_that_was_stopped(life):
    earlier = life["later"] - dt.timedelta(days=2)
    decide(life["ann"], Kind.STOP, about="*/email", at=earlier, how="link", recorded_by="person")


def message_in_a_pause(life):
    earlier, until = life["later"] - dt.timedelta(days=2), life["later"] + dt.timedelta(days=2)
    decide(life["ann"], Kind.PAUSE, until=until, at=earlier, how="link", recorded_by="person")


def message_for_what_was_objected_to(life):
    earlier = life["later"] - dt.timedelta(days=2)
    decide(life["ann"], Kind.OBJECTION, about="marketing", at=earlier, how="link", recorded_by="person")


def answer_held_back(life):
    rows = Outgoing.objects.filter(kind="test:answer")
    rows.update(state=Outgoing.State.REFUSED, reason="marketing-objected")


def marketing_in_disguise(life):
    payload = Payload.objects.filter(entry__kind="message:sent", content__contains='"service"').latest("entry_id")
    content = json.loads(payload.content) | {"purpose": "marketing"}
    Payload.objects.filter(pk=payload.pk).update(content=json.dumps(content, separators=(",", ":")))


def correction_undone(life):
    Record.objects.exclude(superseded_by=None).update(superseded_by=None)


def old_details_used(life):
    old = Record.objects.exclude(superseded_by=None).get()
    payload = Payload.objects.filter(entry__kind="person:read").latest("entry_id")
    content = json.loads(payload.content)
    content["records"].append(old.pk)
    Payload.objects.filter(pk=payload.pk).update(content=json.dumps(content, separators=(",", ":")))


@pytest.mark.parametrize(
    ("row", "sabotage"),
    [
        ("S11", unexplained_consent),
        ("S11", stop_that_went_away),
        ("S11", way_that_came_back),
        ("S11", pause_out_of_nowhere),
        ("S11", decision_of_nobody),
        ("S11", decision_off_the_ledger),
        ("S11", decision_that_the_ledger_tells_otherwise),
        ("S11", consent_without_its_words),
        ("S21", message_after_the_stop),
        ("S21", message_on_a_topic_that_was_stopped),
        ("S21", message_by_a_way_that_was_stopped),
        ("S21", message_in_a_pause),
        ("S21", message_for_what_was_objected_to),
        ("S22", answer_held_back),
        ("S22", marketing_in_disguise),
        ("S24", correction_undone),
        ("S24", old_details_used),
    ],
)
def test_what_breaks_a_promise_is_seen(life, row, sabotage):
    sabotage(life)
    proof = examine(row, life["later"])
    assert proof.state == "broken"
    assert proof.exhibits


def test_details_that_grew_old_prove_nothing_until_somebody_says_they_are_right(life):
    year = life["later"] + dt.timedelta(days=366)
    assert examine("S24", year).state == "not proved"
    assert "older than the notice lets them get" in examine("S24", year).figure
    for person in (life["ann"], life["bob"], life["cat"]):
        say_right(person, contact_of(person).pk, year)
    assert examine("S24", year).state == "kept"


def test_a_consent_on_a_form_is_evidence_by_its_words(life):
    collection = Collection.objects.filter(subject__public_id=life["ann"]).first()
    given = {"at": life["later"], "how": "form", "recorded_by": "person", "on_form": collection}
    decide(life["ann"], Kind.CONSENT, about="marketing", **given)
    assert examine("S11", life["later"]).state == "kept"
