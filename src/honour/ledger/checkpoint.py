"""Checkpoints: the ledger's size and root, signed (C2SP tlog-checkpoint).

Two extension lines are Honour's own: when it was signed, and how far the tombstone journal had come.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from honour.ledger.errors import CheckpointUnreadable, NoteUnreadable
from honour.ledger.hashing import HASH_SIZE
from honour.ledger.note import Signer, VerifierKey, decode_strictly, open_note, read_note, sign_note

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_HEAD_LINES = 3


@dataclass(frozen=True)
class Checkpoint:
    """What a ledger says it is at one moment.

    Arguments: ``origin``, which ledger, its key's name; ``size``, its entries; ``root``, its root hash, 32 bytes;
    ``extensions``, further lines, none of them empty.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the text that is signed."""
        lines = [self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions]
        return "".join(f"{line}\n" for line in lines)

    def extension(self, word: str) -> str | None:
        """Return the rest of the extension line that begins with ``word``, or nothing."""
        for line in self.extensions:
            first, _, rest = line.partition(" ")
            if first == word:
                return rest
        return None

    @property
    def signed_at(self) -> str | None:
        """The instant of signing as the ledger writes it, if it was said."""
        return self.extension("time")

    @property
    def journal(self) -> tuple[int, str] | None:
        """The tombstone journal's last number and its hash when this was signed, if it was said.

        Errors: ``CheckpointUnreadable`` when the line has another form.
        """
        line = self.extension("journal")
        if line is None:
            return None
        number, _, head = line.partition(" ")
        if not _SIZE.fullmatch(number):
            raise CheckpointUnreadable(f"The checkpoint's journal line should begin with a number: {line!r}.")
        return int(number), head

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the text of a checkpoint.

        Errors: ``CheckpointUnreadable`` when it has another form.
        """
        lines = text.split("\n")
        if lines.pop() != "" or len(lines) < _HEAD_LINES or not all(lines) or not _SIZE.fullmatch(lines[1]):
            raise CheckpointUnreadable("A checkpoint has a line each for its origin, its size and its root hash.")
        try:
            root = decode_strictly(lines[2])
        except NoteUnreadable:
            root = b""
        if len(root) != HASH_SIZE:
            raise CheckpointUnreadable("The checkpoint's third line should be a root hash of 32 bytes in base64.")
        return cls(lines[0], int(lines[1]), root, tuple(lines[3:]))


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> str:
    """Return a checkpoint as a signed note.

    Errors: ``CheckpointUnreadable`` when an extension line is empty or two lines.
    """
    if any(not line or "\n" in line for line in (checkpoint.origin, *checkpoint.extensions)):
        raise CheckpointUnreadable("The lines of a checkpoint are not empty and hold no newline.")
    return sign_note(checkpoint.text(), signer)


def open_checkpoint(note: str, keys: Iterable[VerifierKey]) -> tuple[Checkpoint, VerifierKey]:
    """Return the checkpoint in a signed note and the trusted key that signed it.

    Errors: ``NoteUnreadable``, ``SignatureRefused``, ``CheckpointUnreadable``.
    """
    text, key = open_note(note, keys)
    return Checkpoint.parse(text), key


def read_checkpoint(note: str) -> Checkpoint:
    """Return what a note claims, its signatures unchecked.

    Errors: ``NoteUnreadable``, ``CheckpointUnreadable``.
    """
    text, _ = read_note(note)
    return Checkpoint.parse(text)
