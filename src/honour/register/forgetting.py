"""What is gone after an erasure: keys, values, files, identifiers, permissions, collections, staged items."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from honour.register.attachments.forgetting import forget_attachments
from honour.register.fetching import among, any_of, change, fetch, listed, remove
from honour.register.holders import Going, forget_held
from honour.register.models import Collection, DataKey, Identifier, Permission, Record, Subject, TriggerTie
from honour.register.older import older_versions
from honour.register.references import require_unreferred
from honour.register.staging import forget_staged_of


@dataclass(frozen=True, slots=True)
class Gone:
    """How many records, data keys and staged items are gone."""

    records: int
    keys: int
    staged: int


def forget_person(subject: Subject, keep: frozenset[int] = frozenset()) -> Gone:
    """Destroy the keys of a person and delete every row about them; the opaque id stays, with nothing beside it.

    Arguments: ``keep``, records that a hold keeps, with their keys and what they are found by.
    """
    digests = [(each.kind, bytes(each.digest)) for each in fetch(Identifier, "subject_id = %s", (subject.pk,))]
    staged = forget_staged_of(subject, digests, spare_held=bool(keep))
    forget_held(Going([subject.pk]))
    kept = f" AND {{}} NOT IN {listed(tuple(keep))}" if keep else ""
    theirs = subject.pk, *keep
    of_them = f"subject_id = %s{kept.format('id')}"
    going = [row.pk for row in fetch(Record, of_them, theirs, without=("value",))]
    forget_attachments(subject.pk, going if keep else None)
    spared = f" AND id NOT IN (SELECT key_id FROM register_record WHERE id IN {listed(tuple(keep))})" if keep else ""  # noqa: S608 - ours
    keys = destroy_keys(f"subject_id = %s{spared}", theirs)
    remove(Identifier, f"subject_id = %s{kept.format('record_id')}", theirs)
    change(Record, {"superseded_by_id": None}, of_them, theirs)  # or their order of going would matter
    records = remove(Record, of_them, theirs)
    require_unreferred(among, [json.dumps(going)])
    remove(Permission, "subject_id = %s", (subject.pk,))
    remove(TriggerTie, "subject_id = %s", (subject.pk,))
    unused = "NOT EXISTS (SELECT 1 FROM register_record r WHERE r.collection_id = register_collection.id)"
    remove(Collection, f"subject_id = %s AND {unused}", (subject.pk,))
    change(Subject, NOTHING_BESIDE, "id = %s", (subject.pk,))
    return Gone(records, keys, staged)


NOTHING_BESIDE = {
    "kind": None,
    "consents": 0,
    "objections": 0,
    "marketing_objection": False,
    "restricted": False,
    "informed": 0,
    "approvals": 0,
    "last_contact": None,
    "stops": 0,
    "paused_until": None,
    "subscriber": Subject.Subscriber.UNKNOWN.value,
}
"""What the row of somebody who is gone says besides the opaque id."""


def forget_record(subject: Subject, record: int) -> Gone:
    """Delete a record, the older versions it replaced, and their key when no other record is left under it."""
    found = fetch(Record, "id = %s AND subject_id = %s", (record, subject.pk), without=("value",))
    if not found:
        return Gone(0, 0, 0)
    key = found[0].key_id
    going = older_versions([record])
    of_them = f"IN {listed(going)}"
    forget_held(Going([subject.pk], going))
    forget_attachments(subject.pk, going)
    remove(Identifier, f"record_id {of_them}", going)
    remove(TriggerTie, f"subject_id = %s AND record {of_them}", (subject.pk, *going))
    change(Record, {"superseded_by_id": None}, f"id {of_them}", going)
    records = remove(Record, f"id {of_them}", going)
    require_unreferred(among, [json.dumps(going)])
    left = any_of(Record, "subject_id = %s AND key_id = %s", (subject.pk, key))
    keys = 0 if left else destroy_keys("id = %s", (key,))
    return Gone(records, keys, 0)


def destroy_keys(condition: str, parameters: Sequence[int | str]) -> int:
    """Destroy the data keys that meet a condition; gives how many, without those that were destroyed before."""
    destroyed = DataKey.State.DESTROYED.value
    gone = {"wrapped": b"", "state": destroyed}
    return change(DataKey, gone, f"{condition} AND state <> {destroyed}", parameters)
