"""Adding to what is held about a person, and putting it right, when somebody who works here writes it down.

A form has a short notice beside it; a note of a call has not. What is written down is taken under the notice in use,
and the gate is asked whether its purpose may collect this of that person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from honour.evidence import entries
from honour.gate.question import Actor, Ask
from honour.gate.rows import RecordRow
from honour.keyring import Keyring
from honour.notice.model import Notice
from honour.register.answers import AnswerError, check_value
from honour.register.due.moving import dates_stand, move_due
from honour.register.due.scope import of_person, of_records
from honour.register.due.triggers import contacting
from honour.register.errors import AnswersRefusedError, CollectingRefusedError, UnknownRecordError
from honour.register.facts_query import facts_of
from honour.register.fetching import changing, fetch
from honour.register.heeding import heed_the_list
from honour.register.known_keys import register_keyring
from honour.register.models import Identifier, Record, Subject
from honour.register.people import find_or_make, lock_person_and_notice
from honour.register.places import places_for
from honour.register.recording import Terms, identifiers_in, record_rows
from honour.register.versions import Published, Versions, versions

Values = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was written down: the person's opaque id, the row of each category's record, the ledger entry."""

    person: str
    records: Mapping[str, int]
    entry: int


def keep(  # noqa: PLR0913 - who, about whom, what for, what, from where, when
    actor: Actor,
    person: str,
    purpose: str,
    values: Values,
    *,
    source: str,
    at: datetime,
    taken_at: datetime | None = None,
) -> Kept:
    """Add to what is held about a person, for one purpose.

    Arguments: ``person``, the opaque id; ``values``, by category and field; ``source``, where they come from; ``at``,
    now; ``taken_at``, when they were given, if earlier.
    Errors: ``UnknownPersonError``; ``AnswersRefusedError`` by ``category.field``; ``CollectingRefusedError`` with the
    gate's sentences; ``UnknownClauseError``; those of the keyring. Nothing is written then.
    """
    keyring = register_keyring()
    with transaction.atomic():
        subject, known = lock_person_and_notice(person)
        shown = known.current(at)
        checked = _checked(shown.notice, values)
        return _keep(_Writing(keyring, known, shown, actor, purpose, source, at, taken_at or at), subject, checked)


def keep_from_newcomer(  # noqa: PLR0913 - who, of which kind, what for, what, from where, when
    actor: Actor,
    kind: str,
    purpose: str,
    values: Values,
    *,
    source: str,
    at: datetime,
    taken_at: datetime | None = None,
    told: bool = False,
) -> tuple[Kept, bool]:
    """Write down what somebody gave who may be known already, by email address; else a person is made.

    Arguments: as of ``keep``; ``kind``, the kind of person, for somebody new; ``told``, whether they were told where
    the notice stands.
    Gives what was kept, and whether the person is new.
    """
    keyring, known = register_keyring(), versions()
    shown = known.current(at)
    checked = _checked(shown.notice, values)
    with transaction.atomic():
        subject, new = find_or_make(
            keyring,
            identifiers_in(shown.notice, checked),
            kind=known.clauses.number("kinds", kind),
            informed=1 << shown.number if told else 0,
            consents=0,
            at=taken_at or at,
        )
        writing = _Writing(keyring, known, shown, actor, purpose, source, at, taken_at or at)
        kept = _keep(writing, subject, checked)
        if not new:
            move_due(of_person(subject.pk), at)  # what they gave before is kept from this contact, too
        return kept, new


def correct(  # noqa: PLR0913 - who, whose, which, what, when, how we know
    actor: Actor, person: str, record: int, values: Mapping[str, str], *, at: datetime, how: str = ""
) -> Kept:
    """Replace a record by one that is right, on the same terms; the old one stays, superseded, and goes with it.

    Arguments: ``values``, all the fields of the record's category as they should be; ``how`` the person told us, where
    it came from them (``preferences``, ``telephone``, ``letter``…).
    Errors: those of ``keep``; ``UnknownRecordError``, also when somebody replaced it meanwhile.
    """
    keyring = register_keyring()
    with transaction.atomic():
        subject, known = lock_person_and_notice(person)
        old = next(
            iter(fetch(Record, "id = %s AND subject_id = %s", (record, subject.pk), lock=True, without=("value",))),
            None,
        )
        if old is None:
            raise UnknownRecordError("This person has no such record: it was erased, or the number is mistyped.")
        if old.superseded_by_id is not None:
            raise UnknownRecordError("Somebody has put this right since you opened it. Open it again to see how.")
        clauses = known.clauses
        category = str(clauses.clause("categories", old.category))
        shown = known.current(at) if old.version is None else known.numbered(old.version)
        if category not in shown.notice.categories:
            shown = known.current(at)
        checked = _checked(shown.notice, {category: values})
        places = places_for(keyring, subject.pk, [old.category])
        row = places.records[0]
        purposes = sorted(clauses.of_bits("purposes", old.purposes))
        terms = Terms(
            shown,
            old.version,
            {category: purposes},
            clauses.clause("sources", old.source),
            clauses.clause("kinds", subject.kind),
            old.collected_at,
            old.collection_id,
            instead_of=old,
        )
        said = {"by": actor.name, "record": row, "instead": old.pk, "categories": [category]}
        if how:
            said["how"] = how
        found_by = _new_to(keyring, subject, identifiers_in(shown.notice, checked))
        writing = record_rows(keyring, clauses, subject, checked, terms, places).beside()
        writing.append(changing(Record, {"superseded_by_id": row}, "id = %s", (old.pk,)))
        if places.tied:
            writing.append(entries.Beside(_WAITS_TOO, (row, subject.pk, old.pk)))
        entry = entries.append("record:corrected", said, subject=subject.pk, at=at, beside=writing)
        heed_the_list(subject, found_by, at=at, by=actor.name)
    return Kept(person, {category: row}, entry)


