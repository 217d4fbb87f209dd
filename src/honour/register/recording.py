"""Writing records: each category's values sealed under the person's key for it, with the terms on which they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from honour.keyring import Keyring, seal
from honour.notice.model import Notice
from honour.register.confirming import stay_confirmed
from honour.register.due.ends import Dates, dates_at_collection
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
    one they were collected under. ``instead_of``: the record that is put right, whose terms hold on.
    """

    notice: Notice
    version: int | None
    purposes: Mapping[str, Sequence[str]]
    source: str | None
    kind: str | None
    at: datetime
    collection: int | None = None
    current: Notice | None = None
    instead_of: Record | None = None

    def dates(self, category: str, clauses: Clauses) -> Dates:
        """Give the dates of a record of a category as it is collected."""
        plan = plan_of(self.current or self.notice, self.notice, category, self.purposes[category], self.kind, self.at)
        return dates_at_collection(plan, clauses.numbers.purposes, self.at)


ORIGINS = {
    "provided": Record.Origin.PROVIDED,
    "observed": Record.Origin.OBSERVED,
    "inferred": Record.Origin.INFERRED,
}


_TERMS = (
    "version", "purposes", "source", "on_consent", "origin", "collection_id", "collected_at", "due_at", "lapse_at",
    "ends", "lapsed",
)  # fmt: skip
_RECORD = ("id", "subject_id", "category", "key_id", "value", *_TERMS)
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
        sealed = seal_value(key, dict(fields), record_place(subject.pk, number, row, terms.version))
        records.append((row, subject.pk, number, key_row, sealed, *_terms_of(terms, category, clauses)))
        for kind, value in identifiers_in(terms.notice, {category: fields}):
            hashed = keyring.lookup.current(kind, value)
            sealed = seal(key, value.encode(), identifier_place(kind, row))
            identifiers.append((subject.pk, row, kind, hashed.digest, hashed.version, sealed))
    insert_rows(Record, _RECORD, records)
    insert_rows(Identifier, IDENTIFIER, identifiers)
    if identifiers and not new_person:
        stay_confirmed(subject.pk, ids)


def _terms_of(terms: Terms, category: str, clauses: Clauses) -> Sequence[object]:
    """Give the columns of a record that say on which terms it is held."""
    if terms.instead_of is not None:
        return [getattr(terms.instead_of, name) for name in _TERMS]
    purposes = terms.purposes[category]
    return (
        terms.version,
        clauses.bits("purposes", purposes),
        None if terms.source is None else clauses.number("sources", terms.source),
        any(rests_on_consent(terms.notice, purpose, terms.kind) for purpose in purposes),
        ORIGINS[terms.notice.categories[category].origin],
        terms.collection,
        terms.at,
        *terms.dates(category, clauses),
        0,
    )


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
