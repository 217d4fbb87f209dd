"""Asking again: the signed link, what the page asks, and the answer as a consent with the words that stood there.

Whoever does not answer has not consented. A yes given before the version is in use holds from the moment it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.core import signing
from django.db import transaction

from honour.notice.translating import Translation
from honour.notice.wording import say
from honour.publishing.errors import ProposalError
from honour.publishing.models import Proposal, Telling
from honour.publishing.saying import marked, words_of
from honour.register.deciding import Kind, decide
from honour.register.languages import language_shown, shown_in, written_in
from honour.register.models import Subject

OPEN = timedelta(days=365)
"""How long a link can be answered."""
_SALT = "honour.publishing.change"
Answer = Literal["yes", "no"]


class LinkEndedError(ProposalError):
    """The link is altered, or its time is over, or the version was withdrawn."""


@dataclass(frozen=True, slots=True)
class Question:
    """A purpose that somebody is asked about; ``answer`` is what they said last."""

    purpose: str
    name: str
    text: str
    why: str
    answer: Answer | None

    def wording(self, controller: str, label: str) -> dict[str, Any]:
        """Give the words that stand before the person in the language shown, as they are kept with the answer."""
        return {
            "controller": controller,
            "version": label,
            "question": {"purpose": self.purpose, "name": self.name, "text": self.text, "why": self.why},
            "choices": [say("Yes, you may"), say("No, do not")],
            **written_in(language_shown()),
        }


def link_token(telling: int) -> str:
    """Give the signed token of a person's link; it says nothing of them."""
    return signing.TimestampSigner(salt=_SALT).sign(str(telling))


def telling_of(token: str) -> Telling:
    """Give the telling that a link belongs to. Errors: ``LinkEndedError``."""
    try:
        number = signing.TimestampSigner(salt=_SALT).unsign(token, max_age=OPEN)
    except signing.BadSignature:
        raise LinkEndedError(say("This link is altered, or its time is over.")) from None
    found = Telling.objects.select_related("proposal", "subject").filter(pk=int(number)).first()
    if found is None or found.subject.status != Subject.Status.LIVE:
        raise LinkEndedError(say("Nothing is held about you under this link any more."))
    if found.proposal.state == Proposal.State.WITHDRAWN:
        raise LinkEndedError(say("This change was given up. Nothing changes, and there is nothing to answer."))
    return found


def questions_of(telling: Telling) -> list[Question]:
    """Give what a person is asked."""
    words = words_of(telling.proposal)
    return [
        _question(words, purpose, telling, place)
        for place, purpose in enumerate(telling.proposal.asks)
        if telling.asked >> place & 1 and purpose in words.notice.purposes
    ]


def answer(token: str, purpose: str, said: Answer, at: datetime) -> Telling:
    """Record a person's answer; the last one counts. Errors: ``LinkEndedError``; ``ProposalError`` if not asked."""
    known = telling_of(token)
    with transaction.atomic():
        telling = Telling.objects.select_for_update(of=("self",)).select_related("proposal", "subject").get(pk=known.pk)
        asked = {one.purpose: one for one in questions_of(telling)}
        if purpose not in asked:
            raise ProposalError(say("You were not asked about that."))
        bit = 1 << telling.proposal.asks.index(purpose)
        changed = not (telling.agreed if said == "yes" else telling.declined) & bit
        telling.agreed = telling.agreed | bit if said == "yes" else telling.agreed & ~bit
        telling.declined = telling.declined | bit if said == "no" else telling.declined & ~bit
        telling.answered_at = at
        telling.languages = {**telling.languages, purpose: language_shown()}
        telling.save(update_fields=["agreed", "declined", "answered_at", "languages"])
        if changed and telling.proposal.state == Proposal.State.PUBLISHED:
            _decide(telling, asked[purpose], said, at)
    return telling


def apply_answers(proposal: Proposal, at: datetime) -> int:
    """Record the consents that people gave before the version was in use. Call it in the transaction that publishes."""
    given = 0
    for telling in proposal.tellings.exclude(agreed=0).select_related("proposal", "subject"):
        if telling.subject.status != Subject.Status.LIVE:
            continue
        for purpose in [one.purpose for one in questions_of(telling) if one.answer == "yes"]:
            with shown_in(telling.languages.get(purpose, "")):
                question = next(one for one in questions_of(telling) if one.purpose == purpose)
                _decide(telling, question, "yes", telling.answered_at or at)
            given += 1
    return given


def _decide(telling: Telling, question: Question, said: Answer, at: datetime) -> None:
    notice = words_of(telling.proposal).original
    decide(
        telling.subject.public_id,
        Kind.CONSENT if said == "yes" else Kind.WITHDRAWAL,
        at=at,
        how="link",
        recorded_by="person",
        about=question.purpose,
        said=question.wording(notice.controller.name, notice.version),
    )


def _question(words: Translation, purpose: str, telling: Telling, place: int) -> Question:
    declared = words.notice.purposes[purpose]
    why = next((basis.why for basis in declared.bases if basis.kind == "consent" and basis.why), "")
    said: Answer | None = "yes" if telling.agreed >> place & 1 else "no" if telling.declined >> place & 1 else None
    return Question(purpose, marked(declared.name, words), marked(declared.text, words), marked(why, words), said)
