"""Which files belong to records: kind and size, and their names where the records have been opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from honour.keyring import Opener
from honour.register.attachments.placing import name_place
from honour.register.known_keys import register_keyring
from honour.register.models import Attachment, DataKey
from honour.register.older import older_versions
from honour.register.reading import Reading
from honour.register.sealed import key_place


@dataclass(frozen=True, slots=True)
class Attached:
    """A file, by what may be known of it without a purpose. ``record`` is the newest version of its record."""

    id: str
    record: int
    media_type: str
    size: int
    attached_at: datetime
    attached_by: str


def attached_to(records: Iterable[int]) -> dict[int, list[Attached]]:
    """Give the files of records, those of the versions that they replaced included, the oldest first."""
    newest = {old: record for record in records for old in older_versions([record])}
    found: dict[int, list[Attached]] = {}
    for row in Attachment.objects.filter(record__in=newest).order_by("pk"):
        record = newest[row.record_id]
        found.setdefault(record, []).append(
            Attached(row.public_id, record, row.media_type, row.size, row.attached_at, row.attached_by)
        )
    return found


def names_in(reading: Reading) -> Mapping[str, str]:
    """Give the names of the files whose records were opened, by the file's id. The reading is on the ledger already."""
    keyring = register_keyring()
    names: dict[str, str] = {}
    opened = older_versions([record.id for record in reading.records])
    rows = Attachment.objects.filter(
        record__in=opened, subject__public_id=reading.person, key__state=DataKey.State.LIVE
    )
    for row in rows.select_related("key", "record"):
        place = key_place(row.subject_id, row.record.category)
        opener = Opener(keyring.unwrap(row.key.root_version, bytes(row.key.wrapped), place))
        owner = row.subject_id, row.record.category, row.record_id
        names[row.public_id] = opener(bytes(row.name), name_place(owner, row.pk, row.total, row.size)).decode()
    return names
