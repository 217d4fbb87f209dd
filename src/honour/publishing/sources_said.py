"""What came of one person from one source, in the words of the notice that it was taken under."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from honour.register.languages import language_shown
from honour.register.models import Record
from honour.register.versions import versions

if TYPE_CHECKING:
    from honour.notice.translating import Translation
    from honour.publishing.models import Informing


@dataclass(frozen=True, slots=True)
class Came:
    """A source, which categories came from it, and for which purposes they are held; ``label`` names the version."""

    label: str
    words: Translation
    source: str
    text: str
    categories: tuple[str, ...]
    purposes: tuple[str, ...]


def what_came(row: Informing) -> Came | None:
    """Say what came; nothing when all of it has gone."""
    known = versions()
    published = next(each for each in known.all if each.number == row.version)
    language = language_shown()
    words = published.said_in(language if language in published.notice.translations else "")
    number = known.clauses.number("sources", row.source)
    held = Record.objects.filter(subject=row.subject_id, source=number, version=row.version, superseded_by=None)
    facts = list(held.values_list("category", "purposes"))
    if not facts:
        return None
    notice = words.notice
    came = {known.clauses.clause("categories", category) for category, _ in facts}
    bits = 0
    for _, purposes in facts:
        bits |= purposes
    used = [short for short in notice.purposes if bits >> known.clauses.number("purposes", short) & 1]
    return Came(
        published.label,
        words,
        notice.sources[row.source].name,
        notice.sources[row.source].text or "",
        tuple(category.name for short, category in notice.categories.items() if short in came),
        tuple(notice.purposes[short].name for short in used),
    )
