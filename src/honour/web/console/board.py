"""The promise board in a person's words: from proofs to groups of rows, and the headline over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from honour.evidence.provers.promises import groups
from honour.ui.board import Day, PromiseGroup, PromiseRow, broken_first

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from honour.evidence.provers import Proof

STATES = ("kept", "broken", "not proved")


def headline(proofs: Sequence[Proof]) -> str:
    """Say how many promises are kept, broken and not proved."""
    counted = {state: sum(proof.state == state for proof in proofs) for state in STATES}
    return " · ".join(f"{number} {state}" for state, number in counted.items()) + "."


def checked_at(proofs: Sequence[Proof]) -> str:
    """Say when the proofs were looked for; the oldest counts."""
    oldest = timezone.localtime(min(proof.at for proof in proofs))
    day = "" if oldest.date() == timezone.localdate() else f" on {oldest:%-d %B}"
    return f"Checked{day} at {oldest:%H:%M}."


def board_groups(proofs: Sequence[Proof], days: Mapping[str, Sequence[Day]], owner: str) -> tuple[PromiseGroup, ...]:
    """Put the proofs under their headings, what is broken first.

    Arguments: ``days``, how each promise stood on the last thirty days, by its id; ``owner``, who answers for them.
    """
    made = tuple(
        PromiseGroup(
            title,
            tuple(
                _row(proof, days.get(proof.promise.id, ()), owner) for proof in proofs if proof.promise.group == short
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


def last_days(today: dt.date, known: Mapping[dt.date, str]) -> tuple[Day, ...]:
    """Give thirty days up to today; a day on which nobody looked was not proved."""
    import datetime

    span = [today - datetime.timedelta(days=ago) for ago in range(29, -1, -1)]
    return tuple(Day(day, known.get(day, "not proved")) for day in span)  # type: ignore[arg-type]
