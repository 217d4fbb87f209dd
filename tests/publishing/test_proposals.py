"""A version goes into use when it is planned, approved by somebody else, and everybody who must know has been told."""

from __future__ import annotations

import datetime as dt
from importlib import import_module

import pytest
from django.db import connection

from honour.evidence.clock import believe
from honour.evidence.errors import ClockRefused
from honour.evidence.models import Entry
from honour.mailroom.models import Outgoing
from honour.mailroom.outbox import send_again
from honour.outreach.provers.preferences import preferences_have_their_evidence
from honour.publishing.answering import LinkEndedError, answer, link_token, questions_of, telling_of
from honour.publishing.errors import ProposalError
from honour.publishing.into_use import obstacles, publish_due, put_into_use
from honour.publishing.models import PlanRun, Proposal, Telling
from honour.publishing.plan.keeping import age_of, ask_for_plan, cancel_plan, latest_plan, make_waiting
from honour.publishing.proposing import approve, call_off, give_reason, propose, schedule, withdraw
from honour.publishing.tasks import publish_scheduled
from honour.publishing.telling import (
    begin_telling,
    follow_messages,
    leave_untold,
    queue_messages,
    tell_again,
    told_by_post,
)
from honour.register.models import NoticeVersion, Permission, Record, Subject
from honour.register.versions import versions
from honour.ui.waiting import Onlooker, waiting_for
from tests.publishing.conftest import AUTHOR, OTHER

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S29")]
MINUTE = dt.timedelta(minutes=1)


def codes(proposal, now):
    proposal.refresh_from_db()
    return {one.code for one in obstacles(proposal, now)}


def test_the_same_file_proposed_twice_is_one_proposal(proposal, following, now):
    assert propose(following, "again.yaml", by=OTHER, at=now).pk == proposal.pk


def test_a_plan_is_kept_with_its_counts_and_the_state_it_was_made_against(proposal, now):
    run = latest_plan(proposal)
    assert (run.state, run.before, run.people) == (PlanRun.State.DONE, "2026-12-01", 2)
    assert run.consequences.get(kind="told-13", clause="purpose.enquiry-reviews").people == 2
    assert not age_of(run, now).stale


def test_a_plan_counts_what_happened_since(proposal, wrote, now):
    wrote("carla@canary.example")
    assert age_of(latest_plan(proposal), now).since == 1


def test_a_plan_that_was_cancelled_is_not_made(proposal, now):
    run = ask_for_plan(proposal, now)
    assert cancel_plan(run)
    assert make_waiting(now) == 0
    run.refresh_from_db()
    assert run.state == PlanRun.State.CANCELLED


def test_what_stands_in_the_way_is_named(proposal, now):
    assert codes(proposal, now) == {"untold", "not-approved"}
    with pytest.raises(ProposalError, match="2 people must be told first"):
        put_into_use(proposal.pk, by=AUTHOR, at=now)
    assert not NoticeVersion.objects.filter(label=proposal.label).exists()


def test_the_author_does_not_approve(proposal, now):
    with pytest.raises(ProposalError, match="Somebody else"):
        approve(proposal.pk, by=AUTHOR, at=now)


def test_a_company_of_one_approves_alone_and_the_row_says_so(proposal, now, settings):
    settings.HONOUR_SECOND_APPROVER = False
    assert approve(proposal.pk, by=AUTHOR, at=now).alone


def test_exactly_those_concerned_are_written_to_once(proposal, wrote, now):
    restricted = wrote("restricted@canary.example")
    Subject.objects.filter(public_id=restricted).update(restricted=True)
    assert begin_telling(proposal.pk, by=AUTHOR, at=now) == 2
    assert begin_telling(proposal.pk, by=AUTHOR, at=now) == 0
    assert queue_messages(now) == 2
    assert queue_messages(now) == 0
    assert set(Outgoing.objects.values_list("kind", flat=True)) == {"publishing:change"}
    assert restricted not in set(Outgoing.objects.values_list("person", flat=True))


