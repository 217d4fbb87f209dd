"""What is looked for of somebody, between the look before and the look after."""

from __future__ import annotations

from dataclasses import dataclass

from honour.register.models import Erasure
from honour.retention.models import Certificate
from honour.retention.proof.traces import Traces


@dataclass(frozen=True, slots=True)
class Sought:
    """One person's erasures that are carried out together: what is looked for, and which needles are theirs.

    ``last``: their certificate of what went before, where a hold that has ended kept the rest until now.
    """

    erasures: tuple[Erasure, ...]
    traces: Traces
    needles: range
    rows: dict[str, int]
    last: Certificate | None

    @property
    def whole(self) -> bool:
        """Whether all of the person goes."""
        return any(erasure.record is None for erasure in self.erasures)
