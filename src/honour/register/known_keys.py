"""The installation's root keys, held against those that this database's data were written under."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from honour.keyring import Keyring, KnownKey, installed_keyring
from honour.register.models import DataKey, Identifier, KnownRootKey, Staged, StagedIdentifier

_checked: Keyring | None = None


def known_keys() -> tuple[KnownKey, ...]:
    """Give every root key that this database's data were written under; a retired version is none of them."""
    rows = list(KnownRootKey.objects.order_by("purpose", "version"))
    newest = {row.purpose: row.version for row in rows}
    return tuple(
        KnownKey(row.purpose, row.version, row.check_value)  # type: ignore[arg-type] # written from a Purpose below
        for row in rows
        if row.version == newest[row.purpose] or _in_use(row.purpose, row.version)
    )


def _in_use(purpose: str, version: int) -> bool:
    """Say whether rows are under an older version of a key; only for keys that can be retired is that a question."""
    if purpose == "wrapping":
        kept = DataKey.objects.filter(root_version=version).exclude(state=DataKey.State.DESTROYED)
        return kept.exists() or Staged.objects.filter(root_version=version).exists()
    if purpose == "lookup":
        hashes = Identifier.objects.filter(key_version=version)
        return hashes.exists() or StagedIdentifier.objects.filter(key_version=version).exists()
    return True


def register_keyring() -> Keyring:
    """Give the installation's keyring, once per process held against the database.

    Errors: ``KeyringError`` of the kind that fits, when a key is missing, altered, older than the data or another one.
    Nothing is written under a wrong key, because every service asks here first.
    """
    keyring = installed_keyring()
    if keyring is not _checked:
        known = known_keys()
        keyring.require(known)
        new = [key for key in keyring.known if key not in known]
        if new:
            _remember(new)
        if new and transaction.get_connection().in_atomic_block:
            transaction.on_commit(lambda: _trust(keyring))  # a rollback would forget what was remembered
        else:
            _trust(keyring)
    return keyring


def _trust(keyring: Keyring) -> None:
    """Remember, for this process, that a keyring is the one that the data were written under."""
    global _checked  # noqa: PLW0603 - one keyring is installed in a process
    _checked = keyring


def _remember(keys: list[KnownKey]) -> None:
    """Write down keys seen for the first time; another process may be doing the same."""
    now = timezone.now()
    for key in keys:
        try:
            with transaction.atomic():
                KnownRootKey.objects.create(
                    purpose=key.purpose, version=key.version, check_value=key.check, seen_at=now
                )
        except IntegrityError:
            continue
    installed_keyring().require(known_keys())
