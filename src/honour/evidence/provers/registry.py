"""Where apps sign up their provers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from honour.evidence.provers.finding import Finding

Examine = Callable[[datetime], Finding]


@dataclass(frozen=True, slots=True)
class Prover:
    """A test of a promise.

    ``row`` is the promise's id; ``clause`` the clause of the notice it rests on; ``test`` says in words what is
    examined; ``examine`` does it, given the time.
    """

    row: str
    clause: str
    test: str
    examine: Examine


_signed_up: dict[str, list[Prover]] = {}


def prover(row: str, *, clause: str, test: str) -> Callable[[Examine], Examine]:
    """Sign a function up as a prover of a row; several may examine the same row."""

    def sign_up(examine: Examine) -> Examine:
        _signed_up.setdefault(row, []).append(Prover(row, clause, test, examine))
        return examine

    return sign_up


def provers() -> dict[str, list[Prover]]:
    """Give the provers by row."""
    return {row: list(signed) for row, signed in _signed_up.items()}