def test_whom_no_message_reaches_is_listed_and_may_be_told_by_post(proposal, now):
    begin_telling(proposal.pk, by=AUTHOR, at=now)
    queue_messages(now)
    Outgoing.objects.update(state=Outgoing.State.REFUSED, reason="no-address", ended_at=now)
    follow_messages(now)
    assert set(Telling.objects.values_list("state", "reason")) == {("failed", "no-address")}
    approve(proposal.pk, by=OTHER, at=now)
    assert codes(proposal, now) == {"untold"}
    assert told_by_post(proposal.pk, by=AUTHOR, at=now) == 2
    assert codes(proposal, now) == set()


def test_whom_no_message_reached_is_written_to_again_once_the_mail_server_is_right(proposal, now):
    begin_telling(proposal.pk, by=AUTHOR, at=now)
    queue_messages(now)
    Outgoing.objects.update(state=Outgoing.State.FAILED, reason="answer-550", ended_at=now)
    follow_messages(now)
    one = Telling.objects.earliest("pk")
    assert send_again(one.message, by=AUTHOR, at=now)
    one.refresh_from_db()
    assert (one.state, one.reason) == ("queued", "")
    assert tell_again(proposal.pk, by=AUTHOR, at=now) == 1
    assert tell_again(proposal.pk, by=AUTHOR, at=now) == 0
    follow_messages(now)
    assert set(Telling.objects.values_list("state", flat=True)) == {"queued"}, "it failed before, and waits now"
    assert set(Outgoing.objects.values_list("state", "reason")) == {(Outgoing.State.WAITING, "")}
    Outgoing.objects.update(state=Outgoing.State.SENT, ended_at=now)
    follow_messages(now)
    assert set(Telling.objects.values_list("state", flat=True)) == {"told"}


def test_who_was_told_by_post_or_of_what_was_withdrawn_is_not_written_to_again(proposal, now):
    begin_telling(proposal.pk, by=AUTHOR, at=now)
    queue_messages(now)
    Outgoing.objects.update(state=Outgoing.State.FAILED, reason="answer-550", ended_at=now)
    follow_messages(now)
    withdraw(proposal.pk, by=AUTHOR, at=now)
    assert tell_again(proposal.pk, by=AUTHOR, at=now) == 0
    told_by_post(proposal.pk, by=AUTHOR, at=now)
    assert tell_again(proposal.pk, by=AUTHOR, at=now) == 0
    assert set(Outgoing.objects.values_list("state", flat=True)) == {Outgoing.State.FAILED}


def test_who_cannot_be_told_may_be_left_and_the_gate_keeps_their_data(proposal, now):
    approve(proposal.pk, by=OTHER, at=now)
    leave_untold(proposal.pk, by=AUTHOR, at=now)
    put_into_use(proposal.pk, by=AUTHOR, at=now + MINUTE)
    assert allowed("enquiry-reviews", now + 2 * MINUTE) == 0


def test_once_told_and_published_the_new_purpose_may_use_their_data(told, now):
    put_into_use(told.pk, by=AUTHOR, at=now + MINUTE)
    assert allowed("enquiry-reviews", now + 2 * MINUTE) == 4
    informed = Permission.objects.filter(kind=Permission.Kind.INFORMED)
    assert informed.count() == 2
    assert set(informed.values_list("how", flat=True)) == {"mail"}


def allowed(purpose, at):
    from honour.gate import Actor, Ask
    from honour.gate.question import ACTIONS
    from honour.register.counting import count_uses

    ask = Ask(Actor("a", "service", {purpose: frozenset(ACTIONS)}), "use", purpose, at)
    return count_uses(ask).allowed


def test_it_is_published_at_its_time_once(told, now):
    schedule(told.pk, now + MINUTE, by=AUTHOR, at=now)
    assert publish_due(now) == 0
    assert publish_due(now + MINUTE) == 1
    assert publish_due(now + MINUTE) == 0
    assert versions().current(now + 2 * MINUTE).label == "2027-03-01"


def test_a_clock_that_jumped_a_year_ahead_publishes_nothing(told, now):
    schedule(told.pk, now + MINUTE, by=AUTHOR, at=now)
    believe(now)
    with pytest.raises(ClockRefused, match="If it is right, run: honour sweep --the-clock-is-right"):
        publish_scheduled(now + dt.timedelta(days=366))
    publish_scheduled(now + MINUTE)
    assert versions().current(now + 2 * MINUTE).label == "2027-03-01"


