"""What can stand in the way of keeping evidence."""

# ruff: noqa: N818 - the names are what went wrong; "Error" would add nothing
from __future__ import annotations


class EvidenceError(Exception):
    """Evidence cannot be kept or shown; the message says what to do."""


class OutsideTransaction(EvidenceError):
    """An entry must commit with what it is about: append it inside ``transaction.atomic()``."""


class UnknownKind(EvidenceError):
    """An entry of a kind that nobody declared; declare it in ``evidence/kinds.py`` or with ``declare``."""


class UnknownEntry(EvidenceError):
    """There is no such entry, or it is not in the tree yet."""


class NothingIntegrated(EvidenceError):
    """No entry is in the tree yet."""


class ProvingFailed(EvidenceError):
    """The promises were not examined, kept or broken."""


class ClockRefused(EvidenceError):
    """The computer's clock has jumped, so nothing is deleted by it until somebody has looked."""
