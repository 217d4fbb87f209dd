"""What is held about one person, without a single value: for the page on which staff then choose a purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from honour.evidence.prepared import run_prepared
from honour.register.errors import UnknownPersonError
from honour.register.facts_query import over_by
from honour.register.fetching import fetch
from honour.register.hidden import kept_in_secret
from honour.register.holding import held_openly
from honour.register.models import Erasure, Permission, Record, Subject
from honour.register.older import older_versions
from honour.register.versions import Versions, versions


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """A record that is held: everything about it but its value. Ids are clauses' short ids.

    ``purposes``: those whose time is not over, whether or not a sweep has come by since.
    ``undated``: nobody knows when it was taken; ``collected_at`` is when it was brought in.
    """

    id: int
    category: str
    source: str | None
    version: str | None
    purposes: tuple[str, ...]
    on_consent: bool
    origin: str
    point: str | None
    collected_at: datetime
    undated: bool
    due_at: datetime | None
    superseded: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of the person's, with when and how it came. ``entry``: the ledger entry that records it."""

    kind: str
    about: str | None
    at: datetime
    how: str
    recorded_by: str
    entry: int | None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """A person as the register knows them, with nothing that says who they are.

    ``number`` is the person's row, under which the ledger names them. ``identifiers`` counts what they are found by, by
    kind.
    """

    person: str
    number: int
    kind: str | None
    since: datetime
    consents: frozenset[str]
    objections: frozenset[str]
    marketing_objection: bool
    restricted: bool
    informed: frozenset[str]
    approvals: frozenset[str]
    stops: frozenset[str]
    paused_until: datetime | None
    identifiers: Mapping[str, int]
    records: tuple[HeldRecord, ...]
    decisions: tuple[Decided, ...]


_KINDS = "SELECT kind, record_id FROM register_identifier WHERE subject_id = %s ORDER BY kind"
_POINTS = "SELECT id, point FROM register_collection WHERE subject_id = %s"
_ORIGINS = {each.value: str(each.label).lower() for each in Record.Origin}
_ABOUT = {
    "approval": "recipients",
    "approval-ended": "recipients",
    "informed": "versions",
    "stop": "stops",
    "stop-lifted": "stops",
}


def overview(person: str, *, sealed: bool = False) -> Overview:
    """Say what is held about a person, without what is being erased. It reads no value, so it asks no purpose.

    Arguments: ``person``, the opaque id; ``sealed``, whether whoever asks may know of sealed holds: what only such a
    hold keeps past its date is gone for everybody else.
    Errors: ``UnknownPersonError``.
    """
    found = fetch(Subject, "public_id = %s AND status = 0", (person,))
    if not found:
        raise UnknownPersonError("Nobody is here under this id: it is mistyped, or the person was erased.")
    subject, now = found[0], timezone.now()
    known = versions()
    clauses = known.clauses
    records = fetch(Record, "subject_id = %s ORDER BY id", (subject.pk,), without=("value",))
    erasing = fetch(Erasure, "subject_id = %s AND step < 3 AND record IS NOT NULL", (subject.pk,))
    gone = _going(subject.pk, erasing) | (frozenset() if sealed else kept_in_secret(subject.pk, now))
    left = [record for record in records if record.pk not in gone]
    undoable = any(each.step == Erasure.Step.INTENDED for each in erasing)
    if records and not left and not undoable and not sealed:
        raise UnknownPersonError("Nobody is here under this id: it is mistyped, or the person was erased.")
    identifiers: dict[str, int] = {}
    for kind, record in run_prepared(_KINDS, (subject.pk,)):
        if record not in gone:
            identifiers[kind] = identifiers.get(kind, 0) + 1
    decisions = fetch(Permission, "subject_id = %s ORDER BY at, id", (subject.pk,))
    points = dict(run_prepared(_POINTS, (subject.pk,)))
    return Overview(
        person=person,
        number=subject.pk,
        kind=clauses.clause("kinds", subject.kind),
        since=subject.created_at,
        consents=clauses.of_bits("purposes", subject.consents),
        objections=clauses.of_bits("purposes", subject.objections),
        marketing_objection=subject.marketing_objection,
        restricted=subject.restricted,
        informed=clauses.of_bits("versions", subject.informed),
        approvals=clauses.of_bits("recipients", subject.approvals),
        stops=clauses.of_bits("stops", subject.stops),
        paused_until=subject.paused_until,
        identifiers=identifiers,
        records=tuple(_held(record, known, points, now) for record in left),
        decisions=tuple(
            Decided(
                each.kind,
                clauses.clause(_ABOUT.get(each.kind, "purposes"), each.about),
                each.at,
                each.how,
                each.recorded_by,
                each.entry,
                each.until,
            )
            for each in decisions
        ),
    )


def _going(subject: int, erasing: Sequence[Erasure]) -> frozenset[int]:
    """Give what of a person is being erased: nobody reads it any more, and who erased it may undo that elsewhere.

    What an open hold keeps of all of a person stays to be seen.
    """
    if not erasing:
        return frozenset()
    held = held_openly(subject)
    going = [each.record for each in erasing if each.record and not (each.of_all and each.record in held)]
    return frozenset(older_versions(going))


def _held(record: Record, known: Versions, points: Mapping[int, str], now: datetime) -> HeldRecord:
    clauses = known.clauses
    category = clauses.clause("categories", record.category)
    assert category is not None  # noqa: S101 - the column is never empty
    return HeldRecord(
        id=record.pk,
        category=category,
        source=clauses.clause("sources", record.source),
        version=clauses.clause("versions", record.version),
        purposes=tuple(sorted(clauses.of_bits("purposes", record.purposes & ~over_by(record.ends, now)))),
        on_consent=record.on_consent,
        origin=_ORIGINS[record.origin],
        point=points.get(record.collection_id) if record.collection_id else None,
        collected_at=record.collected_at,
        undated=record.undated,
        due_at=record.due_at,
        superseded=record.superseded_by_id is not None,
    )