def test_it_may_be_called_off_until_then(told, now):
    schedule(told.pk, now + MINUTE, by=AUTHOR, at=now)
    call_off(told.pk, by=OTHER, at=now)
    assert publish_due(now + MINUTE) == 0
    told.refresh_from_db()
    assert told.state == Proposal.State.PROPOSED


def test_nothing_unapproved_is_scheduled(proposal, now):
    with pytest.raises(ProposalError, match="approved"):
        schedule(proposal.pk, now + MINUTE, by=AUTHOR, at=now)


def test_what_meets_an_obstacle_at_its_time_is_called_off_and_says_why(told, wrote, now):
    schedule(told.pk, now + MINUTE, by=AUTHOR, at=now)
    Telling.objects.update(state=Telling.State.FAILED)
    assert publish_due(now + MINUTE) == 0
    told.refresh_from_db()
    assert told.state == Proposal.State.PROPOSED
    assert "must be told first" in told.refused


def test_a_withdrawn_version_is_not_published(told, now):
    withdraw(told.pk, by=AUTHOR, at=now)
    with pytest.raises(ProposalError, match="withdrawn"):
        put_into_use(told.pk, by=AUTHOR, at=now)


def test_a_swap_of_basis_is_published_only_with_its_reason(wrote, edited, now):
    wrote()
    file = edited((("purposes", "feedback", "bases", 0, "kind"), "contract"))
    made = propose(file.source.save(), "swap.yaml", by=AUTHOR, at=now)
    make_waiting(now)
    assert "no-reason" in codes(made, now)
    with pytest.raises(ProposalError, match="Say in a sentence"):
        give_reason(made.pk, "purpose.feedback", "  ", by=AUTHOR, at=now)
    give_reason(made.pk, "purpose.feedback", "Feedback is part of the service contract now.", by=AUTHOR, at=now)
    assert "no-reason" not in codes(made, now)


def test_who_approved_a_version_approved_its_reasons_and_approves_others_again(wrote, edited, now):
    wrote()
    file = edited((("purposes", "feedback", "bases", 0, "kind"), "contract"))
    made = propose(file.source.save(), "swap.yaml", by=AUTHOR, at=now)
    make_waiting(now)

    def say(words):
        return give_reason(made.pk, "purpose.feedback", words, by=AUTHOR, at=now)

    approve(made.pk, by=OTHER, at=now)
    assert not say("It is part of the service contract.").approved_by
    assert Entry.objects.filter(kind="notice:approval-over").count() == 1
    with pytest.raises(ProposalError, match="Nobody has approved"):
        schedule(made.pk, now + MINUTE, by=AUTHOR, at=now)
    approve(made.pk, by=OTHER, at=now)
    assert say("It is part of the service contract.").approved_by == OTHER, "nothing else was said"
    schedule(made.pk, now + MINUTE, by=AUTHOR, at=now)
    with pytest.raises(ProposalError, match="Call that off"):
        say("Because.")


def test_dates_follow_the_new_version_on_publication(told, now):
    past = now - dt.timedelta(days=250)
    enquiries = versions().clauses.bits("purposes", ["enquiries"])
    Subject.objects.update(last_contact=past)
    Record.objects.update(collected_at=past, due_at=now + dt.timedelta(days=100), purposes=enquiries)
    put_into_use(told.pk, by=AUTHOR, at=now + MINUTE)
    assert not Record.objects.filter(due_at__gt=now).exists()


def test_a_yes_is_a_consent_with_its_words_once_the_version_is_in_use(told, now):
    telling = Telling.objects.order_by("pk").first()
    answer(link_token(telling.pk), "partner-webinars", "yes", now)
    assert not Permission.objects.filter(kind=Permission.Kind.CONSENT).exists()
    put_into_use(told.pk, by=AUTHOR, at=now + MINUTE)
    consent = Permission.objects.get(kind=Permission.Kind.CONSENT)
    assert consent.subject_id == telling.subject_id
    assert "Yes, you may" in consent.wording.text
    assert allowed("partner-webinars", now + 2 * MINUTE) == 1


