"""Sentences that break off."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import quoted
from honour.notice.model import Clause


@rule("H16")
def incomplete(case: Case) -> Iterator[Fault]:
    """A clause is marked as incomplete: its sentence breaks off or leaves something blank."""
    for path, model in case.models:
        if isinstance(model, Clause) and model.incomplete:
            name = getattr(model, "name", None) or str(path[-1] if path else "the notice")
            missing = f" {model.missing}" if model.missing else ""
            yield Fault(
                path,
                f"{quoted(name)} is incomplete.{missing}",
                "Complete the sentence and take `incomplete` out.",
            )
