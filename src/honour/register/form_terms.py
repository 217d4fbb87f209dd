"""On which terms a form may collect: what each category is for, asked of the gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from honour.gate.decision import Reason
from honour.gate.question import Actor, Question, RecordFacts, SubjectFacts
from honour.register.errors import CollectingRefusedError
from honour.register.versions import Published, Versions


@dataclass(frozen=True, slots=True)
class FormTerms:
    """What each category is collected for, and the codes of what a historical notice lacks for it."""

    purposes: Mapping[str, list[str]]
    despite: tuple[str, ...]


def is_open(known: Versions, shown: Published, point: str, at: datetime) -> bool:
    """Say whether a form with what it needs to be told would be taken; no longer, say, once a test's review is past.

    Where it asks for consent, as one that signs people up does, it is taken from those who give it.
    """
    fields = shown.notice.forms[point].fields.values()
    needed = {each.category for each in fields if each.required} or {each.category for each in fields}
    try:
        form_terms(known, shown, point, sorted(needed), at, ticked=asks_for_consent(shown, point))
    except CollectingRefusedError:
        return False
    return True


def asks_for_consent(shown: Published, point: str) -> bool:
    """Say whether a form has a box that gives consent where it is ticked."""
    marketing = shown.notice.forms[point].marketing
    return marketing is not None and marketing.kind == "opt-in"


def form_terms(  # noqa: PLR0913 - what stands at a form
    known: Versions, shown: Published, point: str, categories: Sequence[str], at: datetime, *, ticked: bool
) -> FormTerms:
    """Ask the gate whether each category may be collected for any of the form's purposes.

    A version that was published as it is, its faults acknowledged by name, may go on collecting despite them; the
    ledger entry says which.
    Arguments: ``categories``, of what was answered; ``ticked``, whether the box about marketing was ticked.
    Errors: ``CollectingRefusedError`` when the gate allows none of a category's purposes.
    """
    form = shown.notice.forms[point]
    asked = list(form.purposes)
    if form.marketing and (form.marketing.kind == "opt-out" or ticked) and form.marketing.purpose not in asked:
        asked.append(form.marketing.purpose)
    listing = {c: [p for p in asked if c in shown.notice.categories_of(p)] for c in categories}
    actor = Actor(f"form:{point}", "service", dict.fromkeys(asked, frozenset({"collect"})))
    agreed = {form.marketing.purpose} if form.marketing and ticked and asks_for_consent(shown, point) else set()
    facts = SubjectFacts(kind=form.subject, informed_of=frozenset({shown.label}), consents=frozenset(agreed))
    gate = known.gate(at)
    refused: dict[str, list[Reason]] = {}
    running: set[str] = set()
    for purpose in asked:
        records = tuple(
            RecordFacts(category, category, shown.label, frozenset(listing[category]), form.source)
            for category in categories
            if purpose in listing[category]
        )
        for record in gate.decide(Question(actor, "collect", purpose, at, facts, records)).records:
            running.update({record.id} if record.allowed else ())
            refused.setdefault(record.id, []).extend(record.reasons)
    stuck = [category for category in categories if category not in running]
    reasons = [reason for category in stuck for reason in refused.get(category, [])]
    if stuck and not (shown.as_is and reasons):
        raise CollectingRefusedError(
            f"Version {shown.label} of the notice allows no purpose for {', '.join(stuck)} on this form.",
            tuple(dict.fromkeys(reason.sentence for reason in reasons)),
        )
    return FormTerms(listing, tuple(sorted({reason.code for reason in reasons})))
