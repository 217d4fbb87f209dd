"""What a prover found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

State = Literal["kept", "broken", "not proved"]
MOST_EXHIBITS = 50


@dataclass(frozen=True, slots=True)
class Exhibit:
    """Something that breaks a promise: in words, with the ledger entry or the record it concerns (opaque ids)."""

    words: str
    entry: int | None = None
    record: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What examining a promise showed.

    ``figure``: the result in words with its numbers ("0 of 1,204 uses were outside the notice"). ``coverage``: what was
    looked at, of what there is. ``exhibits``: what breaks it, the first fifty.
    """

    state: State
    figure: str
    coverage: str
    exhibits: tuple[Exhibit, ...] = ()


def kept(figure: str, coverage: str) -> Finding:
    """Say that everything examined keeps the promise."""
    return Finding("kept", figure, coverage)


def broken(figure: str, coverage: str, exhibits: list[Exhibit]) -> Finding:
    """Say what breaks the promise."""
    return Finding("broken", figure, coverage, tuple(exhibits[:MOST_EXHIBITS]))


def judged(faults: Iterable[Exhibit], figure: Callable[[int], str], coverage: str) -> Finding:
    """Say that the promise is kept where there is no fault, else that it is broken: all are counted, the first shown.

    Arguments: ``faults``, one for each thing that breaks the promise; ``figure``, the result in words for their number.
    """
    shown: list[Exhibit] = []
    number = 0
    for fault in faults:
        number += 1
        if number <= MOST_EXHIBITS:
            shown.append(fault)
    return broken(figure(number), coverage, shown) if number else kept(figure(0), coverage)


def not_proved(why: str) -> Finding:
    """Say that nothing was examined, or that it could not be, and why."""
    return Finding("not proved", why, "nothing examined")
