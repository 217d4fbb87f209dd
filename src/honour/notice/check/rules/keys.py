"""Keys that the format does not know, and ids that it keeps."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.spelling import Spelling
from honour.notice.check.words import listed, quoted
from honour.notice.model import BUILT_IN, SECTIONS

_NOTES = ("incomplete", "missing")
"""Keys for what an older document left out, which nobody means by another word."""


@rule("H17")
def unknown(case: Case) -> Iterator[Fault]:
    """A key has no meaning, perhaps a slip of the pen; it is kept as it is. Keys that begin with ``x-`` are yours."""
    spelling = Spelling()
    for path, model in case.models:
        for key, value in (model.model_extra or {}).items():
            if not key.startswith("x-"):
                known = [field.alias or name for name, field in type(model).model_fields.items() if name not in _NOTES]
                yield Fault(
                    (*path, key),
                    f"The key {quoted(key)} has no meaning here, so nothing follows from it.",
                    (spelling.likely(key, known) or _instead(key, value, known))
                    + "Correct it, take it out, or begin it with `x-` as a note.",
                )


def _instead(key: str, value: object, known: list[str]) -> str:
    """Say what else may stand here; or, of words behind a comma between braces, how they stay with those before it."""
    if value is None and " " in key:
        return "Between braces a comma ends a value: put it and the words around it between quotes, if they are one. "
    return f"What may stand here: {listed([f'`{each}`' for each in known], len(known))}. "


@rule("H46")
def kept_for_honour(case: Case) -> Iterator[Fault]:
    """A clause's id begins as Honour's own do, so the notice could be neither rendered nor published.

    A notice that Honour's own clauses were joined to already has them by right.
    """
    if any(purpose.stated == "built-in" for purpose in case.notice.purposes.values()):
        return
    for section in SECTIONS:
        for short in getattr(case.notice, section):
            if short.startswith(BUILT_IN):
                yield Fault(
                    (section, short),
                    f"Ids that begin with {quoted(BUILT_IN)} are kept for Honour's own clauses.",
                    "Give this clause another id, and name it so wherever it is named.",
                )
