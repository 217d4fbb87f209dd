"""Writing a batch's people, keys, records and identifiers, each table in one go."""

from __future__ import annotations

import os
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from honour.keyring import make_data_key, seal
from honour.register.ids import reserve_ids
from honour.register.inserting import insert_rows
from honour.register.models import DataKey, Identifier, Record, Subject
from honour.register.models.subjects import opaque_ids
from honour.register.recording import IDENTIFIER, ORIGINS, identifiers_in
from honour.register.sealed import DATA_KEY, identifier_place, key_place, record_place, seal_value

if TYPE_CHECKING:
    from datetime import datetime

    from honour.register.importing.standing import Standing
    from honour.register.importing.taken import Batch, Taken


class _Randomness:
    """Random bytes, asked of the system many at a time."""

    def __init__(self) -> None:
        self._drawn, self._place = b"", 0

    def __call__(self, count: int) -> bytes:
        if self._place + count > len(self._drawn):
            self._drawn, self._place = os.urandom(1 << 14), 0
        self._place += count
        return self._drawn[self._place - count : self._place]


@dataclass(slots=True)
class Written:
    """The numbers of the records that were written, and of everybody whom the batch is about."""

    records: list[int]
    touched: list[int]


def write_rows(batch: Batch) -> Written:
    """Write everything of a batch but its decisions; the rows' ``person`` is filled in."""
    _people(batch)
    writing = [one for one in batch.taken if not one.bare]
    keys = _keys(batch, writing, _Randomness())
    drawn = _Randomness()
    places = [(one, category) for one in writing for category in one.row.values]
    records, found = [], []
    ids = reserve_ids(Record, len(places))
    number, clauses, at = batch.keyring.lookup.version, batch.known.clauses, batch.at
    versions = clauses.numbers.versions
    notice = batch.known.current(at).notice
    for record, (one, category) in zip(ids, places, strict=True):
        row, terms, short = one.row, one.terms[category], clauses.number("categories", category)
        person = one.person or 0
        key_row, key = keys[person, short]
        version = versions[row.version] if row.version and row.collected_at else None
        records.append(
            (
                record,
                person,
                short,
                version,
                terms.bits,
                None if row.source is None else clauses.number("sources", row.source),
                terms.on_consent,
                ORIGINS[notice.categories[category].origin],
                key_row,
                seal_value(key, dict(row.values[category]), record_place(person, short, record, version), drawn),
                row.collected_at or at,
                row.collected_at is None,
                *terms.dates,
            )
        )
        hashed = {(each.kind, each.value): each.hashes[0].digest for each in one.identifiers}
        for each in identifiers_in(notice, {category: row.values[category]}):
            sealed = seal(key, each[1].encode(), identifier_place(each[0], record), drawn)
            found.append((person, record, each[0], hashed[each], number, sealed))
    insert_rows(Record, _RECORD, records)
    insert_rows(Identifier, IDENTIFIER, found)
    return Written(ids, sorted({one.person for one in batch.taken if one.person is not None}))


_RECORD = (
    "id", "subject_id", "category", "version", "purposes", "source", "on_consent", "origin", "key_id", "value",
    "collected_at", "undated", "due_at", "lapse_at", "ends",
)  # fmt: skip
_SUBJECT = (
    "id", "public_id", "kind", "consents", "objections", "marketing_objection", "informed", "created_at",
    "last_contact",
)  # fmt: skip


Covers = Mapping[str, frozenset[str]]
"""By purpose, the kinds of people whom it covers."""


def _people(batch: Batch) -> None:
    """Make those who are new, and let those who are here gain what a form would give them."""
    clauses, at, notice = batch.known.clauses, batch.at, batch.known.current(batch.at).notice
    themselves = {short for short, each in notice.sources.items() if each.kind == "person"}
    groups: dict[int, list[Taken]] = {}
    for one in batch.taken:
        if one.standing is None:
            groups.setdefault(one.place, []).append(one)
    # Whoever is not to be written and stopped nothing is not here at all.
    new = [rows for rows in groups.values() if any(not one.bare or _says_stop(one) for one in rows)]
    made = []
    for number, public, rows in zip(reserve_ids(Subject, len(new)), opaque_ids(len(new)), new, strict=True):
        for one in rows:
            one.person = number
        kind = next((one.row.kind for one in rows if one.row.kind), None)
        stopped = any(one.row.stopped or one.on_list for one in rows)
        objected = frozenset[str]().union(*(one.row.objections for one in rows))
        agreed = frozenset[str]().union(*(one.agreed for one in rows))
        rows[-1].withdrawn = agreed & objected
        made.append(
            (
                number,
                public,
                None if kind is None else clauses.number("kinds", kind),
                clauses.bits("purposes", agreed - objected),
                clauses.bits("purposes", objected),
                stopped,
                _informed(batch, rows[0]),
                at,
                max(filter(None, (_contact(one, themselves) for one in rows)), default=None),
            )
        )
    insert_rows(Subject, _SUBJECT, made)
    batch.outcome.first = made[0][0] if made else None
    batch.taken = [one for one in batch.taken if one.person is not None]
    changed = {}
    covers = {short: notice.chosen(each.subjects, notice.subjects) for short, each in notice.purposes.items()}
    for one in batch.taken:
        if one.standing is not None:
            _gain(batch, one, one.standing, covers, themselves)
            changed[one.standing.subject.pk] = one.standing.subject
    Subject.objects.bulk_update(
        changed.values(),
        ["kind", "informed", "consents", "objections", "marketing_objection", "last_contact"],
        batch_size=200,
    )


