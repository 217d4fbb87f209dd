"""A plan says what a new version does to the data held, and says the same as the gate does afterwards."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from honour.notice.check import check
from honour.notice.reading import load_notice
from honour.publishing.errors import CannotPlanError
from honour.publishing.plan.making import make_plan
from honour.publishing.plan.wording import as_json, as_text, sentence
from honour.register.due.moving import move_due
from honour.register.due.scope import of_person
from honour.register.models import Record, Subject
from honour.register.versions import versions
from tests.register.conftest import NEW, OLD, kept_in_secret

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S29")]


def found(plan, kind, clause):
    return next((one for one in plan.consequences if (one.kind, one.clause) == (kind, clause)), None)


def rows(*people):
    return set(Subject.objects.filter(public_id__in=people).values_list("pk", flat=True))


def test_the_next_version_checks_clean(following):
    findings = check(load_notice(following, "next.yaml").notice, at=dt.date(2026, 12, 3))
    assert [one for one in findings if one.severity == "error"] == []


def test_who_must_be_told_first_is_whoever_gave_data_for_what_the_new_purpose_goes_with(wrote, edited, now):
    asha, ben = wrote("asha@canary.example"), wrote("ben@canary.example")
    told = found(make_plan(edited(), now), "told-13", "purpose.enquiry-reviews")
    assert set(told.who) == rows(asha, ben)
    assert told.article == "UK GDPR Art 13(3)"
    assert sentence(told).startswith("2 people must be told before their data are used")


def test_a_plan_counts_nobody_of_whom_only_a_sealed_hold_keeps_anything(wrote, edited, now):
    asha, ben = wrote("asha@canary.example"), wrote("ben@canary.example")
    kept_in_secret(ben, now)
    plan = make_plan(edited(), now)
    assert (plan.people, plan.records) == (1, 2)
    assert {person for one in plan.consequences for person in one.who} == rows(asha)


def test_a_purpose_on_consent_is_asked_for_and_taken_by_nobody(wrote, edited, now):
    asha = wrote()
    plan = make_plan(edited(), now)
    assert set(found(plan, "asked", "purpose.partner-webinars").who) == rows(asha)
    assert found(plan, "gains", "purpose.partner-webinars") is None


def test_people_are_asked_once_for_a_purpose_and_not_again_for_each_of_its_recipients(wrote, edited, now):
    wrote()
    plan = make_plan(edited(), now)
    assert [one.clause for one in plan.consequences if one.kind == "asked"] == ["purpose.partner-webinars"]


def test_a_purpose_given_up_is_lost_by_those_whose_data_served_it(wrote, edited, now):
    asha, _old = wrote(), wrote("old@canary.example", version=OLD)
    lost = found(make_plan(edited(), now), "loses", "purpose.new-products")
    assert rows(asha) <= set(lost.who)


def test_a_shorter_period_moves_dates_and_says_to_when(wrote, edited, now):
    wrote()
    plan = make_plan(edited(), now)
    moved = found(plan, "moves", "retention.enquiries")
    assert moved.records == 2  # contact and message
    assert moved.last is not None
    assert moved.last < now + dt.timedelta(days=200)


def test_each_rule_that_moves_the_same_records_is_named_with_the_end_of_its_own_purpose(wrote, edited, now):
    wrote(token="marketing")
    both = versions().clauses.bits("purposes", ["enquiries", "marketing"])
    Record.objects.update(purposes=both)
    move_due(of_person(*Subject.objects.values_list("pk", flat=True)), now)
    plan = make_plan(edited((("retention", "marketing", "period"), "P9M")), now)
    sooner, later = (found(plan, "moves", f"retention.{rule}") for rule in ("enquiries", "marketing"))
    assert (sooner.name, sooner.records) == ("Answering what you ask", 2)
    assert (later.name, later.records) == ("Telling you about similar services of ours", 2)
    assert sooner.last < now + dt.timedelta(days=200) < now + dt.timedelta(days=260) < later.first


def test_what_goes_at_once_by_two_rules_is_counted_once(wrote, edited, now):
    wrote()
    past = now - dt.timedelta(days=300)
    Subject.objects.update(last_contact=past)
    Record.objects.update(collected_at=past, purposes=versions().clauses.bits("purposes", ["enquiries", "marketing"]))
    move_due(of_person(*Subject.objects.values_list("pk", flat=True)), now)
    plan = make_plan(edited((("retention", "marketing", "period"), "P9M")), now)
    assert [one.records for one in plan.consequences if one.kind == "goes"] == [2]
    assert not [one for one in plan.consequences if one.kind == "moves"]


def test_what_is_over_by_the_shorter_period_goes_on_publication_night(wrote, edited, now):
    asha = wrote()
    past = now - dt.timedelta(days=250)
    Subject.objects.filter(public_id=asha).update(last_contact=past)
    Record.objects.update(collected_at=past, due_at=now + dt.timedelta(days=100), purposes=_enquiries())
    gone = found(make_plan(edited(), now), "goes", "retention.enquiries")
    assert (gone.records, set(gone.who)) == (2, rows(asha))


def _enquiries():
    return versions().clauses.bits("purposes", ["enquiries"])


def test_records_that_lose_every_purpose_go(wrote, edited, now):
    asha = wrote()
    Record.objects.update(purposes=versions().clauses.bits("purposes", ["new-products"]), due_at=None)
    gone = found(make_plan(edited(), now), "goes", "purpose.new-products")
    assert set(gone.who) == rows(asha)


def test_a_swap_of_basis_asks_for_its_reason(wrote, edited, now):
    wrote()
    plan = make_plan(edited((("purposes", "feedback", "bases", 0, "kind"), "public-task")), now)
    assert "Say why" in found(plan, "swap", "purpose.feedback").words


@pytest.mark.parametrize(("decided", "found_out"), [("2027-03-01", False), ("2027-03-02", True)])
def test_a_test_that_is_decided_only_after_the_version_applies_carries_nothing(wrote, edited, now, decided, found_out):
    wrote()
    plan = make_plan(edited((("purposes", "feedback", "balancing_test", "decided_on"), decided)), now)
    assert (found(plan, "assessment", "purpose.feedback") is not None) == found_out


def test_forms_that_collect_for_what_changes_are_named(wrote, edited, now):
    wording = (("forms", "get-in-touch", "button"), "Send it")
    assert found(make_plan(edited(wording), now), "form", "form.get-in-touch") is not None


def test_a_person_who_objected_need_not_be_told(wrote, edited, now):
    from honour.register.deciding import Kind, decide

    asha = wrote()
    plan = make_plan(edited(), now)
    assert found(plan, "told-13", "purpose.enquiry-reviews").people == 1
    decide(asha, Kind.RESTRICTION, at=now, how="letter", recorded_by="staff-1")
    assert found(make_plan(edited(), now), "told-13", "purpose.enquiry-reviews") is None


def test_a_plan_says_what_the_gate_does_once_the_version_is_published(wrote, edited, now, following):
    from honour.gate import Actor, Ask
    from honour.gate.question import ACTIONS
    from honour.register.counting import count_uses
    from honour.register.publishing import publish

    for number in range(6):
        wrote(f"person{number}@canary.example", version=OLD if number % 3 == 0 else NEW, ticked=number % 2 == 0)
    plan = make_plan(load_notice(following, "next.yaml"), now)

    def allowed(purpose, at):
        ask = Ask(Actor("a", "service", {purpose: frozenset(ACTIONS)}), "use", purpose, at)
        return count_uses(ask).allowed

    purposes = list(plan_purposes(plan))
    before = {purpose: allowed(purpose, now) for purpose in purposes}
    publish(following, "next.yaml", actor="lead", at=now + dt.timedelta(seconds=1))
    for purpose in purposes:
        expected = before[purpose]
        for kind, sign in (("gains", 1), ("loses", -1)):
            one = found(plan, kind, f"purpose.{purpose}")
            expected += sign * one.records if one else 0
        assert allowed(purpose, now + dt.timedelta(seconds=2)) == expected, purpose


def plan_purposes(plan):
    return {one.clause.partition(".")[2] for one in plan.consequences if one.clause.startswith("purpose.")} - {
        "partner-webinars",
        "enquiry-reviews",
    }


def test_a_published_label_cannot_be_planned_again(published, now):
    from tests.register.conftest import FELLSIDE

    with pytest.raises(CannotPlanError, match="published already"):
        make_plan(load_notice((FELLSIDE / f"{NEW}.yaml").read_bytes(), "again.yaml"), now)


def test_another_notice_cannot_be_planned(edited, published, now):
    with pytest.raises(CannotPlanError, match="This is another notice"):
        make_plan(edited((("id",), "lakeside-customers")), now)


def test_a_version_that_applies_in_years_is_refused(edited, published, now):
    with pytest.raises(CannotPlanError, match="more than three years ahead"):
        make_plan(edited((("effective",), "2062-12-01")), now)


def test_a_version_that_replaces_another_than_the_one_in_use_is_refused(edited, published, now):
    with pytest.raises(CannotPlanError, match=f"replaces version {OLD}, and {NEW} is the one in use"):
        make_plan(edited((("replaces",), OLD)), now)


def test_a_version_that_applies_before_the_one_in_use_is_refused(edited, published, now):
    with pytest.raises(CannotPlanError, match="before the one in use"):
        make_plan(edited((("effective",), "2026-01-01")), now)


def test_the_text_and_the_json_say_it_all(wrote, edited, now):
    wrote()
    plan = make_plan(edited(), now)
    text = as_text(plan)
    assert "purpose.enquiry-reviews" in text
    assert "UK GDPR Art 13(3)" in text
    said = json.loads(as_json(plan))
    assert {one["kind"] for one in said["consequences"]} >= {"told-13", "asked", "loses", "moves"}
    assert "canary" not in text + as_json(plan)


def test_a_plan_can_be_stopped(wrote, edited, now):
    from honour.publishing.errors import PlanCancelledError

    wrote()

    def stop(done, of):
        raise PlanCancelledError("stopped")

    with pytest.raises(PlanCancelledError):
        make_plan(edited(), now, stop)
