"""Checking the kept ledger where it stands: entries, tiles, checkpoints, signatures, copies elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from honour.evidence.exporting import ledger_lines
from honour.evidence.models import Entry, SignedCheckpoint
from honour.evidence.sinks import Sink, SinkRefused, installed_sinks
from honour.evidence.tree.integrating import the_tree
from honour.evidence.tree.people import entries_left_out
from honour.evidence.tree.signing import installed_keys
from honour.evidence.tree.strays import entries_outside
from honour.evidence.tree.tiles import read_tile
from honour.ledger.export.report import Problem, Report
from honour.ledger.export.verify import verify_export
from honour.ledger.hashing import HASH_SIZE, tree_hash
from honour.ledger.note import VerifierKey
from honour.ledger.tiles import TILE_HEIGHT, TILE_WIDTH, split_hashes

_MOST_NAMED = 20  # entries


@dataclass
class LedgerCheck:
    """What checking the kept ledger found.

    Arguments: ``report``, as for an export; ``checkpoints``, how many signed ones were compared, those kept elsewhere
    included; ``waiting``, entries that are not in the tree yet; ``problems``, all that is wrong.
    """

    report: Report
    checkpoints: int = 0
    waiting: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def intact(self) -> bool:
        """Whether nothing at all was found."""
        return not self.problems


def verify_ledger(
    now: datetime, keys: tuple[VerifierKey, ...] | None = None, sinks: list[Sink] | None = None
) -> LedgerCheck:
    """Check every integrated entry, every tile and every checkpoint, and that no entry stands outside the tree.

    Also that each entry is found by the person whom it is about.
    Arguments: ``keys``, trusted to sign, those of the keyring unless given; ``sinks``, whose copies are compared, the
    installation's unless given. Errors: those of the keyring, the database and the disk; never for what is found.
    """
    keys = installed_keys() if keys is None else keys
    tree, last = the_tree(), SignedCheckpoint.objects.order_by("-pk").first()
    notes = list(SignedCheckpoint.objects.order_by("-pk").values_list("note", flat=True)[1:].iterator())
    check = LedgerCheck(Report())
    for sink in installed_sinks() if sinks is None else sinks:
        try:
            notes += sink.kept()
        except SinkRefused as refused:
            check.problems.append(Problem("checkpoint", str(refused)))
    if last is not None:
        check.report = verify_export(ledger_lines(last, keys, now), now=now, keys=keys, checkpoints=notes)
        check.problems += check.report.problems
        check.checkpoints = 1 + len(check.report.compared)
    elif tree.size or notes:
        check.problems.append(
            Problem("checkpoint", "There is no checkpoint, though there were entries: it was removed.")
        )
    if last is not None and last.size != tree.size:
        text = f"The tree holds {tree.size} entries; the last checkpoint is over {last.size}."
        check.problems.append(Problem("checkpoint", text))
    check.problems += _upper_tiles(tree.size)
    check.waiting, strays = entries_outside(tree)
    check.problems += list(_strays(strays))
    check.problems += _left_out(entries_left_out(tree))
    return check


def _upper_tiles(size: int) -> Iterator[Problem]:
    """Compare each tile above the first level with the tiles below it; the export compared those of the first."""
    level, hashes = 1, size >> TILE_HEIGHT
    while hashes >= TILE_WIDTH:
        for number in range(hashes >> TILE_HEIGHT):
            below = read_tile(level, number)
            above, slot = divmod(number, TILE_WIDTH)
            kept = read_tile(level + 1, above)[slot * HASH_SIZE : (slot + 1) * HASH_SIZE]
            if tree_hash(split_hashes(below)) != kept:
                yield Problem("tile", f"Tile {number} of level {level} or its hash above was changed.")
        level, hashes = level + 1, hashes >> TILE_HEIGHT


def _left_out(entries: list[int]) -> Iterator[Problem]:
    for entry in entries[:_MOST_NAMED]:
        yield Problem("person", f"Entry id {entry} is not found by the person whom it is about.")
    if len(entries) > _MOST_NAMED:
        yield Problem("person", f"Nor are {len(entries) - _MOST_NAMED} more entries.")


def _strays(strays: list[Entry]) -> Iterator[Problem]:
    for entry in strays[:_MOST_NAMED]:
        text = f"Entry id {entry.pk}, {entry.kind}, stands outside the tree: it was put in by hand."
        yield Problem("outside", text)
    if len(strays) > _MOST_NAMED:
        yield Problem("outside", f"So do {len(strays) - _MOST_NAMED} more entries.")
