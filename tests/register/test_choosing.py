"""What people choose about marketing is a fact the gate judges by: one by one, for all in SQL, after a restore."""

import datetime as dt

import pytest

from honour.evidence.tombstones import installed_journal
from honour.gate.question import Actor
from honour.register.deciding import decide
from honour.register.models import Permission, Subject
from honour.register.overview import overview
from honour.register.reading import read
from honour.register.replaying import replay
from honour.register.selecting import select

Kind = Permission.Kind
BY = {"how": "link", "recorded_by": "person"}
CAMPAIGNS = Actor("campaigns", "service", {p: frozenset({"contact", "use"}) for p in ("marketing", "enquiries")})
HOUR = dt.timedelta(hours=1)


def may(person, at, channel="email", purpose="marketing"):
    asked = read(CAMPAIGNS, person, purpose, at, action="contact", channel=channel, categories=frozenset({"contact"}))
    return asked.outcome != "refused"


@pytest.mark.promise("S11")
def test_a_way_stopped_is_refused_at_once_and_the_others_are_not(wrote, now):
    person = wrote()
    assert may(person, now)
    decide(person, Kind.STOP, about="*/email", at=now, **BY)
    assert not may(person, now)
    assert may(person, now, "post")
    assert may(person, now, "email", "enquiries")
    decide(person, Kind.STOP_LIFTED, about="*/email", at=now + HOUR, **BY)
    assert may(person, now + HOUR)


@pytest.mark.promise("S11")
def test_a_pause_holds_until_its_end_and_ends_to_what_was_lawful_before(wrote, now):
    person = wrote()
    decide(person, Kind.STOP, about="similar-services/post", at=now, **BY)
    decide(person, Kind.PAUSE, until=now + 2 * HOUR, at=now, **BY)
    assert not may(person, now + HOUR)
    assert may(person, now + HOUR, purpose="enquiries")
    assert may(person, now + 2 * HOUR)
    assert not may(person, now + 2 * HOUR, "post")
    assert overview(person).paused_until == now + 2 * HOUR
    decide(person, Kind.PAUSE_ENDED, at=now + HOUR, **BY)
    assert may(person, now + HOUR)


def test_a_pause_has_an_end_and_nothing_else_has(wrote, now):
    person = wrote()
    for kind, more in ((Kind.PAUSE, {}), (Kind.MARKETING_STOP, {"until": now})):
        with pytest.raises(ValueError, match="A pause has an end"):
            decide(person, kind, at=now, **BY, **more)


@pytest.mark.promise("S11")
def test_everybody_is_decided_as_one_by_one(wrote, now):
    people = {name: wrote(f"{name}@canary.example") for name in ("none", "email", "topic", "paused", "post")}
    decide(people["email"], Kind.STOP, about="*/email", at=now, **BY)
    decide(people["topic"], Kind.STOP, about="similar-services/*", at=now, **BY)
    decide(people["post"], Kind.STOP, about="*/post", at=now, **BY)
    decide(people["paused"], Kind.PAUSE, until=now + HOUR, at=now, **BY)
    for channel, allowed in (("email", {"none", "post"}), ("post", {"none", "email"})):
        chosen = select(
            CAMPAIGNS, "marketing", now, action="contact", channel=channel, categories=frozenset({"contact"})
        )
        found = {person for person, _ in chosen.values()}
        assert {name for name, person in people.items() if person in found} == allowed
        assert {name for name, person in people.items() if may(person, now, channel)} == allowed


@pytest.mark.promise("S21")
def test_a_restored_backup_takes_stops_and_pauses_from_the_journal(wrote, now):
    person = wrote()
    decide(person, Kind.STOP, about="*/email", at=now, **BY)
    decide(person, Kind.PAUSE, until=now + 5 * HOUR, at=now, **BY)
    Permission.objects.all().delete()
    Subject.objects.update(stops=0, paused_until=None)  # as in a backup made before
    assert may(person, now + HOUR)
    assert replay(installed_journal().read(), now + HOUR).stopped == 2
    assert not may(person, now + HOUR)
    known = overview(person)
    assert (known.stops, known.paused_until) == (frozenset({"*/email"}), now + 5 * HOUR)
    assert replay(installed_journal().read(), now + HOUR).stopped == 0


def test_what_is_stopped_is_named_in_the_persons_overview(wrote, now):
    person = wrote()
    decide(person, Kind.STOP, about="similar-services/email", at=now, **BY)
    assert overview(person).decisions[-1].about == "similar-services/email"
