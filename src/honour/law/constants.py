"""What else a pack knows: the regulator, time limits, milestones, citations that are out of date, places."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from honour.law.entry import Entry


class RegulatorName(Entry):
    """The regulator's name and the law on complaining to it."""

    name: str
    complaint_law: str


class TimeLimit(Entry):
    """A time limit as an ISO 8601 duration."""

    period: str


class Closing(Entry):
    """The sentence that ends every answer alike, so that none tells whether something was kept back."""

    words: str


class Milestone(Entry):
    """A day on which the law changed so much that older notices need a review."""

    date: date
    what: str


class Citation(Entry):
    """A citation that is out of date: how to find it, and what to cite instead. ``code``: the check that reports it."""

    code: str
    pattern: str
    cites: str
    instead: str

    @cached_property
    def found_by(self) -> re.Pattern[str]:
        """The pattern, compiled; case does not matter."""
        return re.compile(self.pattern, re.IGNORECASE)


class Said(Entry):
    """Something that a notice has to say, and the words of it, one of which tells that it does; in English."""

    words: tuple[str, ...]

    @cached_property
    def found_by(self) -> re.Pattern[str]:
        """The words as one pattern; case does not matter."""
        return re.compile("|".join(self.words), re.IGNORECASE)


class ChildConsent(Said):
    """The age from which children consent themselves to an online service."""

    age: int


class PolicyDocument(Said):
    """The document that goes with a condition for data on offences; ``conditions``: what tells such a condition."""

    conditions: str

    @cached_property
    def condition_found_by(self) -> re.Pattern[str]:
        """What tells such a condition, compiled."""
        return re.compile(self.conditions, re.IGNORECASE)


class CookiesOfUse(Said):
    """What has to be said of cookies of some uses; ``use``: as a notice declares it."""

    use: frozenset[str]


class Home(BaseModel):
    """Where data are without a transfer; ``countries`` in lower case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    countries: frozenset[str]


class Adequacy(Entry):
    """A country found adequate, until the day that is known; ``only``: the organisations there that it holds for."""

    name: str
    countries: frozenset[str]
    only: str | None = None


class Constants(BaseModel):
    """The constants of a pack."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    gdpr: str
    regulator: RegulatorName
    answer_within: TimeLimit
    acknowledge_within: TimeLimit | None = None
    tell_within: TimeLimit
    closing: Closing | None = None
    child_consent: ChildConsent | None = None
    policy_document: PolicyDocument | None = None
    consented_cookies: CookiesOfUse | None = None
    refusable_cookies: CookiesOfUse | None = None
    home: Home
    adequacy: tuple[Adequacy, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    citations: tuple[Citation, ...] = ()
