"""A batch of an import as it is worked on, and the rows of it that come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from honour.keyring import Keyring
from honour.register.importing.matching import Named
from honour.register.importing.rows import BroughtRow, Outcome, Wanted
from honour.register.importing.standing import Standing
from honour.register.importing.terms import CategoryTerms
from honour.register.versions import Versions


@dataclass(slots=True)
class Taken:
    """A row that comes in: about whom, found by what, on which terms.

    ``person`` is ``None`` for somebody new; ``fresh`` says that this row brings them. ``bare``: nothing is written for
    it but stops, because the person is here already and is left as they are; ``became``, that who is here already is of
    the kind that the row names by now. ``shared``: kinds of what is on the do-not-contact list for the sake of somebody
    else who is here. ``withdrawn``: the purposes for which a consent ends with what this row says.
    """

    row: BroughtRow
    identifiers: list[Named]
    terms: Mapping[str, CategoryTerms]
    place: int
    person: int | None = None
    fresh: bool = True
    bare: bool = False
    on_list: bool = False
    shared: frozenset[str] = frozenset()
    became: bool = False
    standing: Standing | None = None
    withdrawn: frozenset[str] = frozenset()

    @property
    def agreed(self) -> frozenset[str]:
        """The purposes that the row says yes to, and that it or the person does not say no to."""
        stopped = self.row.stopped or self.on_list or (self.standing is not None and self.standing.had_stopped)
        if self.bare or stopped:
            return frozenset()
        return self.row.consents - self.row.objections - (self.standing.refused if self.standing else frozenset())


@dataclass(slots=True)
class Batch:
    """A batch as it is worked on; ``number`` counts an import's batches."""

    keyring: Keyring
    known: Versions
    wanted: Wanted
    at: datetime
    number: int
    outcome: Outcome = field(default_factory=Outcome)
    taken: list[Taken] = field(default_factory=list)
