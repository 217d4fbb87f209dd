"""A plan: the clauses that change on the left, what follows from them on the right, what stands in the way below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from honour.evidence.work.attending import unattended
from honour.notice.wording import counted
from honour.publishing.into_use import obstacles
from honour.publishing.models import PlanRun, Proposal
from honour.publishing.plan.keeping import age_of, kept_consequences, latest_plan, loaded_of
from honour.publishing.plan.wording import people, sentence
from honour.publishing.telling import standing_of, still_to_ask, still_to_tell
from honour.register.versions import versions
from honour.staff.grants import anybody_for
from honour.staff.roles import Part
from honour.web.changes import changed_sections
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.http import HttpResponse

    from honour.notice.model import Notice
    from honour.publishing.into_use import Obstacle
    from honour.web.changes import ChangedClause
    from honour.web.console.page import Visit

WORDS = {
    "loses": "Loses", "gains": "Gains", "told-13": "Tell first", "told-14": "Tell first", "asked": "Ask",
    "moves": "Dates", "goes": "Goes", "swap": "Reason", "assessment": "Weigh", "form": "Form", "message": "Messages",
    "category": "Data", "recipient": "Recipient", "role": "Roles",
}  # fmt: skip
"""What each kind of consequence is about, in a word."""
PRESSING = frozenset({"told-13", "told-14", "swap", "assessment", "goes", "loses"})


@dataclass(frozen=True, slots=True)
class Shown:
    """A consequence on the page: ``reason``, for a swap, what was said; ``url``, where its people are listed."""

    kind: str
    word: str
    sentence: str
    article: str
    clause: str
    url: str
    reason: str

    @property
    def pressing(self) -> bool:
        """Whether somebody has to act on it, or it cannot be undone."""
        return self.kind in PRESSING


@dataclass(frozen=True, slots=True)
class Pair:
    """A clause that changes, or none where only others touch it, and what follows."""

    clause: ChangedClause | None
    title: str
    id: str
    follows: tuple[Shown, ...]


@page(Part.NOTICE)
def plan(request: Visit, number: int) -> HttpResponse:
    """Show a proposed version: what changes, what follows, and how far it is on its way."""
    proposal = get_object_or_404(Proposal, pk=number)
    run, now = latest_plan(proposal), timezone.now()
    made = run is not None and run.state == PlanRun.State.DONE
    names = Names()
    standing = obstacles(proposal, now) if proposal.is_open else []
    told = standing_of(proposal)
    context = {
        "proposal": proposal,
        "run": run,
        "made": made,
        "waiting": run is not None and run.state == PlanRun.State.WAITING,
        "unattended": run is not None and run.state == PlanRun.State.WAITING and unattended(run, now),
        "share": run.done * 100 // run.of if run is not None and run.of else 0,
        "sentence": _sentence(proposal, run, [one.code for one in standing]),
        "age": age_of(run, now) if run is not None and made else None,
        "held": f"{people(run.people)} and {counted(run.records, 'record')}" if run is not None and made else "",
        "pairs": _pairs(proposal, run) if run is not None and made else [],
        "obstacles": standing,
        "told": told,
        "to_tell": still_to_tell(proposal, run) if run is not None and made and proposal.is_open else 0,
        "to_ask": still_to_ask(proposal, run) if run is not None and made and proposal.is_open else 0,
        "telling": any(told.values()),
        "author": names.who(proposal.author),
        "approver": names.who(proposal.approved_by) if proposal.approved_by else "",
        "may_publish": Part.PUBLISHING in request.parts and proposal.is_open,
        "may_approve": _may_approve(request, proposal),
        "nobody_else": _nobody_else_approves(proposal, standing),
        "publishable": not standing,
        "trail": trail(
            ("Notice", reverse("console:notice")),
            ("Plans", reverse("console:plans")),
            (f"Version {proposal.label}", ""),
        ),
    }
    return show(request, "web/console/publishing/plan.html", context)


def _may_approve(request: Visit, proposal: Proposal) -> bool:
    if Part.APPROVING not in request.parts or not proposal.is_open or proposal.approved_by:
        return False
    return request.actor.name != proposal.author or not settings.HONOUR_SECOND_APPROVER


def _nobody_else_approves(proposal: Proposal, standing: Iterable[Obstacle]) -> bool:
    """Whether a version waits for the approval of somebody else where nobody else may give it."""
    waits = settings.HONOUR_SECOND_APPROVER and any(one.code == "not-approved" for one in standing)
    return waits and not anybody_for(Part.APPROVING, beside=proposal.author)


def _sentence(  # noqa: PLR0911 - one for each state
    proposal: Proposal, run: PlanRun | None, codes: list[str]
) -> str:
    """Say how things stand, in one sentence."""
    label = f"Version {proposal.label}"
    if proposal.state == Proposal.State.PUBLISHED:
        return f"{label} is published."
    if proposal.state == Proposal.State.WITHDRAWN:
        return f"{label} was withdrawn."
    if run is None or run.state in {PlanRun.State.CANCELLED, PlanRun.State.FAILED}:
        return f"{label} has no plan."
    if run.state == PlanRun.State.WAITING:
        return f"The plan for version {proposal.label} is being made."
    if proposal.state == Proposal.State.SCHEDULED:
        return f"{label} is published on {_when(proposal.publish_at)}."
    if codes:
        things = "One thing stands" if len(codes) == 1 else f"{len(codes)} things stand"
        return f"{things} between version {proposal.label} and its publication."
    return f"{label} may be published."


def _when(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%-d %B, %H:%M}" if at else ""


def _pairs(proposal: Proposal, run: PlanRun) -> list[Pair]:
    """Set the clauses that change beside what follows from them, in the order of the notice."""
    known = {version.label: version for version in versions().all}
    old, new = known[run.before].own, loaded_of(proposal).notice
    follows: dict[str, list[Shown]] = {}
    for row, one in kept_consequences(run):
        url = reverse("console:plan-people", args=[proposal.pk, row.pk]) if one.people else ""
        said = proposal.reasons.get(one.clause, "") if one.kind == "swap" else ""
        shown = Shown(one.kind, WORDS[one.kind], sentence(one), one.article, one.clause, url, said)
        follows.setdefault(one.clause, []).append(shown)
    pairs = []
    for section in changed_sections(old, new):
        pairs += [
            Pair(clause, clause.title, clause.id, tuple(follows.pop(clause.id, ()))) for clause in section.clauses
        ]
    pairs += [Pair(None, _title(clause, (new, old)), clause, tuple(rest)) for clause, rest in follows.items()]
    return pairs


def _title(clause: str, notices: Iterable[Notice]) -> str:
    for notice in notices:
        for named, declared in notice.clauses():
            if named == clause:
                return str(getattr(declared, "name", clause))
    return clause
