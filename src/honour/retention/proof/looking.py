"""Looking for what is to be erased, before and after, in all the places where it could lie."""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from honour.retention.proof.finder import Finder, Found
from honour.retention.proof.needles import Needle, forms_of_text
from honour.retention.proof.places import TABLES, Places, installed_places
from honour.retention.proof.rows import contents

_LARGE = 1 << 20  # bytes
_SETTLED = 2.0  # seconds
_State = tuple[int, int, int, int, int]

KINDS = {"value": "values", "hash": "hashes", "key": "keys", "sealed": "sealed"}


@dataclass(frozen=True, slots=True)
class Look:
    """One look: how many files and bytes of each place were searched, and which needles were found in which file.

    ``as_it_was`` tells of large files whether anybody has written to them since.
    """

    places: Places
    bytes: dict[str, int]
    found: dict[Path, Found]
    through: Found = field(default_factory=Found)
    as_it_was: dict[Path, _State] = field(default_factory=dict)

    def things(self, needles: Sequence[Needle], which: range) -> dict[str, dict[str, list[int]]]:
        """Give, by place and kind, which things of some needles were found."""
        where = self.places.place_of()
        seen: dict[str, dict[str, set[int]]] = {}
        for place, counted in [*((where[path], found) for path, found in self.found.items()), (TABLES, self.through)]:
            for number in counted:
                if number in which:
                    needle = needles[number]
                    seen.setdefault(place, {}).setdefault(KINDS[needle.kind], set()).add(needle.thing)
        return {place: {kind: sorted(things) for kind, things in kinds.items()} for place, kinds in seen.items()}

    def files_with(self, needles: Sequence[Needle], which: range, kinds: Iterable[str]) -> dict[Path, str]:
        """Give the files in which needles of some kinds were found, each with its place."""
        wanted, where = frozenset(kinds), self.places.place_of()
        hits = (
            path
            for path, found in self.found.items()
            if any(number in which and needles[number].kind in wanted for number in found)
        )
        return {path: where[path] for path in sorted(hits)}

    def searched(self) -> list[dict[str, Any]]:
        """Say what was searched, place by place."""
        return [
            {"place": place, "files": len(self.places.files.get(place, ())), "bytes": size}
            for place, size in self.bytes.items()
        ]


def look(finder: Finder, since: Look | None = None) -> Look:
    """Search every place.

    Arguments: ``since``, an earlier look with the same finder: in a large file to which nobody has written since, there
    is what was found then. PostgreSQL's log is mostly such files, kept for later.
    """
    places = installed_places()
    every = places.every()
    sizes = {place: sum(_size(path) for path in paths) for place, paths in places.files.items()}
    states = {path: state for path in every if (state := _state(path)) is not None}
    known = since.as_it_was if since else {}
    same = {path for path, state in states.items() if known.get(path) == state}
    found = finder.in_files([path for path in every if path not in same])
    if since:
        found |= {path: counted for path, counted in since.found.items() if path in same}
    through: Found = Found()
    if connection.vendor == "postgresql":
        through = finder.in_chunks(contents(only_compressed=places.applicable))
    return Look(places, sizes, found, through, states)


def _state(path: Path) -> _State | None:
    """Say how a file is, by what changes with every writing to it, whatever its time is set to.

    Of a small file, and of one that was written to just now, nothing is said: within one tick of the file system's
    clock it could be written to again. Nobody writes to the large ones through the memory.
    """
    try:
        told = path.stat()
    except FileNotFoundError:
        return None
    if told.st_size < _LARGE or time.time() - max(told.st_ctime, told.st_mtime) < _SETTLED:
        return None
    return told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns


def decoy_found(finder_of: type[Finder] = Finder) -> tuple[int, int]:
    """Plant a made-up value in every form in a file of our own, and give how many forms there are and were found."""
    forms = sorted(forms_of_text(f"Decoy Né {secrets.token_hex(8)}"))
    with tempfile.NamedTemporaryFile(prefix="honour-restore-") as file:
        for form in forms:
            file.write(secrets.token_bytes(64) + form + secrets.token_bytes(64))
        file.flush()
        finders = [finder_of([Needle("value", number, form)]) for number, form in enumerate(forms)]
        return len(forms), sum(bool(each.in_files([Path(file.name)])) for each in finders)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
