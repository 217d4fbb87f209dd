"""What a reading shows on a page of contact: labels and values by record, the person's name, the first words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from honour.register.reading import Reading
    from honour.web.console.naming import Names


@dataclass(frozen=True, slots=True)
class OpenedWords:
    """What was opened. ``called``: the person's name; ``reach``: how they are reached; ``words``: values by record."""

    called: str = ""
    reach: tuple[tuple[str, str], ...] = ()
    words: dict[int, tuple[tuple[str, str], ...]] = field(default_factory=dict, repr=False)


def opened_words(reading: Reading | None, names: Names, reach: frozenset[str]) -> OpenedWords:
    """Sort what was opened. Arguments: ``reach``, the categories that say how somebody is reached."""
    if reading is None:
        return OpenedWords()
    called, lines = "", dict[str, str]()
    words: dict[int, tuple[tuple[str, str], ...]] = {}
    for record in sorted(reading.records, key=lambda one: one.collected_at):
        labelled = tuple((names.field(record.category, short), str(value)) for short, value in record.value.items())
        if record.category in reach:
            lines.update(labelled)
            called = str(record.value.get("name") or record.value.get("full-name") or called)
        else:
            words[record.id] = labelled
    return OpenedWords(called, tuple(lines.items()), words)
