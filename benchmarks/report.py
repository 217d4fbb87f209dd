"""The document of the figures: the tables of what was run are renewed, everything else stays as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator

_COMMAND = re.compile(r"^`python -m benchmarks\.(\w+)`.*$", re.MULTILINE)
_TABLE = re.compile(r"^\|.*(?:\n\|.*)*", re.MULTILINE)
_SECTION = re.compile(r"^(?=## )", re.MULTILINE)


def renewed(document: str, name: str, title: str, measured: str, tables: str) -> str:
    """Put what a benchmark printed into the document; gives the document.

    Its section is the one whose command stands on a line of its own: the day on that line and the first table after it
    are replaced, the words around them kept. Where there is none a section is added at the end.
    Arguments: ``measured``, the day, and the machine where it is another than the document's.
    """
    command = f"`python -m benchmarks.{name}`, {measured}"
    sections = list(_sections(document))
    for place, section in enumerate(sections):
        found = _COMMAND.search(section)
        if found is None or found[1] != name:
            continue
        before, after = section[: found.start()], section[found.end() :]
        old = _TABLE.search(after)
        kept = (after[: old.start()], after[old.end() :]) if old else ("\n\n", "\n\n" + after.lstrip("\n"))
        sections[place] = before + command + tables.join(kept)
        return "".join(sections)
    end = f"## {title}\n\n{command}\n\n{tables}\n"
    return document.rstrip("\n") + "\n\n" + end


def _sections(document: str) -> Iterator[str]:
    """Give what stands before the first heading of the second order, then each section with its heading."""
    yield from _SECTION.split(document)
