"""The rules of the gate, in their order of evaluation: each with its code and its sentence.

Both evaluators take their codes from here, and the reference page is written from here. A rule's place is its bit in a
refusal mask. What it rests on in law stands in the packs, under its code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

About = Literal["question", "person", "record"]
Cites = Literal["purpose", "category", "recipient", "source", "purposes", "categories", "recipients"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A ground on which the gate withholds.

    ``about``: what it looks at: the question, the person, or one record. ``cites``: the kind of clause it rests on; a
    plural where nothing is declared that could be cited. ``observe``: in a purpose that is observed it is written down
    and lets pass; otherwise it withholds in any mode. ``sentence`` is a format string over ``wording.Wording``'s words.
    """

    code: str
    about: About
    cites: Cites
    observe: bool
    sentence: str

    @property
    def ground(self) -> str:
        """By what the packs of law name the ground that it rests on (``honour.law.grounds``)."""
        return f"gate:{self.code}"


def _asker() -> tuple[Rule, ...]:
    """Give the rules about who asks, for what."""
    return (
        Rule("actor-unknown", "question", "purposes", False,
             "You have no purposes to act for yet. Whoever manages roles can grant them."),
        Rule("action-unknown", "question", "purposes", False,
             "Data are used, disclosed, collected or kept, or people contacted. This asks for something else."),
        Rule("purpose-unknown", "question", "purposes", False,
             "The notice declares no such purpose. Choose one that it declares."),
        Rule("purpose-retired", "question", "purpose", False,
             "{Purpose} has not been a purpose since {current}. Data taken for it are not used for it any more."),
        Rule("purpose-not-granted", "question", "purpose", False,
             "This is open to those who act for {purpose}. You act for other purposes."),
        Rule("action-not-granted", "question", "purpose", False,
             "You act for {purpose}, though not by {doing}. Somebody granted that can do it."),
        Rule("nothing-asked", "question", "purpose", False,
             "No record was named, so there is nothing to allow."),
    )  # fmt: skip


def _person() -> tuple[Rule, ...]:
    """Give the rules about the person, whose own word stands above the notice."""
    return (
        Rule("subject-unknown", "person", "purpose", False,
             "Nobody is held under this id."),
        Rule("subject-erased", "person", "purpose", False,
             "This person's data were erased, and nothing of theirs is used again."),
        Rule("kind-unknown", "person", "purpose", True,
             "It is not recorded what this person is to us. {Purpose} covers only the people the notice names."),
        Rule("held-as-processor", "question", "purpose", True,
             "These data are a customer's, who decides about them. Pass this on to that customer."),
        Rule("marketing-objected", "person", "purpose", False,
             "This person said stop to marketing, and that holds for {purpose}."),
        Rule("marketing-paused", "person", "purpose", False,
             "This person paused marketing, until a day that has not come."),
        Rule("channel-stopped", "person", "purpose", False,
             "This person does not want marketing this way."),
        Rule("topic-stopped", "person", "purpose", False,
             "This person does not want marketing on this topic, or not this way."),
        Rule("restricted", "person", "purpose", False,
             "This person's data are restricted: they are kept, and used for nothing else until that is lifted."),
    )  # fmt: skip


def _terms() -> tuple[Rule, ...]:
    """Give the rules about the terms on which a record was taken."""
    return (
        Rule("past-due", "record", "category", True,
             "The time for which {category} are kept is over. They go with the next deletion."),
        Rule("purpose-over", "record", "purpose", True,
             "The time for which {category} are kept for {purpose} is over. They are kept for something else a while."),
        Rule("version-unknown", "record", "purpose", True,
             "No notice is recorded that this person was given, so nobody can show that it told of {purpose}."),
        Rule("taken-on-consent", "record", "purpose", False,
             "This was given by consent for something else. {Purpose} needs a consent of its own."),
        Rule("not-compatible", "record", "purpose", True,
             "{Collected} did not mention {purpose}, and the notice does not say that it goes with what this was "
             "collected for."),
        Rule("not-informed", "record", "purpose", True,
             "{Collected} did not mention {purpose}. Tell this person of {current} first."),
        Rule("category-unknown", "record", "categories", False,
             "The notice declares no such category of data. Choose one that it declares."),
        Rule("not-asked-for", "record", "purpose", False,
             "You asked for other data than {category}."),
        Rule("category-not-listed", "record", "purpose", True,
             "{Version} lists other data for {purpose}, not {category}."),
        Rule("source-unknown", "record", "purpose", True,
             "No source that the notice names is recorded for this."),
        Rule("source-not-allowed", "record", "purpose", True,
             "{Version} does not let {purpose} use what came from this source: {source}."),
        Rule("source-gives-other-data", "record", "source", True,
             "{Version} does not name {category} among what comes from this source: {source}."),
        Rule("kind-not-covered", "record", "purpose", True,
             "{Version} does not let {purpose} use data of this kind of person: {kind}."),
    )  # fmt: skip


