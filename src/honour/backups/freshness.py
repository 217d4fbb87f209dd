"""Whether a journal is new enough to restore with: it must reach everything known of it from elsewhere.

A restored backup forgets every stop and erasure since it was made; the journal brings them back. A journal older than a
checkpoint that somebody kept would forget some of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from honour.backups.errors import ArchiveRefusedError, JournalTooOldError
from honour.evidence.tombstones import START, Head, Journal
from honour.keyring import Keyring
from honour.ledger.checkpoint import Checkpoint, open_checkpoint
from honour.ledger.errors import LedgerError
from honour.ledger.note import VerifierKey

MAILED = "journal:mailed"
"""The kind of entry that says how far the journal was mailed. Whether it arrived is not known from here."""


@dataclass(frozen=True, slots=True)
class KnownHead:
    """How far the journal is known to have gone, who says so, and when it went no further, if that is known."""

    head: Head
    said_by: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a journal goes; ``complete_to``, the last moment at which it is known to have gone no further.

    Without a line, and without anybody who knew it so, there is no such moment.
    """

    head: Head
    complete_to: datetime | None


@dataclass(frozen=True, slots=True)
class KeptCheckpoint:
    """A checkpoint from somewhere: ``said_by`` names the place, ``note`` is its text."""

    said_by: str
    note: str

    def opened(self, keyring: Keyring) -> Checkpoint:
        """Give the checkpoint, its signature checked.

        Errors: ``ArchiveRefusedError`` when it is not signed by one of these keys.
        """
        keys = [VerifierKey.parse(key) for key in keyring.signing.verifier_keys]
        try:
            return open_checkpoint(self.note, keys)[0]
        except LedgerError as error:
            raise ArchiveRefusedError(
                f"The checkpoint in {self.said_by} is not one of these keys' ledger: {error} If the signing key was "
                "rotated since, give newer keys. Nothing was written."
            ) from None


def heads_of(checkpoints: Iterable[tuple[str, Checkpoint]]) -> Iterator[KnownHead]:
    """Give the heads that checkpoints state, with the places they are from."""
    for place, checkpoint in checkpoints:
        if checkpoint.journal is not None:
            signed = datetime.fromisoformat(checkpoint.signed_at) if checkpoint.signed_at else None
            said_by = f"the checkpoint over {checkpoint.size} entries in {place}"
            yield KnownHead(Head(*checkpoint.journal), said_by, signed)


def require_fresh(journal: Journal, known: Iterable[KnownHead]) -> Reached:
    """See that a journal is whole and reaches everything known of it; gives how far it goes, and up to when.

    Errors: ``JournalAlteredError``; ``JournalTooOldError``.
    """
    wanted: dict[int, list[KnownHead]] = {}
    for each in known:
        wanted.setdefault(each.head.number, []).append(each)
    same = wanted.pop(0, [])
    head, moments = Head(0, START), []
    for line in journal.read():
        head, moments = Head(line.number, line.hash), [line.at]
        same = wanted.get(line.number, [])
        for expected in wanted.pop(line.number, ()):
            if expected.head.hash != line.hash:
                raise JournalTooOldError(
                    f"This is another journal: its line {line.number} is not the one that {expected.said_by} knows. "
                    "Use the journal of the installation that the backup is of. Nothing was written."
                )
    if wanted:
        furthest = wanted[max(wanted)][0]
        raise JournalTooOldError(
            f"The journal ends with line {head.number}, and {furthest.said_by} knows of line {furthest.head.number}. "
            "Restoring with it would bring back people who were erased since, and forget stops. Use the newest "
            "journal: the live one (--journal-folder), its copy, or the newest archive. Nothing was written."
        )
    moments += [each.at for each in same if each.at]
    return Reached(head, max(moments, default=None))
