"""Marketing by channel, and the soft opt-in (PECR regs 19-24)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from honour.law.entry import Entry

Claim = Literal["consent", "soft-opt-in", "legitimate-interest"]


class ChannelRule(Entry):
    """What marketing by a channel may rest on; ``corporate``: towards corporate subscribers only."""

    claims: dict[Claim, Literal["allowed", "corporate", "never"]]


class SoftOptInCondition(BaseModel):
    """A condition of the soft opt-in: the fact of the notice that states it, and its words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fact: str
    words: str


class SoftOptInRule(Entry):
    """A kind of soft opt-in with its conditions, all of which must hold.

    ``obtained_since``: details obtained before that day do not count.
    """

    conditions: tuple[SoftOptInCondition, ...]
    customers_only: bool = True
    obtained_since: date | None = None


class Marketing(BaseModel):
    """The whole of a pack's marketing rules."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    channels: dict[str, ChannelRule] = {}
    soft_opt_in: dict[str, SoftOptInRule] = {}
