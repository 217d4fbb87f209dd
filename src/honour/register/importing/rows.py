"""A row of a list as it comes in, and what became of a batch of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple


class BroughtRow(NamedTuple):
    """One row, its values checked against the notice's fields.

    ``line``: where it stands in the file. ``values``: by category and field. ``kind``, ``source``, ``version`` and
    ``collected_at`` are ``None`` where nobody knows. ``consents`` and ``objections``: purposes. ``stopped``: the list
    says that this person wants no marketing. ``only_stops``: the rest of the row cannot be taken, and is refused.
    """

    line: int
    values: Mapping[str, Mapping[str, str]]
    kind: str | None
    source: str | None
    version: str | None
    collected_at: datetime | None
    consents: frozenset[str] = frozenset()
    objections: frozenset[str] = frozenset()
    stopped: bool = False
    only_stops: bool = False

    def __repr__(self) -> str:
        """Leave the values out, or a traceback would show them."""
        return f"BroughtRow(line {self.line})"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a list is taken in.

    ``name``: the import's opaque id; ``by``: the opaque id of whoever does it. ``purposes``: what the data were
    collected for. ``known``: what happens to people who are here already: ``leave`` them as they are, but for stops, or
    ``add`` what the list says. ``consent_words``: what stood before the people whose consent the list claims.
    """

    name: str
    by: str
    purposes: tuple[str, ...]
    known: Literal["leave", "add"] = "leave"
    consent_words: str = ""


class RefusedRow(NamedTuple):
    """A row that is not taken: a short code for counting, and a sentence that repeats nothing of the row."""

    line: int
    code: str
    sentence: str


@dataclass(slots=True)
class Outcome:
    """What became of a batch. ``records`` counts those written; ``observed``, those that enforcing would refuse.

    ``twice``: rows about somebody whom an earlier row of the list brought in. ``on_list``: people whom the
    do-not-contact list had stopped already. ``stopped``: people whom the list itself says have stopped. ``first``: the
    number of the first person whom the batch made.
    """

    new: int = 0
    matched: int = 0
    twice: int = 0
    records: int = 0
    observed: int = 0
    on_list: int = 0
    stopped: int = 0
    consents: int = 0
    withheld_consents: int = 0
    first: int | None = None
    refused: list[RefusedRow] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)


class Known:
    """Which identifiers of a list were met before, in the memory of a trial run that writes nothing.

    It holds keyed hashes, cut to 40 bits: of a million people one or two could be taken for somebody met before, in a
    count that is a forecast.
    """

    def __init__(self) -> None:
        from pyroaring import BitMap

        self._parts = [BitMap() for _ in range(256)]

    def meet(self, digest: bytes) -> bool:
        """Say whether an identifier was met before, and remember it."""
        part, number = self._parts[digest[0]], int.from_bytes(digest[1:5], "big")
        if number in part:
            return True
        part.add(number)
        return False
