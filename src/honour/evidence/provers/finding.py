"""What a prover found."""

from __future__ import annotations

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


def not_proved(why: str) -> Finding:
    """Say that nothing was examined, or that it could not be, and why."""
    return Finding("not proved", why, "nothing examined")
