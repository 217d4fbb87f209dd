"""The law of one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from honour.law.bases import AnnexCondition, BasisRule
from honour.law.checks import CheckRule
from honour.law.constants import Citation, Constants, Milestone
from honour.law.entry import Entry
from honour.law.grounds import Ground, Safeguard
from honour.law.impact import ImpactIndicator, TransferTest
from honour.law.marketing import ChannelRule, SoftOptInRule
from honour.law.pack import pack
from honour.law.retention import Preset
from honour.law.rights import RightRule

Dated = TypeVar("Dated", bound=Entry)


@dataclass(frozen=True)
class Law:
    """The rules of a pack that are in force on a day."""

    name: str
    at: date
    constants: Constants
    bases: Mapping[str, BasisRule]
    conditions: Mapping[str, AnnexCondition]
    rights: Mapping[str, RightRule]
    channels: Mapping[str, ChannelRule]
    soft_opt_in: Mapping[str, SoftOptInRule]
    presets: Mapping[str, Preset]
    impact: Mapping[str, ImpactIndicator]
    transfers: Mapping[str, TransferTest]
    checks: Mapping[str, CheckRule]
    grounds: Mapping[str, Ground]
    safeguards: Mapping[str, Safeguard]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations that are out of date on this day."""
        return tuple(citation for citation in self.constants.citations if citation.in_force(self.at))

    def milestones_since(self, day: date) -> tuple[Milestone, ...]:
        """Give the changes of the law after a day and up to this one."""
        return tuple(change for change in self.constants.milestones if day < change.date <= self.at)

    def bases_where(self, fact: str) -> frozenset[str]:
        """Give the bases for which a yes-or-no fact of ``BasisRule`` holds, ``objectable`` for instance."""
        return frozenset(kind for kind, rule in self.bases.items() if getattr(rule, fact))


@lru_cache(maxsize=64)
def law_at(name: str, at: date) -> Law:
    """Give the law of a pack on a day.

    Args: ``name``: ``uk`` or ``eu``. ``at``: the day.
    Errors: ``UnknownLawError``.
    """
    whole = pack(name)
    return Law(
        name=whole.name,
        at=at,
        constants=whole.constants,
        bases=_in_force(whole.bases, at),
        conditions=_in_force(whole.conditions, at),
        rights=_in_force(whole.rights, at),
        channels=_in_force(whole.marketing.channels, at),
        soft_opt_in=_in_force(whole.marketing.soft_opt_in, at),
        presets=_in_force(whole.presets, at),
        impact=_in_force(whole.impact, at),
        transfers=_in_force(whole.transfers, at),
        checks=_in_force(whole.checks, at),
        grounds=_in_force(whole.grounds, at),
        safeguards=_in_force(whole.safeguards, at),
    )


def _in_force(rules: Mapping[str, Dated], at: date) -> dict[str, Dated]:
    return {key: rule for key, rule in rules.items() if rule.in_force(at)}
