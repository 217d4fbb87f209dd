"""Proposing a next version, giving reasons, approving it, saying when it is published, and thinking again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction

from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.notice.reading import load_notice
from honour.publishing.errors import ProposalError
from honour.publishing.models import PlanRun, Proposal
from honour.publishing.plan.comparison import compare
from honour.publishing.plan.keeping import ask_for_plan

declare("notice:proposed", "A next version of the notice was proposed.")
declare("notice:approved", "A proposed version was approved.")
declare("notice:scheduled", "The time was set at which a proposed version is published.")
declare("notice:unscheduled", "The publication of a proposed version was called off, or was refused at its time.")
declare("notice:basis-swapped", "A version rests a purpose on another basis than before, and says why.")
declare("notice:approval-over", "A proposed version has to be approved again: a reason in it changed.")
declare("notice:withdrawn", "A proposed version was withdrawn.")

State = Proposal.State


def propose(data: bytes, name: str, *, by: str, at: datetime, draft: int | None = None) -> Proposal:
    """Put a next version on the table, and have its plan made; the same file proposed again is the same proposal.

    Arguments: ``name``, the file's, for messages; ``by``, the opaque id of the author; ``draft``, its number.
    Errors: those of reading a notice; ``CannotPlanError``.
    """
    loaded = load_notice(data, name)
    compare(loaded, at)
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        before = Proposal.objects.filter(digest=digest, state__in=[State.PROPOSED, State.SCHEDULED]).first()
        if before is not None:
            return before
        proposal = Proposal.objects.create(
            label=loaded.notice.version,
            text=data.decode("utf-8"),
            digest=digest,
            draft=draft,
            author=by,
            proposed_at=at,
        )
        payload = {"proposal": proposal.pk, "version": proposal.label, "digest": digest, "by": by}
        entries.append("notice:proposed", payload, at=at)
        ask_for_plan(proposal, at)
    return proposal


def plan_again(proposal: Proposal, at: datetime) -> PlanRun:
    """Have the plan made anew. Errors: ``ProposalError`` once the proposal is closed."""
    with transaction.atomic():
        return ask_for_plan(locked(proposal.pk), at)


def give_reason(number: int, clause: str, words: str, *, by: str, at: datetime) -> Proposal:
    """Say why a purpose's basis is swapped; it is kept with the version.

    Whoever approved the version approved other words: it is to be approved again.
    Errors: ``ProposalError`` when nothing is said, the version is scheduled, or the proposal is closed.
    """
    said = words.strip()[:2000]
    if not said:
        raise ProposalError("Say in a sentence why the basis changes.")
    with transaction.atomic():
        proposal = locked(number)
        if proposal.reasons.get(clause) == said:
            return proposal
        if proposal.state == State.SCHEDULED:
            raise ProposalError("This version is approved and has its time. Call that off before the reason changes.")
        proposal.reasons = {**proposal.reasons, clause: said}
        if proposal.approved_by:
            payload = {"proposal": proposal.pk, "version": proposal.label, "clause": clause, "by": by}
            entries.append("notice:approval-over", payload, at=at)
        proposal.approved_by, proposal.approved_at, proposal.alone = "", None, False
        proposal.save(update_fields=["reasons", "approved_by", "approved_at", "alone"])
    return proposal


def approve(number: int, *, by: str, at: datetime) -> Proposal:
    """Approve a version. Errors: ``ProposalError`` for its author, unless the installation is a company of one."""
    with transaction.atomic():
        proposal = locked(number)
        alone = by == proposal.author
        if alone and settings.HONOUR_SECOND_APPROVER:
            raise ProposalError("You proposed this version. Somebody else approves it.")
        proposal.approved_by, proposal.approved_at, proposal.alone = by, at, alone
        proposal.save(update_fields=["approved_by", "approved_at", "alone"])
        payload = {
            "proposal": proposal.pk,
            "version": proposal.label,
            "digest": proposal.digest,
            "by": by,
            "alone": alone,
        }
        entries.append("notice:approved", payload, at=at)
    return proposal


def schedule(number: int, publish_at: datetime, *, by: str, at: datetime) -> Proposal:
    """Say when a version is published; the worker does it then, unless something stands in the way.

    Errors: ``ProposalError`` while it is not approved, or for a time that is over.
    """
    with transaction.atomic():
        proposal = locked(number)
        if not proposal.approved_by:
            raise ProposalError("Nobody has approved this version yet.")
        if publish_at <= at:
            raise ProposalError("That time is over. Choose one still to come.")
        proposal.state, proposal.publish_at, proposal.scheduled_by = State.SCHEDULED, publish_at, by
        proposal.refused = ""
        proposal.save(update_fields=["state", "publish_at", "scheduled_by", "refused"])
        payload = {"proposal": proposal.pk, "version": proposal.label, "for": publish_at.isoformat(), "by": by}
        entries.append("notice:scheduled", payload, at=at)
    return proposal


def call_off(number: int, *, by: str, at: datetime, why: str = "") -> Proposal:
    """Call a publication off; the proposal stays. Errors: ``ProposalError`` once it is published or withdrawn."""
    with transaction.atomic():
        proposal = locked(number)
        if proposal.state == State.SCHEDULED:
            proposal.state, proposal.publish_at, proposal.refused = State.PROPOSED, None, why
            proposal.save(update_fields=["state", "publish_at", "refused"])
            entries.append("notice:unscheduled", {"proposal": proposal.pk, "version": proposal.label, "by": by}, at=at)
    return proposal


def withdraw(number: int, *, by: str, at: datetime) -> Proposal:
    """Take a proposal off the table. Errors: ``ProposalError`` once it is published or withdrawn."""
    with transaction.atomic():
        proposal = locked(number)
        proposal.state, proposal.ended_at = State.WITHDRAWN, at
        proposal.save(update_fields=["state", "ended_at"])
        proposal.runs.filter(state=PlanRun.State.WAITING).update(state=PlanRun.State.CANCELLED)
        entries.append("notice:withdrawn", {"proposal": proposal.pk, "version": proposal.label, "by": by}, at=at)
    return proposal


def record_reasons(label: str, reasons: Mapping[str, str], *, by: str, at: datetime) -> None:
    """Write on the ledger why a version swaps bases. Call it in the transaction that publishes.

    Arguments: ``reasons``, by the clause of the purpose.
    """
    said = [{"version": label, "clause": clause, "why": why, "by": by} for clause, why in reasons.items()]
    entries.append_many(entries.NewEntry("notice:basis-swapped", each, at) for each in said)


def locked(number: int) -> Proposal:
    """Give an open proposal, held against everybody else until the transaction ends.

    Errors: ``ProposalError`` when it is closed; ``Proposal.DoesNotExist``.
    """
    proposal = Proposal.objects.select_for_update().get(pk=number)
    if not proposal.is_open:
        raise ProposalError(f"Version {proposal.label} was {proposal.get_state_display().lower()} already.")
    return proposal