def _basis() -> tuple[Rule, ...]:
    """Give the rules about the lawful basis."""
    return (
        Rule("basis-blank", "record", "purpose", True,
             "{Version} gives no lawful basis for {purpose}."),
        Rule("basis-not-for-kind", "record", "purpose", True,
             "{Version} gives a lawful basis for {purpose}, though not for this kind of person: {kind}."),
        Rule("basis-not-in-law", "record", "purpose", True,
             "The law that applies does not know the basis on which {version} rests {purpose}."),
        Rule("objected", "record", "purpose", False,
             "This person objected to {purpose}."),
        Rule("balancing-test-missing", "record", "purpose", True,
             "{Purpose} rests on our interest, and nobody has recorded how that weighs against this person's."),
        Rule("balancing-test-past-review", "record", "purpose", True,
             "Our interest in {purpose} was weighed against people's own, and is due to be weighed again."),
        Rule("balancing-test-against", "record", "purpose", False,
             "Our interest in {purpose} was weighed against people's own, and theirs weighed more."),
        Rule("consent-missing", "record", "purpose", False,
             "{Purpose} rests on consent, and this person's is not on record or was taken back."),
    )  # fmt: skip


def _disclosing() -> tuple[Rule, ...]:
    """Give the rules about who receives data."""
    return (
        Rule("recipient-missing", "question", "recipients", False,
             "A disclosure goes to somebody. Say to whom."),
        Rule("recipient-unknown", "question", "recipients", False,
             "The notice names no such recipient, and nobody else receives anything."),
        Rule("recipient-retired", "question", "recipient", False,
             "{Current} no longer names this recipient: {recipient}."),
        Rule("recipient-not-for-purpose", "question", "recipient", True,
             "{Current} lets this recipient have nothing for {purpose}: {recipient}."),
        Rule("approval-missing", "person", "recipient", False,
             "Neither this person nor their company has approved this recipient: {recipient}."),
        Rule("ground-missing", "question", "recipient", False,
             "This recipient receives data on a condition, and nothing was recorded that meets it: {recipient}."),
        Rule("recipient-not-for-category", "record", "recipient", True,
             "{Current} does not let this recipient have {category}: {recipient}."),
        Rule("recipient-not-told", "record", "recipient", True,
             "This person was told of no recipient like this for {category}. Tell them of {current} first."),
    )  # fmt: skip


FAILED = Rule("rule-failed", "record", "purposes", False,
              "A rule could not be applied, so nothing was allowed. Whoever runs Honour can look into it.")  # fmt: skip

RULES: tuple[Rule, ...] = (
    *_asker(),
    *_person(),
    # The rules of channels stand here once contacting people is built: what each channel may rest on (PECR regs 19-24).
    # Until then a decision to contact people for marketing carries the obligation `check-channel`.
    *_terms(),
    *_basis(),
    *_disclosing(),
    FAILED,
)

BIT = {rule.code: 1 << place for place, rule in enumerate(RULES)}
"""Each rule's bit in a refusal mask."""

OBSERVABLE = sum(BIT[rule.code] for rule in RULES if rule.observe)
"""The bits that let pass where the purpose is observed."""


def codes(mask: int) -> tuple[str, ...]:
    """Give the codes of a refusal mask, in the order of evaluation."""
    return tuple(rule.code for rule in RULES if mask & BIT[rule.code])
