"""What the privacy system itself does with data: the clauses that Honour adds to every notice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from honour.notice.render.parts import ClauseBlock, Paragraph, Section
from honour.notice.render.sections.collecting import category_block, source_block
from honour.notice.render.sections.purposes import purpose_block
from honour.notice.render.sections.sharing import recipient_block, retention_block
from honour.notice.render.view import View, said


def _subject_block(view: View, short: str, subject: Any) -> ClauseBlock:
    return ClauseBlock(f"subject.{short}", view.names.of("subjects", short), tuple(said(subject)))


_PARTS: tuple[tuple[str, Callable[[View, str, Any], ClauseBlock]], ...] = (
    ("purposes", purpose_block),
    ("categories", category_block),
    ("subjects", _subject_block),
    ("sources", source_block),
    ("recipients", recipient_block),
    ("retention", retention_block),
)


def ours(view: View) -> Section:
    """Say what keeping this notice takes: requests, stops, security, the record of uses, each with its own period."""
    blocks = [put(view, short, each) for section, put in _PARTS for short, each in view.builtin(section).items()]
    if not blocks:
        return Section("our-privacy-system", "", ())
    opening = Paragraph(("To keep to this notice, and to be able to show it, we use some data besides.",))
    return Section("our-privacy-system", "How we keep to this notice", (opening, *blocks))
