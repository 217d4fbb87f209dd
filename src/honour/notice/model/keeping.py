"""How long data are kept."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from honour.notice.model.clause import Clause, Duration, Selection, Text

Trigger = Literal[
    "collected", "last-contact", "project-ended", "service-ended", "relationship-ended", "contract-ended",
    "invoice-date", "accounting-period-ended", "request-closed", "complaint-closed", "case-closed", "objection",
    "consent-withdrawn", "event-held", "created",
]  # fmt: skip


class RetentionRule(Clause):
    """How long the records of a category, for a purpose, about a kind of person, are kept (Art 5(1)(e), 13(2)(a))."""

    categories: Selection
    purposes: Selection
    subjects: Selection = "all"
    trigger: Trigger | None = Field(None, description="The event from which the period runs.")
    period: Duration | None = Field(None, description="Absent where the source says only 'a reasonable period'.")
    criteria: Text | None = Field(None, description="How the period is determined where it is not a number.")
    open_ended: bool = Field(False, description="The words put no end to it.")
    basis: Text | None = Field(None, description="Why this long: an enactment or a need.")
    preset: Text | None = Field(None, description="The statutory preset of the law pack that it follows.")
    end: Literal["delete", "anonymise", "keep-minimal"] = "delete"
