"""What every rule of law carries: where it stands, how that was read, and when it holds."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Evidence = Literal["statute", "regulator", "secondary", "knowledge", "unstated", "own"]
"""How the source was read.

``statute``: the text itself. ``regulator``: the regulator's page. ``secondary``: somebody's report. ``knowledge``: from
memory of the statute, not read again. ``unstated``: our tables do not say. ``own``: a rule of Honour's, not of law.
"""


class Entry(BaseModel):
    """A rule of law with its source and the days on which it holds."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    source: str = Field(description="The article or enactment.")
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    from_: date | None = Field(None, alias="from", description="First day; absent: before all days asked about.")
    until: date | None = Field(None, description="Last day; absent: no end is known.")
    note: str | None = Field(None, description="What is not verified, or limits the rule.")

    def in_force(self, at: date) -> bool:
        """Whether the rule holds on a day."""
        return (self.from_ is None or self.from_ <= at) and (self.until is None or at <= self.until)
