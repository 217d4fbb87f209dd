"""How evidence examines itself: the ledger against what was signed, the journal against what the ledger knows of it."""

from __future__ import annotations

from datetime import datetime

from honour.evidence.models import SignedCheckpoint
from honour.evidence.provers.finding import MOST_EXHIBITS, Exhibit, Finding, broken, kept, not_proved
from honour.evidence.provers.registry import prover
from honour.evidence.sinks import installed_sinks
from honour.evidence.tombstones import JournalAlteredError, installed_journal
from honour.evidence.tree.tiles import read_ids
from honour.evidence.verifying import LedgerCheck, verify_ledger
from honour.ledger.checkpoint import read_checkpoint
from honour.ledger.export.report import Problem
from honour.ledger.tiles import TILE_WIDTH
from honour.notice.wording import counted


@prover(
    "K01",
    clause="purpose.honour-ledger",
    test="Every entry is measured against its hash in the tree, and the tree against everything signed over it.",
)
def ledger_is_whole(now: datetime) -> Finding:
    """Check the kept ledger."""
    check = verify_ledger(now)
    if check.problems:
        return broken(
            f"{len(check.problems)} parts of the ledger are not as they were written",
            _coverage(check),
            [Exhibit(problem.message, entry=_entry_id(problem)) for problem in check.problems[:MOST_EXHIBITS]],
        )
    if not check.report.entries:
        return not_proved("The ledger has no entry yet that could have been changed.")
    return kept(f"0 of {check.report.entries:,} entries were changed, dropped or moved", _coverage(check))


@prover(
    "K02",
    clause="purpose.honour-suppression",
    test="Every line of the journal of stops and erasures is read, up to the furthest that the ledger has signed for.",
)
def journal_is_whole(_: datetime) -> Finding:
    """Check the tombstone journal against itself and against the checkpoints."""
    journal, known = installed_journal(), _signed_heads()
    lines = 0
    try:
        for tombstone in journal.read():
            lines = tombstone.number
            if known.get(tombstone.number, tombstone.hash) != tombstone.hash:
                return _journal_broken(f"Line {lines} of the journal is not the one that was signed for.", lines)
    except JournalAlteredError as error:
        return _journal_broken(str(error), lines)
    furthest = max(known, default=0)
    if furthest > lines:
        return _journal_broken(f"The journal ends with line {lines}; line {furthest} was signed for.", lines)
    if not lines:
        return not_proved("Nothing was stopped or erased yet, so the journal has nothing to forget.")
    return kept(
        f"0 of {lines:,} stops and erasures were forgotten", f"all {counted(lines, 'line')}, {len(known)} signed heads"
    )


def _coverage(check: LedgerCheck) -> str:
    said = [f"all {counted(check.report.entries, 'entry', 'entries')}", f"{counted(check.checkpoints, 'checkpoint')}"]
    said += [f"{counted(check.report.expired, 'payload')} had reached their end"] if check.report.expired else []
    said += [f"{counted(check.waiting, 'entry', 'entries')} wait their turn"] if check.waiting else []
    elsewhere = (
        "copies kept elsewhere included"
        if any(each.kept() for each in installed_sinks())
        else "no copy is kept elsewhere to compare with"
    )
    return ", ".join([*said, elsewhere])


def _entry_id(problem: Problem) -> int | None:
    """Return the number of the entry that stands where the problem is; the tree counts places, people use numbers."""
    if problem.entry is None:
        return None
    tile, slot = divmod(problem.entry, TILE_WIDTH)
    ids = read_ids(tile)
    return ids[slot] if slot < len(ids) else None


def _signed_heads() -> dict[int, str]:
    """Return the hashes that the journal's lines had when checkpoints were signed, by number."""
    heads: dict[int, str] = {}
    for note in SignedCheckpoint.objects.values_list("note", flat=True).iterator():
        journal = read_checkpoint(note).journal
        if journal is not None and journal[0]:
            heads[journal[0]] = journal[1]
    return heads


def _journal_broken(words: str, lines: int) -> Finding:
    return broken(words, f"the first {counted(lines, 'line')}", [Exhibit(words)])
