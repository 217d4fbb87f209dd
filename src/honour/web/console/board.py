"""The promise board in a person's words: from proofs to groups of rows, and the headline over them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from honour.evidence.models import Proving
from honour.evidence.provers import states_by_day
from honour.evidence.provers.promises import groups
from honour.ui.board import Day, PromiseGroup, PromiseRow, broken_first

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from honour.evidence.provers import Proof

STATES = ("kept", "broken", "not proved")


def headline(proofs: Sequence[Proof]) -> str:
    """Say how many promises are kept, broken and not proved."""
    counted = {state: sum(proof.state == state for proof in proofs) for state in STATES}
    return " · ".join(f"{number} {state}" for state, number in counted.items()) + "."


def checked_at(now: dt.datetime) -> str:
    """Say when the promises were last examined."""
    last = Proving.objects.order_by("-at").first()
    if last is None:
        return "Never examined yet: the worker does it each night."
    at = timezone.localtime(last.at)
    day = "" if at.date() == timezone.localdate(now) else f" on {at:%-d %B}"
    return f"Checked{day} at {at:%H:%M}."


def board_groups(proofs: Sequence[Proof], days: Mapping[str, Sequence[Day]], owner: str) -> tuple[PromiseGroup, ...]:
    """Put the proofs under their headings, what is broken first.

    Arguments: ``days``, how each promise stood on the last thirty days, by its id; ``owner``, who answers for them.
    """
    standing = sorted(proofs, key=lambda proof: proof.state == "not proved")
    made = tuple(
        PromiseGroup(
            title,
            tuple(
                _row(proof, days.get(proof.promise.id, ()), owner) for proof in standing if proof.promise.group == short
            ),
        )
        for short, title in groups().items()
    )
    return broken_first(tuple(group for group in made if group.rows))


def _row(proof: Proof, days: Sequence[Day], owner: str) -> PromiseRow:
    unproved = proof.state == "not proved"
    return PromiseRow(
        id=proof.promise.id,
        state=proof.state,
        sentence=proof.promise.sentence,
        url=reverse("console:promise", args=[proof.promise.id]),
        figure="" if unproved and not proof.tests else proof.figure,
        coverage="" if unproved else proof.coverage,
        days=tuple(days),
        owner=owner,
        would_prove=f"{proof.promise.prove}." if unproved else "",
    )


def last_days(now: dt.datetime) -> dict[str, tuple[Day, ...]]:
    """Give how each promise stood on the last thirty days, by its id; a day without examination proved nothing."""
    today = timezone.localdate(now)
    span = [today - dt.timedelta(days=ago) for ago in range(29, -1, -1)]
    return {
        row: tuple(Day(day, known.get(day, "not proved")) for day in span) for row, known in states_by_day(now).items()
    }
