"""Measuring an export against signed checkpoints: its own, and those that the reader got elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from honour.ledger.checkpoint import Checkpoint, open_checkpoint, read_checkpoint
from honour.ledger.errors import LedgerError, NoteUnreadable, SignatureRefused
from honour.ledger.export.lines import Header
from honour.ledger.export.report import Problem, Report
from honour.ledger.export.tally import Roots, Tally
from honour.ledger.note import VerifierKey
from honour.ledger.tiles import TILE_WIDTH


class Comparison:
    """The checkpoints of one check.

    Arguments: ``report``, is told whose signature held; ``found``, is told of each problem; ``header``, if it could be
    read; ``keys`` and ``checkpoints``, got elsewhere.
    """

    def __init__(
        self,
        report: Report,
        found: Callable[[Problem], None],
        header: Header | None,
        keys: Sequence[VerifierKey],
        checkpoints: Sequence[str],
    ) -> None:
        self._report = report
        self._found = found
        self._keys = list(keys) or self._own_keys(header)
        report.key_is_known = bool(keys)
        self._own = self._own_checkpoint(header) if header else None
        self._given = [one for one in map(self._given_checkpoint, checkpoints) if one]

    @property
    def size(self) -> int | None:
        """How many entries the file should hold, if header and checkpoint agree on it."""
        return self._own.size if self._own else None

    def sizes(self) -> list[int]:
        """Return the tree sizes whose roots will be wanted."""
        return [one.size for one in [self._own, *self._given] if one]

    def finish(self, tally: Tally) -> None:
        """Compare the roots that were added up with those that were signed."""
        own = None
        if self._own and self._own.size in tally.roots:  # a shorter file was reported when it ended
            own = self._compare(self._own, tally, "its own checkpoint")
        for given in self._given:
            if self._compare(given, tally, "the checkpoint given"):
                self._report.compared.append(given.size)
        for tile, entries in tally.suspects:
            self._suspect(tile, entries, own)

    def _compare(self, signed: Checkpoint, tally: Tally, which: str) -> Roots | None:
        """Return the roots that agree with the checkpoint, each of them nothing where it does not."""
        name = f"{which}, of {signed.size} entries" + (f" and {signed.signed_at}" if signed.signed_at else "")
        roots = tally.roots.get(signed.size)
        if roots is None:
            held = max(tally.roots)
            text = f"Truncated: entries {held}–{signed.size - 1}, which {name}, covers, are not in the file."
            self._found(Problem("truncated", text, None, held))
        elif not roots.known and signed is not self._own and self._report.problems:
            pass  # what stands in the way was named
        elif not roots.known:
            text = f"What is missing or unreadable leaves the rest unproved: it could not be measured against {name}."
            self._found(Problem("root", text))
        elif signed.root not in {roots.computed, roots.stated}:
            text = f"Entries 0–{signed.size - 1} do not add up to {name}: they are not the entries that were signed."
            self._found(Problem("root", text))
        else:
            return Roots(
                roots.computed if roots.computed == signed.root else None,
                roots.stated if roots.stated == signed.root else None,
            )
        return None

    def _suspect(self, tile: int, entries: int, own: Roots | None) -> None:
        first = tile * TILE_WIDTH
        among = f"entries {first}–{first + entries - 1}"
        if own and own.computed and not own.stated:
            text = f"Tile line {tile} was changed; its {among} are those that were signed."
        elif own and own.stated and not own.computed:
            text = f"Among {among} one or more were changed together with their leaf hashes: the tile hash differs."
        else:
            text = f"Tile line {tile} and its {among} do not belong together: one or more of them were changed."
        self._found(Problem("tile", text, None, first))

    def _own_keys(self, header: Header | None) -> list[VerifierKey]:
        keys = []
        for text in header.keys if header else ():
            try:
                keys.append(VerifierKey.parse(str(text)))
            except NoteUnreadable as error:
                self._found(Problem("header", f"A key in the header cannot be used. {error}", 1))
        return keys

    def _own_checkpoint(self, header: Header) -> Checkpoint | None:
        try:
            signed = read_checkpoint(header.checkpoint)
            if signed.size != header.size:
                text = f"The header says {header.size} entries and its checkpoint {signed.size}."
                self._found(Problem("header", text, 1))
                return None
            self._report.checkpoint, self._report.key = open_checkpoint(header.checkpoint, self._keys)
        except SignatureRefused as error:
            self._found(Problem("signature", f"The header's checkpoint: {error}", 1))
        except LedgerError as error:
            self._found(Problem("header", f"The header's checkpoint cannot be read. {error}", 1))
            return None
        return signed

    def _given_checkpoint(self, note: str) -> Checkpoint | None:
        try:
            signed, _ = open_checkpoint(note, self._keys)
        except LedgerError as error:
            self._found(Problem("checkpoint", f"The checkpoint given cannot be used. {error}"))
            return None
        if self._own and signed.origin != self._own.origin:
            text = f"The checkpoint given is of the ledger {signed.origin}; the file is of {self._own.origin}."
            self._found(Problem("checkpoint", text))
            return None
        return signed
