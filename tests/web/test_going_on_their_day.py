"""From each event that a notice can name, told by whichever way there is, data go on one and the same day.

The preview, the calendar, the gate and the sweep agree on it to the moment.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from honour.dealings.matters.kinds import SAID, last_moment
from honour.dealings.models import Matter
from honour.intake.importing.beginning import begin, settle, start
from honour.law.pack import pack
from honour.notice.model import RetentionRule
from honour.register.becoming import become
from honour.register.deciding import decide
from honour.register.due.events import TRIGGERS
from honour.register.due.moving import wrongly_dated
from honour.register.due.periods import add_period
from honour.register.models import Permission, Record, Subject, Trigger
from honour.register.reading import read
from honour.register.versions import versions
from honour.retention.calendar import retention_calendar
from honour.retention.sweeps.previewing import preview
from honour.retention.sweeps.running import run_sweep
from honour.systems.tokens import make_token
from tests.api.test_people_and_preferences import call
from tests.intake.conftest import PLAIN, work, written
from tests.intake.conftest import person as row_about
from tests.register.conftest import SUPPORT

pytestmark = [pytest.mark.promise("S23"), pytest.mark.django_db(transaction=True)]
MOMENT = dt.timedelta(microseconds=1)
DAY = dt.timedelta(days=1)
Kind = Matter.Kind
RECORDED = {trigger: kind for kind, said in SAID.items() for trigger in said.triggers}

DAYS = [
    ("2026-12-09", "P1M", "2027-01-09"),
    ("2027-01-31", "P1M", "2027-02-28"),
    ("2028-01-31", "P1M", "2028-02-29"),
    ("2028-02-29", "P1Y", "2029-02-28"),
    ("2027-02-28", "P1Y", "2028-02-28"),
    ("2027-03-27", "P1D", "2027-03-28"),
    ("2027-10-30", "P1D", "2027-10-31"),
    ("2026-12-31", "P6Y", "2032-12-31"),
    ("2031-05-31", "P13M", "2032-06-30"),
    ("2026-12-09", "P2W", "2026-12-23"),
    ("2026-12-09", "P0D", "2026-12-09"),
]
"""A day on which something ends, that may lie ahead; a period; the day that is the last of it."""


@pytest.fixture
def keeps(fellside, clock, monkeypatch):
    """Keep everything by one rule, or by several."""

    def change(**rules):
        published = versions().current(clock.now)
        made = {
            short: RetentionRule.model_validate({"categories": "all", "purposes": "all", **rule})
            for short, rule in rules.items()
        }
        notice = published.notice.model_copy(update={"retention": made})
        for name, value in (("notice", notice), ("own", notice), ("_plans", {})):
            monkeypatch.setitem(published.__dict__, name, value)
        monkeypatch.setitem(published.__dict__, "triggers", frozenset(rule.trigger for rule in made.values()))

    return change


@pytest.fixture
def ends(client, signed_in, clock):
    """Say that something ended for a person, as staff do in the console or another system by token."""

    def in_the_console(person, kind, day):
        page = f"/console/matters/new/{kind}"
        signed_in("finance")
        began = min(day, f"{timezone.localdate(clock.now)}")
        if kind == Kind.PERIOD:
            came = client.post(page, {"reference": "N-1", "began": began, "ended": day})
        else:
            said = {"reference": "N-1", "person": person}
            came = client.post(page, said | ({"began": began} if SAID[kind].began else {}))
        assert came.status_code == 302, came.content.decode()
        if kind != Kind.PERIOD:
            number = Matter.objects.get().pk
            assert client.post(f"/console/matters/{number}/end", {"ended": day}).status_code == 302

    def by_another_system(person, kind, day):
        _, secret = make_token("shop", {}, scopes=("matters",), now=clock.now, days=30, made_by="lead")
        people = [] if kind == Kind.PERIOD else [person]
        began = min(day, f"{timezone.localdate(clock.now)}")
        came = call(client, secret, "matters", {"kind": kind, "reference": "N-1", "people": people, "began_on": began})
        assert came.status_code == 200, came.content
        came = call(client, secret, f"matters/{came.json()['id']}/end", {"ended_on": day})
        assert came.status_code == 200, came.content

    return {"console": in_the_console, "token": by_another_system}


def dues() -> set[dt.datetime | None]:
    return set(Record.objects.values_list("due_at", flat=True))


def refused_as_past(person: str, at: dt.datetime) -> set[bool]:
    answer = read(SUPPORT, person, "enquiries", at)
    told = {one.id: {reason.code for reason in one.reasons} for one in answer.withheld}
    return {"past-due" in told.get(pk, ()) for pk in Record.objects.values_list("pk", flat=True)}


def assert_all_go_at(person: str, due: dt.datetime, now: dt.datetime) -> None:
    """See that until a moment nothing goes, and from it on everything, whoever is asked."""
    records = Record.objects.count()
    assert dues() == {due}
    assert wrongly_dated(now) == []
    drawn = retention_calendar(max(now, due - DAY), sealed=True)
    assert {month for rule in drawn.rules for month in rule.months} == {f"{timezone.localtime(due):%Y-%m}"}
    assert (preview(due - MOMENT).records, preview(due).records) == (0, records)
    assert refused_as_past(person, due - MOMENT) == {False}
    assert refused_as_past(person, due) == {True}
    assert run_sweep(due - MOMENT, pause=0, force=True).records == 0
    assert run_sweep(due, pause=0, force=True).records == records
    assert not Record.objects.exists()


def end_of(day: str) -> dt.datetime:
    return last_moment(dt.date.fromisoformat(day))


def test_the_table_has_every_event_that_staff_record():
    assert set(RECORDED) | {"collected", "created", "last-contact", "objection", "consent-withdrawn"} == set(TRIGGERS)


@pytest.mark.parametrize("way", ["console", "token"])
@pytest.mark.parametrize("trigger", sorted(RECORDED))
def test_from_each_event_that_somebody_records(wrote, keeps, ends, clock, trigger, way):  # noqa: PLR0913, PLR0917 - fixtures
    keeps(all={"trigger": trigger, "period": "P1M"})
    person = wrote()
    assert dues() == {None}
    Trigger.objects.update(at=clock.now)  # what they wrote is a request of its own, and over by now
    ends[way](person, RECORDED[trigger], "2027-01-31")
    assert_all_go_at(person, end_of("2027-02-28"), clock.now)


@pytest.mark.parametrize(("day", "period", "last"), DAYS)
def test_on_the_last_day_of_the_period_at_its_end(wrote, keeps, ends, clock, day, period, last):  # noqa: PLR0913, PLR0917 - fixtures
    keeps(all={"trigger": "invoice-date", "period": period})
    person = wrote()
    ends["token"](person, Kind.INVOICE, day)
    assert_all_go_at(person, end_of(last), clock.now)


@pytest.mark.parametrize("trigger", ["collected", "created", "last-contact"])
def test_from_what_the_register_knows_by_itself(wrote, keeps, clock, trigger):
    keeps(all={"trigger": trigger, "period": "P1M"})
    clock.now = dt.datetime(2027, 1, 31, 9, 30, tzinfo=dt.UTC)
    person = wrote()
    assert_all_go_at(person, dt.datetime(2027, 2, 28, 9, 30, tzinfo=dt.UTC), clock.now)


@pytest.mark.parametrize(
    ("trigger", "kind", "purpose"),
    [
        ("objection", Permission.Kind.OBJECTION, "enquiries"),
        ("consent-withdrawn", Permission.Kind.WITHDRAWAL, "marketing-by-consent"),
    ],
)
def test_from_what_the_person_says(wrote, keeps, clock, trigger, kind, purpose):  # noqa: PLR0913, PLR0917 - fixtures
    keeps(all={"trigger": trigger, "period": "P1M"})
    person = wrote()
    Record.objects.update(purposes=versions().clauses.bits("purposes", [purpose]))
    if trigger == "consent-withdrawn":
        decide(person, Permission.Kind.CONSENT, about=purpose, at=clock.now, how="letter", recorded_by="staff-1")
        assert dues() == {None}
    clock.go_on(days=28)  # 31 December
    decide(person, kind, about=purpose, at=clock.now, how="letter", recorded_by="staff-1")
    assert_all_go_at(person, dt.datetime(2027, 1, 31, 10, tzinfo=dt.UTC), clock.now)


@pytest.mark.parametrize("trigger", ["collected", "created", "last-contact"])
def test_from_the_day_that_a_list_says(keeps, clock, trigger):
    keeps(all={"trigger": trigger, "period": "P1M"})
    imported = begin([written([row_about(1, Created="30/11/2026")])], by="staff-1", at=clock.now)
    settle(imported, PLAIN, by="staff-1", at=clock.now)
    work(imported, clock.now)
    start(imported, by="staff-1", at=clock.now)
    work(imported, clock.now)
    assert timezone.localdate(next(iter(dues()))) == dt.date(2026, 12, 30)
    assert_all_go_at(Subject.objects.get().public_id, next(iter(dues())), clock.now)


@pytest.mark.parametrize("period", sorted({each for one in pack("uk").presets.values() for each in one.periods}))
def test_for_each_period_that_a_preset_of_the_law_names(wrote, keeps, ends, clock, period):
    keeps(all={"trigger": "contract-ended", "period": period})
    person = wrote()
    ends["token"](person, Kind.SERVICE, "2026-12-31")
    assert_all_go_at(person, add_period(end_of("2026-12-31"), period), clock.now)


def test_a_customer_with_two_services_is_kept_until_the_last_has_ended_also_after_one_runs_on(
    wrote, keeps, client, signed_in, clock
):
    keeps(all={"trigger": "service-ended", "period": "P1Y"})
    person = wrote()
    signed_in("support")
    for number in ("S-1", "S-2"):
        client.post("/console/matters/new/service", {"reference": number, "began": "2026-12-03", "person": person})
    first, second = Matter.objects.order_by("pk").values_list("pk", flat=True)
    client.post(f"/console/matters/{first}/end", {"ended": "2027-01-31"})
    assert dues() == {None}
    client.post(f"/console/matters/{second}/end", {"ended": "2027-02-28"})
    assert dues() == {end_of("2028-02-28")}
    client.post(f"/console/matters/{first}/reopen")
    assert dues() == {None}
    client.post(f"/console/matters/{first}/end", {"ended": "2028-02-29"})
    assert_all_go_at(person, end_of("2029-02-28"), clock.now)


def test_a_prospect_who_became_a_customer_goes_when_customers_go(wrote, keeps, ends, clock):
    keeps(
        asking={"subjects": ["enquirer"], "trigger": "last-contact", "period": "P1Y"},
        buying={"subjects": ["customer"], "trigger": "service-ended", "period": "P2Y"},
    )
    person = wrote()
    ends["console"](person, Kind.SERVICE, "2027-01-31")
    assert dues() == {add_period(clock.now, "P1Y")}
    become(person, "customer", by="staff-1", at=clock.now)
    assert_all_go_at(person, end_of("2029-01-31"), clock.now)
