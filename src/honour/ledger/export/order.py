"""Reading an export's lines in their order, and saying which are missing, misplaced, repeated or unreadable.

Every line tells its own place, so a line that is not the one expected is judged together with the line after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from honour.ledger.export.entries import describe
from honour.ledger.export.lines import BLOCK, Place, ordinal_of_end, place_of
from honour.ledger.export.naming import name_place, name_range
from honour.ledger.export.report import Problem
from honour.ledger.tiles import TILE_WIDTH


class Order:
    """The lines of an export after its header.

    Arguments: ``lines``, each with its newline; ``size``, the number of entries that the header states, if it could be
    read; ``found``, is told of each problem.
    """

    def __init__(self, lines: Iterable[bytes], size: int | None, found: Callable[[Problem], None]) -> None:
        self.want = 0
        """The ordinal that the next line should have."""
        self.line_number = 1
        self._lines = iter(lines)
        self._size = size
        self._found = found
        self._held: list[bytes] = []
        self._gaps: list[tuple[int, int]] = []
        self._early: set[int] = set()

    def next(self) -> bytes:
        """Return the next line, empty at the end of the file."""
        self.line_number += 1
        return self._held.pop() if self._held else next(self._lines, b"")

    def step(self, lines: int) -> None:
        """Note that so many lines, up to the one read before the last, were those expected."""
        if self._early:
            for ordinal in sorted(self._early.intersection(range(self.want, self.want + lines))):
                names, entry = name_range(ordinal, ordinal + 1, self._size)
                self._found(Problem("repeated", f"A second time: {names}.", None, entry))
        self.want += lines

    def settle(self, line: bytes) -> Place | None:
        """Decide where a line belongs, and step on.

        Returns its place, or nothing when it adds nothing to what was read.
        """
        place, after = self._place(line), self._peek()
        if place is not None and place.ordinal == self.want:
            return self._step_to(place, line)
        if after == self.want:
            return self._extra(place, line)
        if after == self.want + 1 or place is None:
            self._instead(place, line, after)
            return None
        if place.ordinal < self.want:
            return self._extra(place, line)
        self._gaps.append((self.want, place.ordinal))
        return self._step_to(place, line)

    def finish(self) -> None:
        """Report what never came."""
        for low, high in self._gaps:
            stops = [low - 1, *sorted(one for one in self._early if low <= one < high), high]
            for before, after in pairwise(stops):
                if after - before > 1:
                    names, entry = name_range(before + 1, after, self._size)
                    self._found(Problem("missing", f"Missing: {names}.", None, entry))

    def _step_to(self, place: Place, line: bytes) -> Place | None:
        self.want = place.ordinal + 1
        if place.ordinal in self._early:
            self._repeated(place, line)
            return None
        return place

    def _extra(self, place: Place | None, line: bytes) -> Place | None:
        """Deal with a line too many: the one expected comes after it."""
        if place is None:
            self._found(Problem("unreadable", f"Line {self.line_number} is no part of an export.", self.line_number))
            return None
        if not self._fills_gap(place.ordinal):
            if place.ordinal < self.want or place.ordinal in self._early:
                self._repeated(place, line)
                return None
            self._early.add(place.ordinal)
        expected, _ = name_range(self.want, self.want + 1, self._size)
        self._place_problem("order", place, line, f"stands out of order at line {self.line_number}, before {expected}")
        return place

    def _fills_gap(self, ordinal: int) -> bool:
        for number, (low, high) in enumerate(self._gaps):
            if low <= ordinal < high:
                self._gaps[number : number + 1] = [
                    (one, other) for one, other in ((low, ordinal), (ordinal + 1, high)) if one < other
                ]
                return True
        return False

    def _instead(self, place: Place | None, line: bytes, after: int | None) -> None:
        """Report a line in place of the one expected, or of all up to the line after it."""
        high = after if after is not None and after > self.want else self.want + 1
        names, entry = name_range(self.want, high, self._size)
        says = f"says it is {name_place(place)}{describe(line)}" if place else "cannot be read"
        message = f"Changed: {names}. Line {self.line_number}, which should be this, {says}."
        self._found(Problem("changed", message, self.line_number, entry))
        self.want = high

    def _repeated(self, place: Place, line: bytes) -> None:
        self._place_problem("repeated", place, line, f"stands a second time at line {self.line_number}")

    def _place_problem(self, code: str, place: Place, line: bytes, what: str) -> None:
        name = name_place(place)
        entry = place.number if place.kind == "entry" else None
        self._found(Problem(code, f"{name[0].upper()}{name[1:]}{describe(line)} {what}.", self.line_number, entry))

    def _peek(self) -> int | None:
        if not self._held:
            line = next(self._lines, b"")
            if not line:
                return None
            self._held.append(line)
        place = self._place(self._held[-1])
        return place.ordinal if place else None

    def _place(self, line: bytes) -> Place | None:
        """Read a line's place; one that an export of this size does not have is none."""
        place = place_of(line)
        if place is None or self._size is None:
            return place
        if place.kind == "entry":
            return place if place.number < self._size else None
        if place.kind == "tile":
            entries = min(TILE_WIDTH, self._size - place.number * TILE_WIDTH)
            return place if place.ordinal == place.number * BLOCK + entries else None
        return place if place.ordinal == ordinal_of_end(self._size) else None
