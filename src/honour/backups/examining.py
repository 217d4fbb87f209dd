"""Looking at a restored database for anybody who came back, any stop that is forgotten, and anything that nobody opens.

It asks the journal, and what the installation in use says, not the code that repeated them: each can be wrong alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from pydantic import BaseModel
from pyroaring import BitMap

from honour.evidence.tombstones import Journal, Tombstone
from honour.evidence.verifying import verify_ledger
from honour.register.holding import HELD, held_records
from honour.register.models import Erasure, Permission, Record, Subject, Suppression
from honour.register.older import newest_there, rows_named
from honour.register.provers.seals import values_rest_sealed
from honour.register.replaying import LIFTED_BY
from honour.register.sweeping import unpacked

_MOST = 20  # faults named of each sort


class InUse(BaseModel):
    """What the installation in use says: whom it erased, and what it stopped, by opaque ids and keyed hashes."""

    erased: list[str] = []
    stopped: list[str] = []
    listed: list[tuple[str, str, int]] = []


@dataclass
class Examined:
    """What was found; each list names faults by opaque ids, the first twenty.

    ``people`` and ``entries``: how many came back. ``values``: of the sealed values, what was opened.
    """

    people: int = 0
    entries: int = 0
    values: str = ""
    undeleted: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    ledger: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing at all was found."""
        return not (self.undeleted or self.forgotten or self.unreadable or self.ledger)


def say_in_use() -> InUse:
    """Say who is erased here and what is stopped, to hold a restored database against.

    An erasure that was only begun is not asked for: its tombstone may not be on the disk yet.
    """
    begun = Erasure.objects.filter(record=None, step=Erasure.Step.INTENDED).values("subject")
    erased = Subject.objects.filter(status=Subject.Status.ERASED).exclude(pk__in=begun)
    stopped = Subject.objects.filter(status=Subject.Status.LIVE, marketing_objection=True)
    listed = Suppression.objects.values_list("kind", "digest", "key_version")
    return InUse(
        erased=list(erased.values_list("public_id", flat=True)),
        stopped=list(stopped.values_list("public_id", flat=True)),
        listed=[(kind, bytes(digest).hex(), version) for kind, digest, version in listed.iterator()],
    )


def examine(journal: Journal, in_use: InUse, now: datetime) -> Examined:
    """Examine the database in use here, which was restored just now.

    Errors: those of the journal, the keyring and the database.
    """
    found = Examined(Subject.objects.filter(status=Subject.Status.LIVE).count())
    lines = list(journal.read())
    found.undeleted += _first(_undeleted(lines, in_use))
    found.forgotten += _first(_forgotten(lines, in_use))
    sealed = values_rest_sealed(now)
    found.values = sealed.coverage
    found.unreadable += [f"{each.words} {each.record or ''}".strip() for each in sealed.exhibits[:_MOST]]
    check = verify_ledger(now, sinks=[])
    found.entries = check.report.entries + check.waiting
    found.ledger += [problem.message for problem in check.problems[:_MOST]]
    return found


BEGUN = frozenset({"record:erasing", "record:erasure-undone"})


def _first(faults: Iterator[str]) -> list[str]:
    return [fault for _, fault in zip(range(_MOST), faults, strict=False)]


def _undeleted(lines: list[Tombstone], in_use: InUse) -> Iterator[str]:
    pending: dict[str, bool] = {}
    swept: list[Tombstone] = []
    records = {line.body["record"]: line for line in lines if line.kind in BEGUN}
    erased = set(in_use.erased)
    for line in lines:
        match line.kind:
            case "person:erased":
                erased.add(line.body["person"])
            case "person:erasing" | "person:erasure-undone":
                pending[line.body["person"]] = line.kind == "person:erasing"
            case "record:erased":
                yield from _record_again(line)
            case "records:swept":
                swept.append(line)
    yield from _swept_again(swept)
    yield from _people_again(erased)
    for person in Subject.objects.filter(status=Subject.Status.LIVE).values_list("public_id", flat=True).iterator():
        if pending.get(person):
            yield f"{person} was being erased and is not any more"
    yield from _record_not_waiting(records)


def _record_not_waiting(begun: Mapping[int, Tombstone]) -> Iterator[str]:
    """Name records whose erasure was begun, and that are there as if it had not been."""
    waiting = set(Erasure.objects.filter(step__lt=Erasure.Step.CONFIRMED).values_list("record", flat=True))
    for line in begun.values():
        if line.kind == "record:erasing" and waiting.isdisjoint(rows_named(line.body)):
            yield from _record_again(line)


