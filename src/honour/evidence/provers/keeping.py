"""Keeping what the provers found, for the board: how things stand, since when, and how they stood for thirty days."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from honour.evidence.models import KeptProof, Proving
from honour.evidence.provers.finding import Exhibit, State
from honour.evidence.provers.promises import promises
from honour.evidence.provers.proving import Proof, prove, prove_all

STALE = timedelta(hours=26)
"""After this long a finding proves nothing any more: a night's examination was missed."""
KEPT = timedelta(days=400)


def prove_and_keep(now: datetime) -> list[Proof]:
    """Examine every promise and keep the findings; those older than 400 days go."""
    proofs = prove_all(now)
    with transaction.atomic():
        proving, _ = Proving.objects.get_or_create(at=now)
        proving.proofs.all().delete()
        KeptProof.objects.bulk_create([_row(proving, proof) for proof in proofs])
        Proving.objects.filter(at__lt=now - KEPT).delete()
    return proofs


def latest_proofs(now: datetime) -> list[Proof]:
    """Return the answer for every promise from the last examination, without examining anything.

    What is older than a day and two hours counts as not proved, and says so; so does a promise never examined.
    """
    last = Proving.objects.order_by("-at").first()
    kept = {} if last is None else {proof.row: proof for proof in last.proofs.all()}
    at = now if last is None else last.at
    answers = []
    for row, promise in promises().items():
        if row not in kept:
            answers.append(prove(promise, [], at))
            continue
        proof = _proof(kept[row], at)
        answers.append(_stale(proof) if now - at > STALE else proof)
    return answers


def states_by_day(now: datetime, days: int = 30) -> dict[str, dict[date, State]]:
    """Return how each promise stood on each of the last days on which it was examined, here.

    A day on which it was once broken was a broken one; else the last examination of the day counts.
    """
    since = now - timedelta(days=days)
    found: dict[str, dict[date, State]] = {row: {} for row in promises()}
    rows = KeptProof.objects.filter(proving__at__gt=since).order_by("proving__at")
    for row, state, at in rows.values_list("row", "state", "proving__at"):
        by_day = found.setdefault(row, {})
        day = timezone.localdate(at)
        if by_day.get(day) != "broken":
            by_day[day] = state  # type: ignore[assignment]  # written from a State below
    return found


def _row(proving: Proving, proof: Proof) -> KeptProof:
    return KeptProof(
        proving=proving,
        row=proof.promise.id,
        state=proof.state,
        clause=proof.clause,
        tests=list(proof.tests),
        figure=proof.figure,
        coverage=proof.coverage,
        exhibits=[asdict(exhibit) for exhibit in proof.exhibits],
    )


def _proof(kept: KeptProof, at: datetime) -> Proof:
    return Proof(
        promise=promises()[kept.row],
        clause=kept.clause,
        tests=tuple(kept.tests),
        state=kept.state,  # type: ignore[arg-type]  # written from a State above
        figure=kept.figure,
        coverage=kept.coverage,
        exhibits=tuple(Exhibit(**exhibit) for exhibit in kept.exhibits),
        at=at,
    )


def _stale(proof: Proof) -> Proof:
    when = f"{timezone.localtime(proof.at):%-d %B, %H:%M}"
    return replace(proof, state="not proved", figure=f"Last examined on {when}: {proof.state}, {proof.figure}")
