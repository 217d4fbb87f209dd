"""Writing records: each category's values sealed under the person's key for it, with the terms on which they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from honour.keyring import Keyring, seal
from honour.notice.model import Notice
from honour.register.confirming import stay_confirmed
from honour.register.due.ends import dates_at_collection
from honour.register.due.plans import plan_of
from honour.register.inserting import insert_rows
from honour.register.models import Identifier, Record, Subject
from honour.register.numbers import Clauses
from honour.register.sealed import identifier_place, live_keys, record_place, seal_value


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms on which data were taken.

    ``purposes``, by category: what each category's data were collected for. ``collection``: the row of the form sent.
    ``kind``: the kind of person, for retention. ``current``: the notice in use, by which data go, where it is not the
    one they were collected under.
    """

    notice: Notice
    version: int | None
    purposes: Mapping[str, Sequence[str]]
    source: str | None
    kind: str | None
    at: datetime
    collection: int | None = None
    current: Notice | None = None


ORIGINS = {
    "provided": Record.Origin.PROVIDED,
    "observed": Record.Origin.OBSERVED,
    "inferred": Record.Origin.INFERRED,
}


_RECORD = (
    "id", "subject_id", "category", "version", "purposes", "source", "on_consent", "origin", "collection_id", "key_id",
    "value", "collected_at", "due_at", "lapse_at", "ends",
)  # fmt: skip
IDENTIFIER = ("subject_id", "record_id", "kind", "digest", "key_version", "value")


def write_records(  # noqa: PLR0913, PLR0917 - what records are made of
    keyring: Keyring,
    clauses: Clauses,
    subject: Subject,
    values: Mapping[str, Mapping[str, str]],
    terms: Terms,
    ids: Sequence[int],
    *,
    new_person: bool = False,
) -> None:
    """Write one record per category, and the identifiers in it. Call it with the person's row locked.

    Arguments: ``values``, by category and field; ``ids``, a reserved number for each; ``new_person`` has no keys yet.
    """
    numbers = [clauses.number("categories", category) for category in values]
    keys = live_keys(keyring, subject.pk, numbers, new_person=new_person)
    records, identifiers = [], []
    for row, number, (category, fields) in zip(ids, numbers, values.items(), strict=True):
        key_row, key = keys[number]
        purposes = terms.purposes[category]
        plan = plan_of(terms.current or terms.notice, terms.notice, category, purposes, terms.kind, terms.at)
        dates = dates_at_collection(plan, clauses.numbers.purposes, terms.at)
        records.append(
            (
                row,
                subject.pk,
                number,
                terms.version,
                clauses.bits("purposes", purposes),
                None if terms.source is None else clauses.number("sources", terms.source),
                any(rests_on_consent(terms.notice, purpose, terms.kind) for purpose in purposes),
                ORIGINS[terms.notice.categories[category].origin],
                terms.collection,
                key_row,
                seal_value(key, dict(fields), record_place(subject.pk, number, row, terms.version)),
                terms.at,
                *dates,
            )
        )
        for kind, value in identifiers_in(terms.notice, {category: fields}):
            hashed = keyring.lookup.current(kind, value)
            sealed = seal(key, value.encode(), identifier_place(kind, row))
            identifiers.append((subject.pk, row, kind, hashed.digest, hashed.version, sealed))
    insert_rows(Record, _RECORD, records)
    insert_rows(Identifier, IDENTIFIER, identifiers)
    if not new_person:
        stay_confirmed(subject.pk, ids)


def identifiers_in(notice: Notice, values: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str]]:
    """Give kind and value of everything among the values that a person is found by.

    Email addresses and telephone numbers are of one kind wherever they stand; others are named by category and field.
    """
    found = []
    for category, fields in values.items():
        for short, value in fields.items():
            declared = notice.categories[category].fields[short]
            if declared.identifier:
                kind = declared.type if declared.type in {"email", "telephone"} else f"{category}.{short}"
                found.append((kind, value))
    return found


def rests_on_consent(notice: Notice, purpose: str, kind: str | None) -> bool:
    """Say whether a purpose rests on consent alone, for a kind of person."""
    bases = [
        basis.kind
        for basis in notice.purposes[purpose].bases
        if basis.for_subjects == "all" or (kind is not None and kind in basis.for_subjects)
    ]
    return bool(bases) and set(bases) == {"consent"}