def _gain(batch: Batch, one: Taken, standing: Standing, covers: Covers, themselves: Container[str | None]) -> None:
    """Let somebody who is here already gain what a form would give them, and lose what they stop."""
    clauses, subject, row = batch.known.clauses, standing.subject, one.row
    subject.objections |= clauses.bits("purposes", row.objections)
    subject.marketing_objection = subject.marketing_objection or row.stopped or one.on_list
    if not one.bare:
        kind = subject.kind if row.kind is None else clauses.number("kinds", row.kind)
        one.became = subject.kind not in {None, kind} and _is_of_another_kind(batch, one, subject, covers)
        subject.kind = kind if subject.kind is None or one.became else subject.kind
        subject.informed |= _informed(batch, one)
        subject.consents |= clauses.bits("purposes", one.agreed)
        subject.last_contact = max(filter(None, (subject.last_contact, _contact(one, themselves))), default=None)
    one.withdrawn = clauses.of_bits("purposes", subject.consents & subject.objections)
    subject.consents &= ~subject.objections


def _contact(one: Taken, themselves: Container[str | None]) -> datetime | None:
    """Give when the person was in touch with us, by what a row says: when they gave us this themselves.

    Arguments: ``themselves``, the sources that are the people themselves.
    """
    return one.row.collected_at if one.row.source in themselves and not one.bare else None


def _is_of_another_kind(batch: Batch, one: Taken, subject: Subject, covers: Covers) -> bool:
    """Say whether what a row brings is for the kind of person that it names, and not for the one they were so far.

    Whoever would be lost by that to a purpose which has their data stays what they were: a customer who reads the
    newsletter is no mere reader.
    """
    clauses = batch.known.clauses
    brought = {purpose for terms in one.terms.values() for purpose in terms.purposes} & covers.keys()
    was = clauses.clause("kinds", subject.kind)
    if not any(one.row.kind in covers[each] for each in brought) or any(was in covers[each] for each in brought):
        return False
    held = Record.objects.filter(subject=subject.pk, superseded_by=None).values_list("purposes", flat=True)
    kept = {purpose for bits in held for purpose in clauses.of_bits("purposes", bits)} & covers.keys()
    return all(one.row.kind in covers[each] for each in kept if was in covers[each])


def _says_stop(one: Taken) -> bool:
    return one.row.stopped or bool(one.row.objections)


def _informed(batch: Batch, one: Taken) -> int:
    """Give the version a row names as the bit of what its person was told of."""
    row = one.row
    if one.bare or row.version is None or row.collected_at is None:
        return 0
    return 1 << batch.known.clauses.numbers.versions[row.version]


def _keys(batch: Batch, writing: list[Taken], drawn: _Randomness) -> dict[tuple[int, int], tuple[int, bytes]]:
    """Give the data key of every person and category, with its row; those that are missing are made and wrapped."""
    clauses, keyring = batch.known.clauses, batch.keyring
    wanted = dict.fromkeys(
        (one.person or 0, clauses.number("categories", each)) for one in writing for each in one.terms
    )
    known = [one.person for one in writing if one.standing is not None]
    keys: dict[tuple[int, int], tuple[int, bytes]] = {}
    if known:
        for row in DataKey.objects.filter(subject__in=known, state=DataKey.State.LIVE).order_by("pk"):
            place = row.subject_id, row.category
            if place in wanted:
                keys[place] = row.pk, keyring.unwrap(row.root_version, bytes(row.wrapped), key_place(*place))
    lacking = [place for place in wanted if place not in keys]
    made = []
    for number, place in zip(reserve_ids(DataKey, len(lacking)), lacking, strict=True):
        plain = make_data_key(drawn)
        version, wrapped = keyring.wrap(plain, key_place(*place), drawn)
        made.append((number, *place, version, wrapped))
        keys[place] = number, plain
    insert_rows(DataKey, DATA_KEY, made)
    return keys