def test_who_does_not_answer_has_not_consented(told, now):
    put_into_use(told.pk, by=AUTHOR, at=now + MINUTE)
    assert allowed("partner-webinars", now + 2 * MINUTE) == 0


def test_a_no_after_a_yes_takes_the_consent_back(told, now):
    telling = Telling.objects.order_by("pk").first()
    put_into_use(told.pk, by=AUTHOR, at=now + MINUTE)
    answer(link_token(telling.pk), "partner-webinars", "yes", now + MINUTE)
    assert allowed("partner-webinars", now + 2 * MINUTE) == 1
    answer(link_token(telling.pk), "partner-webinars", "no", now + 2 * MINUTE)
    assert allowed("partner-webinars", now + 3 * MINUTE) == 0


@pytest.mark.promise("S11")
def test_answers_and_being_told_leave_every_preference_with_its_evidence(told, now):
    yes, no = Telling.objects.order_by("pk")
    answer(link_token(yes.pk), "partner-webinars", "yes", now)
    put_into_use(told.pk, by=AUTHOR, at=now + MINUTE)
    answer(link_token(no.pk), "partner-webinars", "yes", now + MINUTE)
    answer(link_token(no.pk), "partner-webinars", "no", now + 2 * MINUTE)
    finding = preferences_have_their_evidence(now + 3 * MINUTE)
    assert finding.exhibits == (), finding
    assert "2 people" in finding.coverage
    assert "5 decisions" in finding.coverage  # a yes; a yes and a no; and that both were told


@pytest.mark.promise("S11")
def test_an_answer_of_an_earlier_release_is_named_as_the_persons_by_an_upgrade(told, now):
    telling = Telling.objects.order_by("pk").first()
    answer(link_token(telling.pk), "partner-webinars", "yes", now)
    put_into_use(told.pk, by=AUTHOR, at=now + MINUTE)
    Permission.objects.update(recorded_by="")
    assert preferences_have_their_evidence(now + MINUTE).exhibits
    with connection.cursor() as cursor:
        cursor.execute(import_module("honour.register.migrations.0018_answers_are_the_persons").NAMED)
    assert not preferences_have_their_evidence(now + MINUTE).exhibits
    assert {row.recorded_by for row in Permission.objects.filter(kind="informed")} == {""}


def test_an_altered_link_opens_nothing(told):
    token = link_token(Telling.objects.first().pk)
    with pytest.raises(LinkEndedError):
        telling_of("9" + token)


def test_nobody_is_asked_about_what_does_not_concern_them(told, now):
    telling = Telling.objects.first()
    assert [one.purpose for one in questions_of(telling)] == ["partner-webinars"]
    with pytest.raises(ProposalError, match="not asked"):
        answer(link_token(telling.pk), "marketing", "yes", now)


def test_an_erased_person_is_forgotten_here_too(told, now):
    from honour.register.erasing import erase_person

    person = Subject.objects.order_by("pk").first()
    token = link_token(Telling.objects.get(subject=person).pk)
    erase_person(person.public_id, reason="request", asked_by=OTHER, at=now)
    assert not Telling.objects.filter(subject=person).exists()
    with pytest.raises(LinkEndedError):
        telling_of(token)


def waits(member, now, *parts):
    who = Onlooker(member, f"staff-{member}", frozenset(parts), frozenset(), now)
    return [one.sentence for one in waiting_for(who)[0] if "ersion" in one.sentence]


def test_today_asks_the_second_approver_and_not_the_author(proposal, now):
    asked = [f"Version {proposal.label} of the notice waits to be approved."]
    assert waits(2, now, "approving") == asked
    assert waits(1, now, "approving") == []
    assert waits(2, now, "people") == []
    approve(proposal.pk, by=OTHER, at=now)
    assert waits(2, now, "approving") == []


def test_today_says_when_a_version_goes_out_and_that_one_did_not(told, now):
    schedule(told.pk, now + dt.timedelta(hours=2), by=AUTHOR, at=now)
    said = waits(1, now, "publishing")
    assert len(said) == 1
    assert "until then it can be called off" in said[0]
    call_off(told.pk, by="", at=now, why="The plan is out of date.")
    assert waits(1, now, "publishing") == [f"Version {told.label} was not published at its time."]
