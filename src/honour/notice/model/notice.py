"""The whole notice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from honour.notice.model.clause import BUILT_IN, Clause, Day, Language, Name, Selection, Slug, Text
from honour.notice.model.collecting import Category, Cookie, Form, Source
from honour.notice.model.contacting import Channel, SoftOptIn, Topic
from honour.notice.model.disclosing import Recipient, Transfers
from honour.notice.model.keeping import RetentionRule
from honour.notice.model.parties import Controller, Subject
from honour.notice.model.purposes import Purpose
from honour.notice.model.rights import Changes, Complaints, MachineDecision, Right
from honour.notice.model.statements import Statement

SECTIONS = {
    "subjects": "subject",
    "categories": "category",
    "sources": "source",
    "purposes": "purpose",
    "recipients": "recipient",
    "retention": "retention",
    "rights": "right",
    "channels": "channel",
    "topics": "topic",
    "cookies": "cookie",
    "machine_decisions": "machine",
    "forms": "form",
    "statements": "statement",
}
"""The sections that are maps of clauses, and the first word of their clauses' ids."""

SINGLE = ("controller", "soft_opt_in", "transfers", "complaints", "changes")
"""The clauses of which a notice has one; their id is their name with hyphens."""


def _the_number(value: object) -> object:
    """Refuse what equals the number and is none: `true`, `1.0`."""
    if type(value) is int:
        return value
    raise PydanticCustomError("format_number", "not a number")


Format = Annotated[Literal[1], BeforeValidator(_the_number)]


class Notice(Clause):
    """A privacy notice: everything an organisation declares about the personal data it uses."""

    schema_: Text | None = Field(None, alias="$schema", description="The JSON Schema that editors use.")
    honour: Format = Field(description="The version of this file's format.")
    id: Slug = Field(description="The notice's own name, the same in every version.")
    title: Name
    version: Slug = Field(description="The version's label, by custom its date.")
    effective: Day = Field(description="The day from which it applies.")
    replaces: Slug | None = Field(None, description="The version before.")
    law: Literal["uk", "eu"] = "uk"
    language: Text = "en-GB"
    historical: bool = Field(False, description="A record of a document of the past, stated with its faults.")

    controller: Controller
    subjects: dict[Slug, Subject] = Field(default_factory=dict)
    categories: dict[Slug, Category] = Field(default_factory=dict)
    sources: dict[Slug, Source] = Field(default_factory=dict)
    purposes: dict[Slug, Purpose] = Field(default_factory=dict)
    recipients: dict[Slug, Recipient] = Field(default_factory=dict)
    transfers: Transfers | None = None
    retention: dict[Slug, RetentionRule] = Field(default_factory=dict)
    rights: dict[Slug, Right] = Field(default_factory=dict)
    complaints: Complaints | None = None
    soft_opt_in: SoftOptIn | None = None
    channels: dict[Slug, Channel] = Field(default_factory=dict)
    topics: dict[Slug, Topic] = Field(default_factory=dict)
    cookies: dict[Slug, Cookie] = Field(default_factory=dict)
    machine_decisions: dict[Slug, MachineDecision] = Field(default_factory=dict)
    forms: dict[Slug, Form] = Field(default_factory=dict)
    statements: dict[Slug, Statement] = Field(default_factory=dict)
    changes: Changes | None = None
    translations: dict[Language, dict[str, dict[str, Text]]] = Field(
        default_factory=dict,
        description="The same words in other languages: by language, the clause's id and the way to the words in it.",
    )

    def clauses(self) -> Iterator[tuple[str, Clause]]:
        """Give every clause with its id, in the order of the notice's sections."""
        for name in SINGLE[:1]:
            yield name, getattr(self, name)
        for section, word in SECTIONS.items():
            for short, clause in getattr(self, section).items():
                yield f"{word}.{short}", clause
        for name in SINGLE[1:]:
            clause = getattr(self, name)
            if clause is not None:
                yield name.replace("_", "-"), clause

    def categories_of(self, purpose: Slug) -> frozenset[Slug]:
        """Give the declared categories that a purpose lists; ``all`` means all that the notice itself collects.

        Errors: ``KeyError`` for a purpose that is not declared.
        """
        declared = self.purposes[purpose]
        if declared.categories == "all":
            own = self.chosen("all", self.categories)
            listed = {short for short in own if self.categories[short].collected}
        else:
            listed = set(declared.categories)
        return frozenset(listed - set(declared.but_not)) & frozenset(self.categories)

    def used_for(self, purposes: Selection) -> frozenset[Slug]:
        """Give the declared categories that some purposes use: what `all` comes to in a clause about these purposes."""
        meant = self.chosen(purposes, self.purposes)
        return frozenset[Slug]().union(*(self.categories_of(short) for short in meant))

    @staticmethod
    def chosen(selection: Selection, declared: Mapping[Slug, Clause]) -> frozenset[Slug]:
        """Give the declared ids that a selection means; ``all`` never takes in what is built in."""
        if selection == "all":
            return frozenset(short for short in declared if not short.startswith(BUILT_IN))
        return frozenset(selection) & frozenset(declared)
