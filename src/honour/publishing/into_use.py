"""Putting a proposed version into use: what stands in the way, and the one moment at which it happens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from honour.notice.check import check
from honour.notice.wording import counted
from honour.publishing.answering import apply_answers
from honour.publishing.errors import ProposalError
from honour.publishing.hooks import tell_published
from honour.publishing.models import PlanRun, Proposal
from honour.publishing.plan.consequences import TELLING
from honour.publishing.plan.keeping import age_of, latest_plan, loaded_of
from honour.publishing.plan.making import ChangePlan
from honour.publishing.plan.wording import people
from honour.publishing.proposing import call_off, locked, record_reasons
from honour.publishing.telling import record_told, still_to_tell
from honour.register.errors import PublishingRefusedError
from honour.register.publishing import publish
from honour.register.versions import Published


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of publishing: a word for programs, and a sentence that says what to do."""

    code: str
    sentence: str


def obstacles(proposal: Proposal, now: datetime) -> list[Obstacle]:
    """Give everything that stands in the way of publishing a proposal now."""
    found = []
    errors = [one for one in check(loaded_of(proposal).notice, at=timezone.localdate(now)) if one.severity == "error"]
    if errors:
        found.append(Obstacle("errors", f"The check finds {counted(len(errors), 'error')}. Mend the notice first."))
    run = latest_plan(proposal)
    if run is None or run.state != PlanRun.State.DONE:
        found.append(Obstacle("no-plan", "The plan is not made: nobody knows yet what this version does."))
    elif age_of(run, now).stale:
        found.append(Obstacle("stale", "Another version came into use since the plan was made. Make the plan again."))
    else:
        found += _by_plan(proposal, run)
    if not proposal.approved_by:
        who = "Somebody other than its author has" if settings.HONOUR_SECOND_APPROVER else "Somebody has"
        found.append(Obstacle("not-approved", f"{who} to approve it."))
    return found


def _by_plan(proposal: Proposal, run: PlanRun) -> list[Obstacle]:
    found = [
        Obstacle("no-reason", f"Say why the basis changes: {row.name}.")
        for row in run.consequences.filter(kind="swap")
        if not proposal.reasons.get(row.clause)
    ]
    found += [
        Obstacle("assessment", f"Weigh the interest first: {row.name}.")
        for row in run.consequences.filter(kind="assessment")
    ]
    untold = still_to_tell(proposal, run)
    if untold and not proposal.untold_left_by:
        found.append(Obstacle("untold", f"{people(untold)} must be told first, and have not been."))
    return found


def put_into_use(number: int, *, by: str, at: datetime) -> Published:
    """Publish a proposal: the version, its dates, who was told, what they answered; all in one transaction, or nothing.

    Errors: ``ProposalError`` while something stands in the way, or when it is published or withdrawn already.
    """
    with transaction.atomic():
        proposal = locked(number)
        standing = obstacles(proposal, at)
        if standing:
            raise ProposalError(" ".join(one.sentence for one in standing))
        try:
            published = publish(proposal.text.encode(), f"{proposal.label}.yaml", actor=by, at=at)
        except PublishingRefusedError as refused:
            raise ProposalError(str(refused)) from refused
        proposal.state, proposal.ended_at = Proposal.State.PUBLISHED, at
        proposal.save(update_fields=["state", "ended_at"])
        record_reasons(proposal.label, proposal.reasons, by=by, at=at)
        record_told(proposal, at)
        apply_answers(proposal, at)
        tell_published(proposal, published, by, at)
    return published


def publish_due(now: datetime) -> int:
    """Publish what is scheduled and due; what meets an obstacle is called off and says why. Returns how many."""
    done = 0
    due = Proposal.objects.filter(state=Proposal.State.SCHEDULED, publish_at__lte=now).order_by("publish_at", "pk")
    for number, by in list(due.values_list("pk", "scheduled_by")):
        try:
            with transaction.atomic():
                if locked(number).state != Proposal.State.SCHEDULED:
                    continue  # called off in this moment
                put_into_use(number, by=by, at=now)
                done += 1
        except ProposalError as refused:
            if Proposal.objects.filter(pk=number, state=Proposal.State.SCHEDULED).exists():
                call_off(number, by="", at=now, why=str(refused))
    return done


def obstacles_at_once(plan: ChangePlan, reasons: Iterable[str], *, leave_untold: bool) -> list[Obstacle]:
    """Give what stands in the way of publishing a file at once, without a proposal.

    Arguments: ``reasons``, the clauses of purposes for whose swap of basis a reason was given.
    """
    given = set(reasons)
    found = [
        Obstacle("no-reason", f"{one.clause}: {one.words}")
        for one in plan.consequences
        if one.kind == "swap" and one.clause not in given
    ]
    found += [
        Obstacle("assessment", f"{one.clause}: {one.words}") for one in plan.consequences if one.kind == "assessment"
    ]
    untold = {person for one in plan.consequences if one.kind in TELLING for person in one.who}
    if untold and not leave_untold:
        found.append(Obstacle("untold", f"{people(len(untold))} must be told first, and have not been."))
    return found
