"""A person's row, locked for one writer; and who a person's identifiers say they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import connection
from django.db.models import Q

from honour.evidence.prepared import run_prepared
from honour.keyring import KeyedHash, Keyring, unseal
from honour.register.errors import UnknownPersonError
from honour.register.fetching import fetch, fetch_beside
from honour.register.inserting import insert_row
from honour.register.models import DataKey, Erasure, Identifier, Subject
from honour.register.sealed import identifier_place, key_place
from honour.register.versions import STAMP, Versions, versions_at

_Found = TypeVar("_Found")


_LIVE = "public_id = %s AND status = 0"


def lock_person(person: str) -> Subject:
    """Give a live person's row, locked until the transaction ends.

    Arguments: ``person``, the opaque id.
    Errors: ``UnknownPersonError`` when nobody has it, or the person was erased.
    """
    return _only(fetch(Subject, _LIVE, (person,), lock=True))


def lock_person_and_notice(person: str) -> tuple[Subject, Versions]:
    """Give a person's row as ``lock_person`` does, and the published versions, for which the same query asks."""
    subject, stamp = _only(fetch_beside(Subject, STAMP, _LIVE, (person,), lock=True))
    return subject, versions_at(stamp)


_UNDOABLE = """record IS NULL AND step = 0
    AND subject_id IN (SELECT id FROM register_subject WHERE public_id = %s)"""


def lock_person_to_stop(person: str) -> tuple[Subject, Versions]:
    """Give what ``lock_person_and_notice`` does, also of somebody whose erasure can be undone yet.

    What they stop meanwhile has to stand when it is undone (UK GDPR Arts 7(3), 21(3)); nothing else is written of them.
    Errors: ``UnknownPersonError``.
    """
    try:
        return lock_person_and_notice(person)
    except UnknownPersonError:
        if not fetch(Erasure, _UNDOABLE, (person,), lock=True):  # locked first, as whoever finishes or undoes it does
            return lock_person_and_notice(person)  # it may have been undone just now
    subject, stamp = _only(fetch_beside(Subject, STAMP, "public_id = %s", (person,), lock=True))
    return subject, versions_at(stamp)


def _only(found: Sequence[_Found]) -> _Found:
    if not found:
        raise UnknownPersonError("Nobody is here under this id: it is mistyped, or the person was erased.")
    return found[0]


def lock_identifier(hashed: KeyedHash) -> None:
    """Let one transaction at a time decide who an identifier belongs to.

    SQLite has one writer anyway; on PostgreSQL an advisory lock on the hash is held until the transaction ends.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(hashed.digest[:8], "big", signed=True)])


_SUBJECT = ("public_id", "kind", "informed", "consents", "created_at", "last_contact")
_BY_IDENTIFIER = "SELECT subject_id FROM register_identifier WHERE digest = %s AND kind = %s"


def find_or_make(  # noqa: PLR0913 - what is known of somebody who writes
    keyring: Keyring,
    identifiers: Iterable[tuple[str, str]],
    *,
    kind: int,
    informed: int,
    consents: int,
    at: datetime,
) -> tuple[Subject, bool]:
    """Find the person by email address, or make one; gives the row, locked, and whether the person is new.

    Arguments: ``identifiers``, kind and value; ``informed`` and ``consents``, bits that the person gains.
    """
    for identifier in (each for each in identifiers if each[0] == "email"):
        hashes = keyring.lookup.every(*identifier)
        lock_identifier(hashes[0])
        for found in people_by(hashes, "email"):
            person = Subject.objects.select_for_update().get(pk=found.pk)
            if person.status == Subject.Status.LIVE:  # it may have been erased while the lock was awaited
                person.kind = kind if person.kind is None else person.kind
                person.informed |= informed
                person.consents |= consents
                person.last_contact = max(filter(None, (person.last_contact, at)))
                person.save(update_fields=["kind", "informed", "consents", "last_contact"])
                return person, False
    made = Subject(kind=kind, informed=informed, consents=consents, created_at=at, last_contact=at)
    made.pk = insert_row(Subject, _SUBJECT, (made.public_id, kind, informed, consents, at, at))
    return made, True


def people_by(hashes: Iterable[KeyedHash], kind: str, *, leaving: bool = False) -> list[Subject]:
    """Give the live people with an identifier, the longest known first.

    Arguments: ``leaving``, whether those count whose erasure can be undone yet.
    """
    found = {row[0] for hashed in hashes for row in run_prepared(_BY_IDENTIFIER, (hashed.digest, kind))}
    if not found:
        return []
    here = Q(status=Subject.Status.LIVE)
    if leaving:
        begun = Erasure.objects.filter(subject__in=found, record=None, step=Erasure.Step.INTENDED)
        here |= Q(pk__in=begun.values("subject"))
    return list(Subject.objects.filter(here, pk__in=found).order_by("pk"))


def identifiers_of(keyring: Keyring, subject: Subject) -> list[tuple[str, str]]:
    """Open a person's identifiers, to carry a stop or an erasure through; the values must not leave the caller.

    What is being erased counts as long as its key is there: a stop goes on the list for that too.

    Errors: ``SealBrokenError`` when one was changed.
    """
    opened: dict[int, bytes] = {}
    found: set[tuple[str, str]] = set()
    rows = Identifier.objects.filter(subject=subject, record__key__state__lt=DataKey.State.DESTROYED)
    for row in rows.select_related("record__key"):
        key = row.record.key
        if key.pk not in opened:
            place = key_place(subject.pk, key.category)
            opened[key.pk] = keyring.unwrap(key.root_version, bytes(key.wrapped), place)
        value = unseal(opened[key.pk], bytes(row.value), identifier_place(row.kind, row.record_id))
        found.add((row.kind, value.decode()))
    return sorted(found)
