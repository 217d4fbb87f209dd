"""What data are used for, on which lawful basis."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from honour.notice.model.clause import Clause, Day, Duration, Name, Selection, Slug, Text

BasisKind = Literal[
    "consent", "contract", "legal-obligation", "vital-interests", "public-task", "recognised-interest",
    "legitimate-interest",
]  # fmt: skip


Activity = Literal[
    "credit-check", "money-laundering-check", "fraud", "debt-collection", "staff-training", "testing", "anonymising",
]  # fmt: skip
"""Activities for which the law asks something of its own."""


RiskIndicator = Literal[
    "significant-evaluation", "sensitive-at-scale", "public-monitoring", "new-technology", "denial-of-service",
    "profiling-at-scale", "biometrics", "genetics", "matching", "invisible", "tracking", "vulnerable", "physical-harm",
]  # fmt: skip
"""What speaks for a high risk; the law's pack says which of them ask for an assessment, alone or together."""


class Basis(Clause):
    """A lawful basis (UK GDPR Art 6(1)) with what that basis must state."""

    kind: BasisKind
    why: Text | None = Field(None, description="Why it applies: the contract, the task, the necessity.")
    enactment: Text | None = Field(None, description="The exact law, for a legal obligation.")
    interest: Text | None = Field(None, description="The interest pursued (Art 13(1)(d)).")
    condition: Text | None = Field(None, description="The Annex 1 condition of a recognised interest.")
    covers: Text | None = Field(None, description="The part of the purpose that it covers, when not all of it.")
    for_subjects: Selection = Field("all", description="The kinds of person for whom it applies.")


class BalancingTest(Clause):
    """The balance of a legitimate interest against the person's rights (Art 6(1)(f))."""

    purpose: Text = Field(description="What is pursued, and for whose benefit.")
    necessity: Text = Field(description="Why nothing less would do.")
    balance: Text = Field(description="What it means for the people concerned.")
    safeguards: list[Text] = Field(default_factory=list)
    decision: Literal["proceed", "do-not-proceed"]
    decided_on: Day
    review_by: Day
    decided_by: Text = Field(description="The function that decided, not a person's name.")

    @property
    def ends(self) -> date:
        """The first day on which it is no longer live."""
        return self.review_by + timedelta(days=1)


class ImpactScreening(Clause):
    """Whether a purpose is likely to be a high risk to people, so that its impact is assessed first (Art 35)."""

    indicators: list[RiskIndicator] = Field(default_factory=list, description="What is so of this purpose.")
    reasons: Text = Field(description="What was looked at, and why it comes to this.")
    decision: Literal["not-needed", "needed", "done"]
    assessment: Text | None = Field(None, description="The assessment: its title, its day, where it is kept.")
    decided_on: Day
    review_by: Day
    decided_by: Text = Field(description="The function that decided, not a person's name.")


class Purpose(Clause):
    """Something data are used for (Art 5(1)(b), 13(1)(c)). No use happens outside one."""

    name: Name
    bases: list[Basis] = Field(default_factory=list, description="Empty where the source leaves the basis blank.")
    categories: Selection = Field(default_factory=list, description="`all` means all that is collected.")
    but_not: list[Slug] = Field(default_factory=list, description="Categories left out of `all`.")
    subjects: Selection = "all"
    sources: Selection = "all"
    role: Literal["controller", "joint", "processor"] = "controller"
    decides_with: list[Text] = Field(
        default_factory=list,
        description="Who decides jointly (Art 26), or for whom it is done (Art 28), by name or kind.",
    )
    stated: Literal["table", "prose", "built-in"] = Field("table", description="Where the notice states it.")
    message: Literal["none", "service", "marketing"] = Field("none", description="The class of message it may send.")
    asks_if_right_every: Duration | None = Field(
        None,
        description="How old details may be before people are asked, by a message, if they are still right; nobody is "
        "asked where no purpose says so.",
    )
    direct_marketing: bool = Field(False, description="Objection to it is absolute (Art 21(2)-(3)).")
    partners: bool = Field(False, description="Concerns other organisations' products.")
    activities: list[Activity] | None = Field(
        None, description="What the law knows it as; read from the id and the name when not declared."
    )
    anonymised_how: Text | None = Field(
        None, description="How it is shown that nobody can be identified any more (Recital 26)."
    )
    balancing_test: BalancingTest | None = None
    impact_screening: ImpactScreening | None = None
    consequence: Text | None = Field(None, description="What happens when the data are not given (Art 13(2)(e)).")
    compatible_with: list[Slug] = Field(
        default_factory=list, description="Earlier purposes whose data may be used for this one after informing (8A)."
    )
    compatibility: Text | None = Field(None, description="Why that is compatible.")
    offence_condition: Text | None = Field(None, description="DPA 2018 Sch 1 condition for offence data (Art 10).")
    special_condition: Text | None = Field(None, description="Art 9 condition for special categories.")
    purpose_limit: Text | None = Field(None, description="A limit the law puts on the data (for instance MLR reg 41).")

    @property
    def is_marketing(self) -> bool:
        """Whether an objection to direct marketing stops it."""
        return self.direct_marketing or self.message == "marketing"
