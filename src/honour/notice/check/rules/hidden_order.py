"""Characters that nobody sees and that change the order in which words are read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault, Path
from honour.notice.check.registry import rule

_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""The embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX 9), and what ends them."""


@rule("H51")
def turned_words(case: Case) -> Iterator[Fault]:
    """Words hold a character that nobody sees and that turns the order of those beside it.

    What people read may then say something else than the file. Text from right to left needs none of them; the marks
    that belong to its letters are left alone.
    """
    for path, text in (*case.texts, *_translated(case)):
        found = _TURNS.search(text)
        if found:
            yield Fault(
                path,
                f"These words hold a hidden character (U+{ord(found[0]):04X}) that turns the order in which they are "
                "read.",
                "Take it out; type the words anew where they came from elsewhere.",
            )


def _translated(case: Case) -> Iterator[tuple[Path, str]]:
    for language, clauses in case.notice.translations.items():
        for clause, words in clauses.items():
            yield from ((("translations", language, clause, way), text) for way, text in words.items())
