"""What can be wrong with what the ledger is given."""

# ruff: noqa: N818 - the names are what went wrong; "Error" would add nothing
from __future__ import annotations


class LedgerError(Exception):
    """Something about the ledger is not as it must be; the message says what, and what to do."""


class FrontierBroken(LedgerError):
    """The kept right edge of the tree does not fit its size."""


class ProofRefused(LedgerError):
    """A proof does not show what it claims."""


class NoteUnreadable(LedgerError):
    """A signed note or a key is not in the form of C2SP signed-note."""


class SignatureRefused(LedgerError):
    """No signature on the note is by a key that is trusted here."""


class CheckpointUnreadable(LedgerError):
    """A checkpoint is not in the form of C2SP tlog-checkpoint."""


class NotCanonical(LedgerError):
    """A payload holds something that has no single form in canonical JSON."""


class BundleUnreadable(LedgerError):
    """A proof bundle is not in the form this version reads."""
