"""Plans as rows: asked for, made by the worker, kept, and when they are out of date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from pyroaring import BitMap

from honour.evidence.models import Entry
from honour.evidence.work.claiming import claim, finish, give_back
from honour.evidence.work.worker import worker_name
from honour.gate.numbers import NoNumberLeft
from honour.notice.reading import LoadedNotice, load_notice
from honour.publishing.errors import CannotPlanError, PlanCancelledError
from honour.publishing.models import KeptConsequence, PlanRun, Proposal
from honour.publishing.plan.consequences import Consequence
from honour.publishing.plan.making import ChangePlan, Progress, make_plan
from honour.register.errors import RegisterError
from honour.register.versions import versions

LEASE = timedelta(minutes=5)
State = PlanRun.State


def loaded_of(proposal: Proposal) -> LoadedNotice:
    """Give a proposal's file as a notice."""
    return load_notice(proposal.text.encode(), f"{proposal.label}.yaml")


def ask_for_plan(proposal: Proposal, at: datetime) -> PlanRun:
    """Ask the worker for a plan; one that waits already is given again."""
    waiting = proposal.runs.filter(state=State.WAITING).first()
    return waiting or PlanRun.objects.create(proposal=proposal, asked_at=at, run_after=at)


def cancel_plan(run: PlanRun) -> bool:
    """Stop a plan that waits or is being made; return whether there was something to stop."""
    return bool(PlanRun.objects.filter(pk=run.pk, state=State.WAITING).update(state=State.CANCELLED))


def make_waiting(now: datetime) -> int:
    """Make the plans that wait; return how many were made. One whose maker was killed is made again from the start."""
    made = 0
    holder = worker_name()
    while run := claim(PlanRun.objects.filter(state=State.WAITING), holder=holder, now=now, lease=LEASE):
        try:
            plan = make_plan(loaded_of(run.proposal), now, _watched(run))
        except PlanCancelledError:
            finish(run)
        except (CannotPlanError, RegisterError, NoNumberLeft) as refused:
            finish(run, state=State.FAILED, reason=str(refused))
        except Exception as error:
            give_back(run, error, now)
            raise
        else:
            made += keep_plan(run, plan)
    return made


def keep_plan(run: PlanRun, plan: ChangePlan) -> bool:
    """Keep a plan's result, unless it was cancelled, or somebody else made it; return whether it was kept."""
    with transaction.atomic():
        still = PlanRun.objects.select_for_update().get(pk=run.pk)
        if still.state != State.WAITING:
            return False
        KeptConsequence.objects.bulk_create(
            KeptConsequence(
                run=run,
                place=place,
                kind=one.kind,
                clause=one.clause,
                name=one.name,
                recipient=one.recipient,
                records=one.records,
                people=one.people,
                first=one.first,
                last=one.last,
                endless=one.endless,
                words=one.words,
                who=one.who.serialize(),
            )
            for place, one in enumerate(plan.consequences)
        )
        return finish(
            run,
            state=State.DONE,
            before=plan.before,
            made_at=plan.made_at,
            entry=plan.entry,
            people=plan.people,
            records=plan.records,
        )


def latest_plan(proposal: Proposal) -> PlanRun | None:
    """Give the plan that was asked for last."""
    return proposal.runs.order_by("-pk").first()


def kept_consequences(run: PlanRun) -> list[tuple[KeptConsequence, Consequence]]:
    """Give a plan's consequences as they were kept, each with its row."""
    return [(row, consequence_of(row)) for row in run.consequences.all()]


def consequence_of(row: KeptConsequence) -> Consequence:
    """Read a kept consequence."""
    return Consequence(
        row.kind,  # type: ignore[arg-type] # it was one as it was kept
        row.clause,
        row.name,
        row.records,
        BitMap.deserialize(bytes(row.who)),
        row.recipient,
        row.first,
        row.last,
        row.endless,
        row.words,
    )


@dataclass(frozen=True, slots=True)
class Age:
    """Whether a plan still says how things are. ``replaced``: another version came into use; ``since``: how many
    things happened to people's data after it was made.
    """  # noqa: D205 - the first sentence takes two lines

    replaced: bool
    since: int

    @property
    def stale(self) -> bool:
        """Whether it must be made again before anything is published by it."""
        return self.replaced


def age_of(run: PlanRun, now: datetime) -> Age:
    """Say how far a plan has been overtaken."""
    moved = ("person:collected", "person:decided", "person:erased", "person:informed", "record:erased")
    since = Entry.objects.filter(pk__gt=run.entry, kind__in=moved).count()
    return Age(versions().current(now).label != run.before, since)


def _watched(run: PlanRun) -> Progress:
    """Give the function that tells how far a plan is, and raises when somebody stopped it."""

    def told(done: int, of: int) -> None:
        if not PlanRun.objects.filter(pk=run.pk, state=State.WAITING, holder=run.holder).update(done=done, of=of):
            raise PlanCancelledError("Somebody stopped this plan.")

    return told
