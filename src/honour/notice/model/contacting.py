"""How people are contacted, and how they stop it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from honour.notice.model.clause import Clause, Day, Name, Selection, Slug, Text


class Channel(Clause):
    """A way to reach people, and the permission that the notice claims for marketing by it (PECR regs 19-24)."""

    name: Name
    kind: Literal["email", "sms", "telephone", "automated-call", "post", "fax", "social-message", "web-chat"]
    marketing: Literal["none", "consent", "soft-opt-in", "legitimate-interest"] = "none"
    subjects: Selection = Field("all", description="The kinds of person marketed to by it.")
    stop: list[Text] = Field(default_factory=list, description="The ways to stop it.")


class SoftOptIn(Clause):
    """The notice's claim to the soft opt-in (PECR reg 22(3)); each condition is unknown when nothing is said of it."""

    channels: list[Slug] = Field(description="The channels for which it is claimed.")
    subjects: Selection = Field("all", description="The kinds of person for whom it is claimed.")
    kind: Literal["sale", "charity"] = Field("sale", description="`charity`: PECR reg 22(3A), for charities only.")
    obtained_in_sale: bool | None = Field(None, description="(a) details obtained in a sale or its negotiation.")
    own_similar_products: bool | None = Field(None, description="(b) only the sender's own similar products.")
    refusal_at_collection: bool | None = Field(None, description="(c) a free refusal when the details are taken.")
    refusal_in_each_message: bool | None = Field(None, description="(c) and in every message.")
    charity: bool | None = Field(None, description="The sender is a charity as the statute defines it.")
    charitable_purpose_only: bool | None = Field(None, description="The message serves its charitable purposes alone.")
    obtained_in_support: bool | None = Field(
        None, description="Details obtained as the person showed interest or support."
    )
    obtained_since: Day | None = Field(None, description="The first day on which such details were obtained.")


class Topic(Clause):
    """A subject of messages that a person may choose or stop."""

    name: Name
    purpose: Slug
    channels: list[Slug] = Field(default_factory=list)
