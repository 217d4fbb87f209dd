"""Looking for what is to be erased, before and after, in all the places where it could lie."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from honour.retention.proof.finder import Finder, Found
from honour.retention.proof.needles import Needle, forms_of_text
from honour.retention.proof.places import TABLES, Places, installed_places
from honour.retention.proof.rows import contents

KINDS = {"value": "values", "hash": "hashes", "key": "keys", "sealed": "sealed"}


@dataclass(frozen=True, slots=True)
class Look:
    """One look: how many files and bytes of each place were searched, and which needles were found in which file."""

    places: Places
    bytes: dict[str, int]
    found: dict[Path, Found]
    through: Found = field(default_factory=Found)

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


def look(finder: Finder) -> Look:
    """Search every place."""
    places = installed_places()
    sizes = {place: sum(_size(path) for path in paths) for place, paths in places.files.items()}
    found = finder.in_files(places.every())
    through: Found = Found()
    if connection.vendor == "postgresql":
        through = finder.in_chunks(contents(only_compressed=places.applicable))
    return Look(places, sizes, found, through)


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
