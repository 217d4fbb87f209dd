"""What is collected, from where, and on which forms."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from honour.notice.model.clause import Clause, Name, Selection, Slug, Text

FieldType = Literal[
    "text", "long-text", "email", "telephone", "postal-address", "date", "choice", "number", "yes-no",
    "card-last-four", "bank-account", "attachment",
]  # fmt: skip


class CategoryField(Clause):
    """One item of personal data within a category."""

    name: Name
    type: FieldType = "text"
    identifier: bool = Field(False, description="A person is found by it.")
    special: bool = Field(False, description="Special category data (Art 9) or offence data (Art 10).")
    choices: list[Text] = Field(default_factory=list)
    max_length: int = Field(500, ge=1, le=20_000, description="Characters.")


class Category(Clause):
    """A category of personal data, with its fields."""

    name: Name
    fields: dict[Slug, CategoryField] = Field(default_factory=dict)
    collected: bool = Field(True, description="The notice lists it among what is collected.")
    origin: Literal["provided", "observed", "inferred"] = Field("provided", description="How it comes into being.")


class Source(Clause):
    """Where personal data come from (Art 14(2)(f))."""

    name: Name
    kind: Literal[
        "person", "customer", "group-company", "project-company", "data-list", "credit-agency", "public-register",
        "observation", "staff", "other",
    ] = "other"  # fmt: skip
    categories: Selection = "all"
    public: bool = Field(False, description="A source that anybody may read.")


class Cookie(Clause):
    """A cookie, or another thing kept on a person's device (PECR reg 6)."""

    name: Name
    use: Literal["necessary", "statistics", "appearance", "advertising", "unstated"] = "unstated"
    lifetime: Text | None = None
    set_as: list[Text] = Field(default_factory=list, description="The names under which a browser keeps it.")
    provider: Text | None = Field(None, description="Who sets it, when it is not the organisation.")
    details: Literal["stated", "on-request"] = "stated"


class FormField(Clause):
    """A question on a form: which field of which category it asks for."""

    category: Slug
    field: Slug
    label: Text | None = None
    hint: Text | None = None
    required: bool = False
    consequence: Text | None = Field(None, description="What happens without it, where that surprises (Art 13(2)(e)).")


class MarketingChoice(Clause):
    """The choice about marketing that stands at a form.

    ``kind``: an ``opt-out`` box for marketing that rests on an interest, an ``opt-in`` box where it rests on consent;
    never both, never ticked beforehand.
    """

    kind: Literal["opt-out", "opt-in"]
    purpose: Slug
    wording: Text = Field(description="The exact words beside the box.")


class Form(Clause):
    """A form on the site: what it asks, for what, and what stands beside it at collection (Art 13)."""

    name: Name
    kind: Literal["get-in-touch", "download", "consultation", "other"] = Field(
        "other", description="What a visitor comes for; a `download` is answered with a link by email."
    )
    heading: Text | None = None
    introduction: Text | None = None
    purposes: list[Slug] = Field(min_length=1, description="What the answers are collected for.")
    subject: Slug = Field(description="The kind of person who fills it in.")
    source: Slug = Field(description="The source that its records name.")
    fields: dict[Slug, FormField] = Field(
        default_factory=dict, description="Empty where the notice names the form and not its questions."
    )
    short_notice: Text = Field(description="What stands at the form; the whole notice is a step away.")
    marketing: MarketingChoice | None = None
    negotiates_sale: bool = Field(False, description="Whether filling it in counts as negotiating a sale (PECR 22(3)).")
    negotiation_reason: Text | None = None
    button: Text = "Send"
    thanks: Text | None = None
