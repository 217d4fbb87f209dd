"""Telling exactly those concerned before a version is used, and following what became of each message."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from pyroaring import BitMap

from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.mailroom.models import Outgoing
from honour.mailroom.outbox import NOT_LEFT, put_back, queue
from honour.publishing.delivered import take_over
from honour.publishing.errors import ProposalError
from honour.publishing.models import PlanRun, Proposal, Telling
from honour.publishing.plan.consequences import TELLING
from honour.publishing.plan.keeping import consequence_of, latest_plan
from honour.publishing.proposing import locked
from honour.register.fetching import remove
from honour.register.hidden import hidden_people
from honour.register.holders import Going, holder
from honour.register.languages import languages_of, offered, written_in
from honour.register.models import Permission, Subject
from honour.register.versions import versions

declare("notice:telling", "People are told of a proposed version before it is used.")
declare("people:informed", "People were told of a version of the notice.")

KIND = "publishing:change"
BATCH = 500
"""Messages queued in one transaction."""
State = Telling.State
DONE = (State.TOLD, State.POSTED)


def must_be_told(run: PlanRun) -> BitMap:
    """Give whoever must be told first, by their rows."""
    return BitMap().union(*(consequence_of(row).who for row in run.consequences.filter(kind__in=TELLING)))


def begin_telling(number: int, *, by: str, at: datetime) -> int:
    """Have everybody told whom the plan names: those who must know first, and those who are asked for consent.

    Whoever was told already is not told again. Returns how many people were added.
    Errors: ``ProposalError`` while there is no plan, or when the proposal is closed.
    """
    with transaction.atomic():
        proposal = locked(number)
        run = latest_plan(proposal)
        if run is None or run.state != PlanRun.State.DONE:
            raise ProposalError("The plan is not made yet: it says who must be told.")
        asks = {row.clause.partition(".")[2]: consequence_of(row).who for row in run.consequences.filter(kind="asked")}
        proposal.asks = [*proposal.asks, *(each for each in asks if each not in proposal.asks)]
        proposal.save(update_fields=["asks"])
        must = must_be_told(run)
        known = BitMap(proposal.tellings.values_list("subject_id", flat=True))
        new = (must | BitMap().union(*asks.values())) - known
        new &= BitMap(Subject.objects.filter(status=Subject.Status.LIVE).values_list("pk", flat=True))
        people = iter(new)
        while batch := list(islice(people, BATCH)):
            Telling.objects.bulk_create(
                Telling(
                    proposal=proposal,
                    subject_id=person,
                    must=person in must,
                    asked=sum(1 << proposal.asks.index(each) for each, who in asks.items() if person in who),
                )
                for person in batch
            )
        if new:
            payload = {"proposal": proposal.pk, "version": proposal.label, "people": len(new), "by": by}
            entries.append("notice:telling", payload, at=at, subjects=new)
    return len(new)


def queue_messages(now: datetime) -> int:
    """Queue the messages of those who wait to be told, some at a time; return how many."""
    queued = 0
    while True:
        with transaction.atomic():
            unsent = Telling.objects.filter(state=State.QUEUED, message="").select_related("subject")
            rows = list(unsent[:BATCH])
            known = languages_of([row.subject_id for row in rows])
            for row in rows:
                language = offered(known.get(row.subject_id, ""), now)
                sent = queue(
                    KIND,
                    at=now,
                    person=row.subject.public_id,
                    context={"telling": row.pk, **written_in(language)},
                    dedupe=f"telling:{row.pk}",
                )
                row.message = sent.public_id
            Telling.objects.bulk_update(rows, ["message"])
        queued += len(rows)
        if len(rows) < BATCH:
            return queued


def follow_messages(now: datetime) -> None:
    """Take over from the outbox what became of the messages, and tell the register who has been told."""
    waiting = Telling.objects.filter(state=State.QUEUED).exclude(message="")
    take_over(waiting, KIND, now)
    for proposal in Proposal.objects.filter(state=Proposal.State.PUBLISHED, tellings__in=unrecorded()).distinct():
        record_told(proposal, now)


def told_by_post(number: int, *, by: str, at: datetime) -> int:
    """Say that everybody whom no message reached was written to by post; returns how many."""
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update().get(pk=number)
        rows = proposal.tellings.filter(state=State.FAILED)
        people = BitMap(rows.values_list("subject_id", flat=True))
        if not people:
            return 0
        rows.update(state=State.POSTED, told_at=at)
        payload = {"proposal": proposal.pk, "version": proposal.label, "people": len(people), "how": "post", "by": by}
        entries.append("notice:telling", payload, at=at, subjects=people)
        if proposal.state == Proposal.State.PUBLISHED:
            record_told(proposal, at)
    return len(people)


def tell_again(number: int, *, by: str, at: datetime) -> int:
    """Send the messages again that reached nobody, once addresses or the mail server are right; returns how many.

    Each is asked about at the gate anew. Nothing is sent of a version that was withdrawn.
    """
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update().get(pk=number)
        lost = Outgoing.objects.filter(kind=KIND, state__in=NOT_LEFT)
        rows = proposal.tellings.filter(state=State.FAILED, message__in=lost.values("public_id"))
        people = BitMap(rows.values_list("subject_id", flat=True))
        if not people or proposal.state == Proposal.State.WITHDRAWN:
            return 0
        rows.update(state=State.QUEUED, reason="")
        waiting = proposal.tellings.filter(state=State.QUEUED)
        put_back(lost.filter(public_id__in=waiting.values("message")), at)
        payload = {"proposal": proposal.pk, "version": proposal.label, "people": len(people), "how": "again", "by": by}
        entries.append("notice:telling", payload, at=at, subjects=people)
    return len(people)


def leave_untold(number: int, *, by: str, at: datetime) -> Proposal:
    """Decide that whoever cannot be told stays untold: the gate keeps their data from what is new."""
    with transaction.atomic():
        proposal = locked(number)
        proposal.untold_left_by = by
        proposal.save(update_fields=["untold_left_by"])
        payload = {"proposal": proposal.pk, "version": proposal.label, "left_untold": "yes", "by": by}
        entries.append("notice:telling", payload, at=at)
    return proposal


def record_told(proposal: Proposal, at: datetime) -> int:
    """Let the register know who was told of a version that is published: the fact, its evidence, the ledger.

    All at once, whoever they are; call it in the transaction that publishes, or after it. Returns how many.
    """
    with transaction.atomic():
        number = versions().clauses.number("versions", proposal.label)
        rows = unrecorded().filter(proposal=proposal, subject__status=Subject.Status.LIVE)
        people = BitMap(rows.values_list("subject_id", flat=True))
        if not people:
            return 0
        payload = {"version": proposal.label, "people": len(people), "proposal": proposal.pk}
        entry = entries.append("people:informed", payload, at=at, subjects=people)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO register_permission (subject_id, kind, about, at, how, recorded_by, entry) "
                "SELECT t.subject_id, %s, %s, t.told_at, CASE WHEN t.state = 'posted' THEN 'letter' ELSE 'mail' END, "
                "'', %s FROM publishing_telling t JOIN register_subject s ON s.id = t.subject_id "
                "WHERE t.proposal_id = %s AND NOT t.recorded AND t.state IN ('told', 'posted') AND s.status = 0",
                [Permission.Kind.INFORMED.value, number, entry, proposal.pk],
            )
        told = rows.values("subject_id")
        Subject.objects.filter(pk__in=told).update(informed=F("informed").bitor(1 << number))
        unrecorded().filter(proposal=proposal).update(recorded=True)
    return len(people)


def unrecorded() -> QuerySet[Telling]:
    """Give those who were told and of whom the register does not know it yet."""
    return Telling.objects.filter(state__in=DONE, recorded=False)


def tellings_of(proposal: Proposal) -> QuerySet[Telling]:
    """Give who was told or is to be told, but for those of whom only a sealed hold keeps anything."""
    return proposal.tellings.exclude(subject__in=hidden_people(timezone.now()))


def standing_of(proposal: Proposal) -> dict[str, int]:
    """Count the people of a telling by state, and those who have answered."""
    rows = tellings_of(proposal)
    counts = {state.value: rows.filter(state=state).count() for state in State}
    counts["untold"] = rows.filter(must=True).exclude(state__in=DONE).count()
    counts["asked"] = rows.exclude(asked=0).count()
    counts["yes"], counts["no"] = rows.exclude(agreed=0).count(), rows.exclude(declined=0).count()
    return counts


def still_to_tell(proposal: Proposal, run: PlanRun) -> int:
    """Count those who must be told first and have not been, by the plan made last."""
    told = BitMap(proposal.tellings.filter(state__in=DONE).values_list("subject_id", flat=True))
    return len(must_be_told(run) - told)


def still_to_ask(proposal: Proposal, run: PlanRun) -> int:
    """Count those whose consent a version asks for and who were not written to about it, by the plan made last."""
    asked = BitMap().union(*(consequence_of(row).who for row in run.consequences.filter(kind="asked")))
    return len(asked - BitMap(proposal.tellings.values_list("subject_id", flat=True)))


@holder("tellings", Telling)
def forget(going: Going) -> int:
    """Forget who was told, when people are erased."""
    return remove(Telling, *going.people()) if going.records is None else 0
