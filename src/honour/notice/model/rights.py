"""People's rights, complaints, decisions by machine, and changes to the notice."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from honour.notice.model.clause import Clause, Day, Duration, Name, Selection, Slug, Text


class Right(Clause):
    """A right, and how it is exercised (Art 12-22)."""

    name: Name
    right: Literal[
        "informed", "access", "rectification", "erasure", "restriction", "portability", "object",
        "object-marketing", "withdraw-consent", "human-review",
    ]  # fmt: skip
    called: Text | None = Field(None, description="The word the notice uses, when not the law's: 'blocking'.")
    law_cited: Text | None = Field(None, description="The enactment that the notice names.")
    how: Text | None = None
    identity: Literal["unstated", "on-doubt", "always"] = "unstated"
    evidence: list[Text] = Field(default_factory=list, description="What is asked as evidence of identity.")
    originals: bool = Field(False, description="Certified or original documents are demanded.")
    response: Duration | None = Field(None, description="The time to answer.")
    fee: Text | None = Field(None, description="`free`, or the amount.")
    separate: bool = Field(False, description="Stated clearly and apart from other information (Art 21(4)).")
    absolute: bool = Field(False, description="Stated as carried out without exception.")
    limits: Text | None = None


class Regulator(Clause):
    """The supervisory authority to whom a person may complain (Art 13(2)(d))."""

    name: Name
    page: Text | None = None
    local: bool = Field(False, description="The person's own local regulator is mentioned.")
    law_cited: Text | None = None


class Complaints(Clause):
    """How a person complains: to the controller (DPA 2018 s164A) and to the regulator (s165)."""

    to_controller: Literal["absent", "encouraged", "statutory-route"] = Field(
        "absent", description="`encouraged`: an invitation to get in touch first, which is no route."
    )
    electronic_form: Text | None = Field(None, description="Where the form stands that can be completed online.")
    other_ways: list[Text] = Field(default_factory=list)
    acknowledged_within: Duration | None = None
    regulator: Regulator | None = None


class MachineDecision(Clause):
    """A decision taken by machine alone (UK GDPR Arts 22A-22D; EU Art 22)."""

    purpose: Slug = Field(description="The purpose for which it is taken; `all` speaks of every purpose.")
    happens: bool = Field(description="False: the notice says that no such decision is taken.")
    logic: Text | None = None
    effects: Text | None = None
    human_review: Text | None = None
    subjects: Selection = "all"


class Changes(Clause):
    """What the notice says of its own changes (Art 13(3))."""

    last_updated: Day
    published_where: Text | None = None
    review_every: Duration | None = None
    informs_people: bool = False
    seeks_consent_where_required: bool = False
