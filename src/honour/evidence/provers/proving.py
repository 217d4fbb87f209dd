"""Running the provers: an answer for every promise."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.module_loading import autodiscover_modules

from honour.evidence.provers.finding import Exhibit, Finding, State, not_proved
from honour.evidence.provers.promises import Promise, promises
from honour.evidence.provers.registry import Prover, provers

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Proof:
    """The answer for one promise at one time."""

    promise: Promise
    clause: str
    tests: tuple[str, ...]
    state: State
    figure: str
    coverage: str
    exhibits: tuple[Exhibit, ...]
    at: datetime


def prove_all(now: datetime) -> list[Proof]:
    """Examine every promise and answer for each, those without a prover included.

    The provers are those that the apps sign up in their ``provers`` modules.
    """
    autodiscover_modules("provers")
    signed_up = provers()
    return [prove(promise, signed_up.get(row, []), now) for row, promise in promises().items()]


def prove(promise: Promise, examiners: list[Prover], now: datetime) -> Proof:
    """Examine one promise: broken if any prover finds it broken, kept only if each finds it kept."""
    if not examiners:
        found = [not_proved(f"It would be proved by {promise.prove}.")]
    else:
        found = [_examine(examiner, now) for examiner in examiners]
    worst = min(found, key=lambda finding: ("broken", "not proved", "kept").index(finding.state))
    telling = [finding for finding in found if finding.state == worst.state]
    return Proof(
        promise=promise,
        clause=", ".join(dict.fromkeys(examiner.clause for examiner in examiners)),
        tests=tuple(examiner.test for examiner in examiners),
        state=worst.state,
        figure=_together(finding.figure for finding in telling),
        coverage=_together(finding.coverage for finding in found),
        exhibits=tuple(exhibit for finding in telling for exhibit in finding.exhibits),
        at=now,
    )


def _together(said: Iterable[str]) -> str:
    """Join what several provers say; what is whole sentences stays whole sentences."""
    parts = list(dict.fromkeys(part for part in said if part))
    whole = parts and all(part.endswith(".") for part in parts)
    return (" " if whole else "; ").join(parts if whole else [part.rstrip(".") for part in parts[:-1]] + parts[-1:])


def _examine(examiner: Prover, now: datetime) -> Finding:
    """Run a prover. What it finds broken it must find at a second look too, for people write between its questions."""
    first = _look(examiner, now)
    if first.state != "broken":
        return first
    second = _look(examiner, now)
    return first if second.state == "not proved" else second


def _look(examiner: Prover, now: datetime) -> Finding:
    """Run a prover once; one that fails has proved nothing, and says so."""
    try:
        # Without a transaction of its own: examining takes minutes, and on SQLite would keep every writer waiting.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            return examiner.examine(now)
    except Exception as error:  # noqa: BLE001 - whatever stops a prover, the promise is not proved
        _log.warning("The prover of %s stopped: %s", examiner.row, type(error).__name__)
        return not_proved(f"The check itself stopped ({type(error).__name__}), so nothing was shown.")
