"""What keeps a file from being a notice, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from honour.notice.fault_words import SELECTION, in_words
from honour.notice.places import Path, clause_of
from honour.notice.source import Source, SourceError, show_path

_UNION_BRANCH = re.compile(r"list\[|literal\[|\[key\]$")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, what, and what to do about it, each a sentence without its full stop."""

    file: str
    line: int
    column: int
    clause: str
    path: Path
    problem: str
    fix: str

    def __str__(self) -> str:
        """Write the fault on one line."""
        return f"{self.file}, line {self.line}, column {self.column}, {self._place}: {self.problem}. {self.fix}."

    @property
    def _place(self) -> str:
        shown = show_path(self.path) or "the whole file"
        return f"{self.clause} ({shown})" if self.path else shown


class UnreadableNoticeError(Exception):
    """A file that is no notice; ``faults`` says everything that is wrong with it, in the order of the file."""

    def __init__(self, file: str, faults: Iterable[Fault]) -> None:
        self.file = file
        self.faults = tuple(faults)
        count = len(self.faults)
        head = f"{file} cannot be read as a notice: {count} fault{'' if count == 1 else 's'}."
        super().__init__("\n".join([head, *(f"  {fault}" for fault in self.faults)]))


def fault_in_source(error: SourceError) -> Fault:
    """Give the fault that an unreadable file has."""
    return Fault(error.file, error.line, error.column, clause_of(error.path), error.path, error.problem, error.fix)


def faults_in_data(errors: Iterable[Any], source: Source) -> list[Fault]:
    """Give the faults of a readable file whose content is no notice, from pydantic's list of errors."""
    found: dict[Path, Fault] = {}
    for error in errors:
        path = _path(error["loc"], source.data)
        branch = [step for step in error["loc"][len(path) :] if _UNION_BRANCH.match(str(step))]
        kind = "key" if "[key]" in branch else "selection" if branch else error["type"]
        problem, fix = in_words(kind, str(path[-1]) if path else "", error["input"], error.get("ctx") or {})
        at = source.nearest(path)
        found.setdefault(path, Fault(source.name, at.line, at.column, clause_of(path), path, problem, fix))
    return sorted(_without_repeats(found), key=lambda fault: (fault.line, fault.column))


def _path(loc: tuple[str | int, ...], data: Any) -> Path:
    """Keep of pydantic's location what the file has, and a key that is missing."""
    path: list[str | int] = []
    here = data
    for step in loc:
        inside = step in here if isinstance(here, dict) else isinstance(here, list) and isinstance(step, int)
        if not inside and _UNION_BRANCH.match(str(step)):
            continue
        path.append(step)
        here = here[step] if inside else None
    return tuple(path)


def _without_repeats(found: dict[Path, Fault]) -> Iterator[Fault]:
    """Leave out what is said of a selection as a whole where one of its items is at fault."""
    at_items = {path[:-1] for path in found if path and isinstance(path[-1], int)}
    for path, fault in found.items():
        if path not in at_items or fault.fix != SELECTION:
            yield fault
