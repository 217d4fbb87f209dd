"""What changes for one person, in the words of the notice that is to come."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from honour.notice.reading import read_notice
from honour.notice.translating import Translation, translation
from honour.notice.wording import language_spoken
from honour.publishing.plan.consequences import TELLING
from honour.publishing.plan.keeping import consequence_of, latest_plan
from honour.register.languages import language_shown
from honour.ui.foreign import in_its_language

if TYPE_CHECKING:
    from honour.publishing.models import Proposal, Telling


@dataclass(frozen=True, slots=True)
class NewUse:
    """Something new that a person's data are to be used for, or, with ``recipient``, somebody new who receives them."""

    name: str
    text: str
    article: str
    recipient: str = ""


def words_of(proposal: Proposal) -> Translation:
    """Give the words of the version that is to come in the language shown; in its own where it does not have that."""
    return _words(proposal.text, proposal.label, language_shown())


@lru_cache(maxsize=4)  # a telling says the same words to everybody
def _words(text: str, label: str, language: str) -> Translation:
    notice = read_notice(text.encode(), label)
    return translation(notice, language if language in notice.translations else "")


def marked(words: str | None, of: Translation) -> str:
    """Mark words of a version that stand in another language than what is around them."""
    return in_its_language(words or "", of.language_of(words or ""), language_spoken())


def new_uses(telling: Telling) -> list[NewUse]:
    """Give what a person has to know before it happens, each once."""
    run = latest_plan(telling.proposal)
    if run is None:
        return []
    words = words_of(telling.proposal)
    called = {each.name: words.notice.purposes[short].name for short, each in words.original.purposes.items()}
    found: dict[tuple[str, str], NewUse] = {}
    for row in run.consequences.filter(kind__in=TELLING):
        one = consequence_of(row)
        if telling.subject_id not in one.who or (one.clause, one.name) in found:
            continue
        word, _, short = one.clause.partition(".")
        declared = (words.notice.purposes if word == "purpose" else words.notice.recipients).get(short)
        receives = declared.name if declared and one.recipient else one.recipient
        found[one.clause, one.name] = NewUse(
            marked(called.get(one.name, one.name), words),
            marked(declared.text if declared else "", words),
            one.article,
            marked(receives, words),
        )
    return list(found.values())
