"""Records to be written: each value sealed under its person's key for the category, with the terms on which it came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from honour.evidence.entries import Beside
from honour.keyring import Keyring, seal
from honour.notice.model import CategoryField, Notice
from honour.register.confirming import stay_confirmed
from honour.register.due.ends import Dates, dates_at_collection
from honour.register.inserting import insert_rows, inserting
from honour.register.models import DataKey, Identifier, Record, Subject
from honour.register.numbers import Clauses
from honour.register.places import Places
from honour.register.sealed import DATA_KEY, identifier_place, record_place, seal_value
from honour.register.versions import Published


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms on which data were taken.

    ``shown``: the version whose terms they are; ``version``: its number, unless it is not known which stood beside
    them. ``purposes``, by category: what each category's data were collected for. ``collection``: the row of the form
    sent. ``kind``: the kind of person, for retention. ``current``: the version in use, by which data go, where it is
    not the one they were collected under. ``instead_of``: the record that is put right, whose terms hold on.
    """

    shown: Published
    version: int | None
    purposes: Mapping[str, Sequence[str]]
    source: str | None
    kind: str | None
    at: datetime
    collection: int | None = None
    current: Published | None = None
    instead_of: Record | None = None
    _dates: dict[str, Dates] = field(default_factory=dict, compare=False, repr=False)

    def dates(self, category: str, clauses: Clauses) -> Dates:
        """Give the dates of a record of a category as it is collected."""
        found = self._dates.get(category)
        if found is None:
            current, purposes = self.current or self.shown, self.purposes[category]
            plan = current.plan(self.shown, category, purposes, self.kind, self.at)
            found = self._dates[category] = dates_at_collection(plan, clauses.numbers.purposes, self.at)
        return found


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


_BESIDE = 4
"""Rows up to which they are written beside an entry: each number of them is another statement, whose plan is kept."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows about to be written of one person, ``subject``: of new keys, of records, and of what they are found by.

    ``confirmed``: whether an address of the person's is confirmed, and may be among those to be written.
    """

    subject: int
    keys: Sequence[Sequence[object]]
    records: Sequence[Sequence[object]]
    identifiers: Sequence[Sequence[object]]
    confirmed: bool

    def write(self) -> None:
        """Write them."""
        insert_rows(DataKey, DATA_KEY, self.keys)
        insert_rows(Record, _RECORD, self.records)
        insert_rows(Identifier, IDENTIFIER, self.identifiers)
        if self.confirmed and self.identifiers:
            stay_confirmed(self.subject, [int(str(row[0])) for row in self.records])

    def beside(self) -> list[Beside]:
        """Give what writes them beside an entry. More than a few, and what needs to see others, are written at once."""
        many = len(self.keys) + len(self.records) + len(self.identifiers) > _BESIDE
        if many or (self.confirmed and self.identifiers):
            self.write()
            return []
        each = ((DataKey, DATA_KEY, self.keys), (Record, _RECORD, self.records))
        found = (Identifier, IDENTIFIER, self.identifiers)
        return [inserting(model, columns, row) for model, columns, rows in (*each, found) for row in rows]


def record_rows(  # noqa: PLR0913, PLR0917 - what records are made of
    keyring: Keyring,
    clauses: Clauses,
    subject: Subject,
    values: Mapping[str, Mapping[str, str]],
    terms: Terms,
    places: Places,
) -> Rows:
    """Make one record per category, and the identifiers in it, ready to be written.

    Arguments: ``values``, by category and field; ``places``, where the records of these categories will stand.
    """
    keys, records, identifiers = [], [], []
    for place, (category, fields) in zip(places.each, values.items(), strict=True):
        number, row, key = clauses.number("categories", category), place.record, place.plain
        if place.made:
            keys.append(place.made)
        sealed = seal_value(key, dict(fields), record_place(subject.pk, number, row, terms.version))
        records.append((row, subject.pk, number, place.key, sealed, *_terms_of(terms, category, clauses)))
        for kind, value in identifiers_in(terms.shown.notice, {category: fields}):
            hashed = keyring.lookup.current(kind, value)
            sealed = seal(key, value.encode(), identifier_place(kind, row))
            identifiers.append((subject.pk, row, kind, hashed.digest, hashed.version, sealed))
    return Rows(subject.pk, keys, records, identifiers, places.confirmed)


def _terms_of(terms: Terms, category: str, clauses: Clauses) -> Sequence[object]:
    """Give the columns of a record that say on which terms it is held."""
    if terms.instead_of is not None:
        return [getattr(terms.instead_of, name) for name in _TERMS]
    purposes = terms.purposes[category]
    return (
        terms.version,
        clauses.bits("purposes", purposes),
        None if terms.source is None else clauses.number("sources", terms.source),
        any(rests_on_consent(terms.shown.notice, purpose, terms.kind) for purpose in purposes),
        ORIGINS[terms.shown.notice.categories[category].origin],
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
            kind = _kind_of(category, short, notice.categories[category].fields[short])
            if kind:
                found.append((kind, value))
    return found


def identifying(notices: Iterable[Notice]) -> dict[tuple[str, str], str]:
    """Give the kind of identifier that each field of any of some notices holds, by category and field."""
    found = {
        (category, short): _kind_of(category, short, field)
        for notice in notices
        for category, declared in notice.categories.items()
        for short, field in declared.fields.items()
    }
    return {place: kind for place, kind in found.items() if kind}


def _kind_of(category: str, short: str, declared: CategoryField) -> str:
    if not declared.identifier:
        return ""
    return declared.type if declared.type in {"email", "telephone"} else f"{category}.{short}"


def rests_on_consent(notice: Notice, purpose: str, kind: str | None) -> bool:
    """Say whether a purpose rests on consent alone, for a kind of person."""
    bases = [
        basis.kind
        for basis in notice.purposes[purpose].bases
        if basis.for_subjects == "all" or (kind is not None and kind in basis.for_subjects)
    ]
    return bool(bases) and set(bases) == {"consent"}
