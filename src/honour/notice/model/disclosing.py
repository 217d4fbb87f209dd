"""Who receives data, under which condition, and where."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from honour.notice.model.clause import Clause, Day, Name, Selection, Text


class Condition(Clause):
    """What must be so before anything is disclosed to a recipient.

    ``approval``: the person's or the customer's recorded approval. The others are met by a recorded ground: the
    service to the person, the customer's matter, the law or request that requires it, the sale.
    """

    kind: Literal["none", "serves-person", "customer-matter", "approval", "required-by-law", "investigation", "sale"]
    words: Text | None = None


class TransferRisk(Clause):
    """Whether people are protected where their data go as they are at home, the safeguard in place (Art 46)."""

    circumstances: Text = Field(description="What goes there, about whom, how often, and by which way.")
    harm: Text = Field(description="What could come of it for people if somebody else got at the data.")
    destination: Text = Field(description="Who may get at the data there by law or in practice.")
    enforcement: Text = Field(description="Whether people and you can hold the recipient to the safeguard there.")
    measures: list[Text] = Field(default_factory=list, description="What protects the data besides.")
    decision: Literal["proceed", "do-not-proceed"]
    decided_on: Day
    review_by: Day
    decided_by: Text = Field(description="The function that decided, not a person's name.")


class Recipient(Clause):
    """A recipient or class of recipients (Art 13(1)(e)). Nobody else receives anything."""

    name: Name
    class_: Literal[
        "group-company", "adviser", "approved-party", "credit-agency", "debt-collector", "service-provider", "buyer",
        "government", "regulator", "police", "other",
    ] = Field("other", alias="class")  # fmt: skip
    acts_as: Literal["processor", "controller"] = "controller"
    named: list[Text] = Field(default_factory=list, description="Organisations that the notice names.")
    purposes: Selection = Field(default_factory=list)
    categories: Selection = "all"
    condition: Condition = Field(default_factory=lambda: Condition(kind="none"))
    country: Text | None = Field(None, description="Where it holds the data, when the notice says so.")
    safeguard: Literal["none", "adequacy", "idta", "addendum", "contract-clauses", "derogation"] | None = None
    transfer_risk: TransferRisk | None = None
    contract: Text | None = Field(None, description="The processor's contract (Art 28).")


class Transfers(Clause):
    """What the notice says of data leaving the country (Art 13(1)(f))."""

    happen: bool | None = Field(None, description="Unknown when the notice says nothing.")
    safeguard: Text | None = None
    copy_from: Text | None = Field(None, description="How a copy of the safeguard is had.")
