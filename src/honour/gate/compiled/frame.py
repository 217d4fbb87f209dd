"""What was decided about one kind of question and person, and about records taken on the same terms."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace

from honour.gate.compiled.judge import Person, Taken, record_mask
from honour.gate.compiled.plan import Plan
from honour.gate.decision import Reason
from honour.gate.rules import OBSERVABLE, codes
from honour.gate.wording import Subjects, Wording

Verdict = tuple[bool, tuple[Reason, ...], bool]
"""All of a record's decision but its id: allowed, reasons, observed."""


@dataclass(slots=True)
class Frame:
    """The answer to a question but for its records, and the verdicts so far by a record's terms.

    ``mask`` and ``reasons`` hold for every record; ``asked`` are the bits of the categories asked for.
    """

    plan: Plan
    person: Person
    mask: int
    asked: int | None
    about: Subjects
    words: Wording
    obligations: tuple[str, ...]
    obligations_refused: tuple[str, ...]
    reasons: tuple[Reason, ...] = ()
    failed: Verdict = (False, (), False)
    verdicts: dict[Hashable, Verdict] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reasons = tuple(self.words.reason(code, self.about) for code in codes(self.mask))
        self.failed = (False, (*self.reasons, self.words.reason("rule-failed", self.about)), False)

    def verdict(self, taken: Taken, category: str | None, source: str | None, collected: str | None) -> Verdict:
        """Decide a record by the terms on which it was taken, given both as bits and by name."""
        own, judged = record_mask(self.plan, self.person, taken, self.asked)
        whole = self.mask | own
        about = replace(self.about, category=category, source=source, collected=collected, version=judged)
        reasons = tuple(self.words.reason(code, about) for code in codes(own & ~self.mask))
        observed = self.plan.observed and whole != 0 and not whole & ~OBSERVABLE
        return whole == 0 or observed, self.reasons + reasons, observed