def _people_again(erased: set[str]) -> Iterator[str]:
    """Name the erased who are there, or of whom something is; whatever a sealed hold keeps was never gone."""
    records, identifiers, keys = _have_records(), _have_identifiers(), _have_keys()
    for person, number, status in Subject.objects.values_list("public_id", "pk", "status").iterator():
        if person not in erased:
            continue
        if status == Subject.Status.LIVE:
            yield f"{person} was erased and is there again"
        elif number in records or number in identifiers:
            yield f"{person} was erased, and records of theirs are there again"
        elif number in keys:
            yield f"{person} was erased, and a key of theirs is there again"


def _have_records() -> BitMap:
    return _people(f"""
        SELECT r.subject_id FROM register_subject s JOIN register_record r ON r.subject_id = s.id
         WHERE s.status <> 0 AND NOT {HELD}""")  # noqa: S608 - constants of ours


def _have_identifiers() -> BitMap:
    return _people(f"""
        SELECT i.subject_id FROM register_subject s JOIN register_identifier i ON i.subject_id = s.id
          LEFT JOIN register_record r ON r.id = i.record_id
         WHERE s.status <> 0 AND (r.id IS NULL OR NOT {HELD})""")  # noqa: S608 - constants of ours


def _have_keys() -> BitMap:
    return _people(f"""
        SELECT k.subject_id FROM register_subject s JOIN register_datakey k ON k.subject_id = s.id
         WHERE s.status <> 0 AND length(k.wrapped) > 0
           AND NOT EXISTS (SELECT 1 FROM register_record r WHERE r.subject_id = k.subject_id AND {HELD})""")  # noqa: S608 - constants of ours


def _people(query: str) -> BitMap:
    """Give whom a query names: one look for each sort of thing, however many people are erased."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return BitMap(number for (number,) in cursor.fetchall())


def _record_again(line: Tombstone) -> Iterator[str]:
    subject = Subject.objects.filter(public_id=line.body["person"]).first()
    there = newest_there(line.body, subject.pk, line.at) if subject else None
    if subject and there is not None and there not in held_records(subject.pk):
        yield f"record {there} was erased and is there again"


def _swept_again(swept: list[Tombstone]) -> Iterator[str]:
    """Name the records that sweeps deleted and that are there; the number of one taken in since may be the same."""
    sets = [(line.at, unpacked(line.body["records"])) for line in swept]
    gone = BitMap().union(*(records for _, records in sets))
    if not gone:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.id FROM register_record r WHERE r.id BETWEEN %s AND %s AND NOT {HELD}",  # noqa: S608 - ours
            [gone.min(), gone.max()],
        )
        there = BitMap(number for (number,) in cursor.fetchall()) & gone
    for record, taken_in in Record.objects.filter(pk__in=there).values_list("pk", "collected_at"):
        if any(record in records and taken_in <= at for at, records in sets):
            yield f"record {record} was deleted on its day and is there again"


def _forgotten(lines: list[Tombstone], in_use: InUse) -> Iterator[str]:
    listed = {(kind, bytes(digest).hex()) for kind, digest in Suppression.objects.values_list("kind", "digest")}
    live = dict(Subject.objects.filter(status=Subject.Status.LIVE).values_list("public_id", "pk"))
    for line in lines:
        if line.kind != "person:stopped" or _let_again(line, live.get(line.body["person"])):
            continue
        body = line.body
        if any((kind, digest) not in listed for kind, digest in body.get("hashes", ())):
            yield f"line {line.number} of the journal stops an address that is not on the do-not-contact list"
        number = live.get(body["person"])
        if number and not Permission.objects.filter(subject=number, kind=body["kind"], at=line.at).exists():
            yield f"line {line.number} of the journal is about a stop that {body['person']} does not have"
    flagged = Subject.objects.filter(status=Subject.Status.LIVE, marketing_objection=False)
    let = set(flagged.values_list("public_id", flat=True)).intersection(in_use.stopped)
    for person in sorted(let):
        yield f"{person} had stopped marketing and has not any more"
    for kind, digest, _ in in_use.listed:
        if (kind, digest) not in listed:
            yield f"the address {digest[:12]}… is no longer on the do-not-contact list"


def _let_again(line: Tombstone, subject: int | None) -> bool:
    """Say whether somebody allowed again, later, what a line stopped."""
    if subject is None:
        return False
    lifting: Any = LIFTED_BY[Permission.Kind(line.body["kind"])]
    return Permission.objects.filter(subject=subject, kind=lifting, at__gt=line.at).exists()
