"""What checkpoints are signed with in an installation: its keyring and its journal."""

from __future__ import annotations

from dataclasses import dataclass

from honour.evidence.tombstones import Head, installed_journal
from honour.keyring import installed_keyring
from honour.ledger.note import Signer, VerifierKey


@dataclass(frozen=True)
class Signing:
    """What a checkpoint is signed with.

    Arguments: ``signer``, the key in use; ``keys``, every key that has signed for this ledger; ``journal``, how far the
    tombstone journal has come.
    """

    signer: Signer
    keys: tuple[VerifierKey, ...]
    journal: Head


def installed_signing() -> Signing:
    """Return what the installation signs with.

    Errors: those of the keyring and the journal.
    """
    return Signing(installed_keyring().signing.current, installed_keys(), installed_journal().head())


def installed_keys() -> tuple[VerifierKey, ...]:
    """Return every key that has signed checkpoints here, the current one first."""
    return tuple(VerifierKey.parse(key) for key in installed_keyring().signing.verifier_keys)