_WAITS_TOO = """
    INSERT INTO register_triggertie (trigger_id, subject_id, record)
    SELECT trigger_id, subject_id, CAST(%s AS bigint) FROM register_triggertie WHERE subject_id = %s AND record = %s"""
"""A record that is put right waits for what the one which it replaces waited for."""


@dataclass(frozen=True, slots=True)
class _Writing:
    """Who writes down what for, under which version. ``taken_at``: when it was given."""

    keyring: Keyring
    known: Versions
    shown: Published
    actor: Actor
    purpose: str
    source: str
    at: datetime
    taken_at: datetime


def _keep(writing: _Writing, subject: Subject, values: Values) -> Kept:
    clauses, notice = writing.known.clauses, writing.shown.notice
    kind = clauses.clause("kinds", subject.kind)
    purposes = {category: [writing.purpose] for category in values}
    shown = writing.shown
    terms = Terms(shown, shown.number, purposes, writing.source, kind, writing.taken_at)
    _ask(writing, subject, terms)
    places = places_for(writing.keyring, subject.pk, [clauses.number("categories", each) for each in values])
    ids = places.records
    found_by = _new_to(writing.keyring, subject, identifiers_in(notice, values))
    rows = record_rows(writing.keyring, clauses, subject, values, terms, places)
    contact = notice.sources[writing.source].kind == "person"
    if dates_stand(subject, writing.taken_at, writing.known, contact=contact, tied=places.tied):
        beside = rows.beside()
    else:
        beside = []
        rows.write()
        move_due(of_records(subject.pk, ids), writing.at)
    if contact:
        beside += contacting(subject, writing.taken_at, writing.known)
    said: dict[str, Any] = {
        "by": writing.actor.name,
        "purpose": writing.purpose,
        "version": writing.shown.label,
        "source": writing.source,
        "categories": sorted(values),
        "records": ids,
    }
    entry = entries.append("record:collected", said, subject=subject.pk, at=writing.at, beside=beside)
    heed_the_list(subject, found_by, at=writing.at, by=writing.actor.name)
    return Kept(subject.public_id, dict(zip(values, ids, strict=True)), entry)


def _new_to(keyring: Keyring, subject: Subject, identifiers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give the identifiers by which a person was not found before: a colleague's stop is not theirs."""
    if not identifiers:
        return []
    known = {bytes(row.digest) for row in fetch(Identifier, "subject_id = %s", (subject.pk,), without=("value",))}
    return [each for each in identifiers if known.isdisjoint(one.digest for one in keyring.lookup.every(*each))]


def _ask(writing: _Writing, subject: Subject, terms: Terms) -> None:
    """Ask the gate whether the purpose may collect this. Who may use data for a purpose may add to them for it."""
    may = writing.actor.grants.get(writing.purpose, frozenset())
    grants = {writing.purpose: may | {"collect"} if "use" in may else may}
    actor = Actor(writing.actor.name, writing.actor.kind, grants)
    clauses = writing.known.clauses
    rows = [
        RecordRow(
            category,
            clauses.number("categories", category),
            terms.version,
            clauses.bits("purposes", [writing.purpose]),
            clauses.number("sources", writing.source),
            due_at=terms.dates(category, clauses).due_at,
        )
        for category in terms.purposes
    ]
    ask = Ask(actor, "collect", writing.purpose, writing.at, None, None, None, frozenset())
    decision = writing.known.gate(writing.at).decide_rows(ask, facts_of(subject), rows)
    if not decision.records or not all(record.allowed for record in decision.records):
        reasons = (*decision.reasons, *(reason for record in decision.records for reason in record.reasons))
        raise CollectingRefusedError(
            "The notice in use does not allow writing this down for that purpose.",
            tuple(dict.fromkeys(reason.sentence for reason in reasons)),
        )


def _checked(notice: Notice, values: Values) -> dict[str, dict[str, str]]:
    """Check values against the fields they are for. Errors: ``AnswersRefusedError`` by ``category.field``."""
    checked: dict[str, dict[str, str]] = {}
    refused: dict[str, str] = {}
    for category, fields in values.items():
        declared = notice.categories[category].fields if category in notice.categories else {}
        for short, given in fields.items():
            if short not in declared:
                refused[f"{category}.{short}"] = "The notice in use has no such field."
                continue
            try:
                value = check_value(declared[short], given)
            except AnswerError as error:
                refused[f"{category}.{short}"] = str(error)
                continue
            if value:
                checked.setdefault(category, {})[short] = value
    if refused or not checked:
        raise AnswersRefusedError(refused or {"": "Nothing was written."})
    return checked
