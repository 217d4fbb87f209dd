"""What the register moves when a root key is rotated: data keys are wrapped again, identifiers hashed again.

No value is sealed again. Each batch is one transaction, and a row says under which version it is, so a rotation that
was killed goes on with what is left.
"""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from honour.keyring import Keyring, Purpose, unseal
from honour.keyring.rotation import Step
from honour.register.known_keys import known_keys, register_keyring
from honour.register.models import DataKey, Identifier, Staged, StagedIdentifier
from honour.register.sealed import identifier_place, key_place
from honour.register.staging import staged_place

__all__ = ["STEPS", "known_keys"]


class _Rewrap:
    """Wraps the keys of one table again under the newest wrapping key."""

    purpose: Purpose = "wrapping"

    def __init__(self, name: str, rows: models.QuerySet[Any]) -> None:
        self.name = name
        self._rows = rows

    def left(self, keyring: Keyring) -> int:
        """Count the keys under older versions."""
        return self._older(keyring).count()

    def advance(self, keyring: Keyring, batch: int) -> int:
        """Wrap a batch again."""
        register_keyring()
        with transaction.atomic():
            rows = list(self._older(keyring).select_for_update()[:batch])
            for row in rows:
                place = _place(row)
                plain = keyring.unwrap(row.root_version, bytes(row.wrapped), place)
                row.root_version, row.wrapped = keyring.wrap(plain, place)
            self._rows.model.objects.bulk_update(rows, ["root_version", "wrapped"])
        return len(rows)

    def _older(self, keyring: Keyring) -> models.QuerySet[Any]:
        """Give the keys under older versions, the oldest first, as their index has them."""
        return self._rows.filter(root_version__lt=keyring.wrapping_version).order_by("root_version")


class _Renumber:
    """Takes the destroyed keys off an older version: whether anything is under it is then soon answered."""

    purpose: Purpose = "wrapping"
    name = "destroyed keys"

    def left(self, keyring: Keyring) -> int:
        """Count the rows that still name an older version."""
        return self._older(keyring).count()

    def advance(self, keyring: Keyring, batch: int) -> int:
        """Write the newest version into a batch of rows that no key is left in."""
        older = self._older(keyring).order_by("root_version").values("pk")[:batch]
        return DataKey.objects.filter(pk__in=older).update(root_version=keyring.wrapping_version)

    @staticmethod
    def _older(keyring: Keyring) -> models.QuerySet[DataKey]:
        return DataKey.objects.filter(root_version__lt=keyring.wrapping_version, state=DataKey.State.DESTROYED)


def _place(row: DataKey | Staged) -> bytes:
    if isinstance(row, DataKey):
        return key_place(row.subject_id, row.category)
    return staged_place(row.public_id, row.owner)


class _Rehash:
    """Hashes identifiers again under the newest look-up key."""

    purpose: Purpose = "lookup"
    name = "identifiers"

    def left(self, keyring: Keyring) -> int:
        """Count the hashes under older versions. Those in staging cannot be made again; they are gone within days."""
        newest = keyring.lookup.version
        staged = StagedIdentifier.objects.exclude(key_version=newest).count()
        return Identifier.objects.exclude(key_version=newest).count() + staged

    def advance(self, keyring: Keyring, batch: int) -> int:
        """Hash a batch again."""
        register_keyring()
        newest = keyring.lookup.version
        with transaction.atomic():
            waiting = Identifier.objects.exclude(key_version=newest).select_for_update(of=("self",))
            rows = list(waiting.select_related("record__key").order_by("pk")[:batch])
            for row in rows:
                key = row.record.key
                place = key_place(row.subject_id, key.category)
                data_key = keyring.unwrap(key.root_version, bytes(key.wrapped), place)
                value = unseal(data_key, bytes(row.value), identifier_place(row.kind, row.record_id)).decode()
                hashed = keyring.lookup.current(row.kind, value)
                row.digest, row.key_version = hashed.digest, hashed.version
            Identifier.objects.bulk_update(rows, ["digest", "key_version"])
        return len(rows)


STEPS: tuple[Step, ...] = (
    _Rewrap("data keys", DataKey.objects.exclude(state=DataKey.State.DESTROYED)),
    _Renumber(),
    _Rewrap("staged items", Staged.objects.all()),
    _Rehash(),
)
"""The register's steps of a rotation, for ``honour.keyring.rotation``."""
