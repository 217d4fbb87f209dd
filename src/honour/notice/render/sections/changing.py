"""How the notice itself changes."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.model import Changes
from honour.notice.render.parts import Block, ClauseBlock, Section
from honour.notice.render.view import View, day, fact, facts, said
from honour.notice.wording import period_in_words


def changes(view: View) -> Section:
    """Say when it was last changed, and how people learn of changes (Art 13(3))."""
    stated = view.notice.changes
    block = () if stated is None else (ClauseBlock("changes", "How this notice changes", tuple(_changes(stated))),)
    return Section("changes-to-this-notice", "Changes to this notice", (*view.statements("changes"), *block))


def _changes(stated: Changes) -> Iterator[Block]:
    yield from said(stated)
    yield from facts(
        fact("Last updated", day(stated.last_updated)),
        fact("Published", stated.published_where),
        fact("Reviewed every", period_in_words(stated.review_every) if stated.review_every else None),
        fact("People are told of changes", "Yes" if stated.informs_people else None),
        fact(
            "Consent is asked for again where the law requires it",
            "Yes" if stated.seeks_consent_where_required else None,
        ),
    )
