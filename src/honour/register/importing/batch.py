"""One batch of a list: every row judged, matched and written; one entry on the ledger names everybody in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pyroaring import BitMap

from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.evidence.prepared import run_prepared
from honour.keyring import Keyring
from honour.register.due.moving import move_due
from honour.register.due.scope import of_person
from honour.register.fetching import listed
from honour.register.given_notices import from_elsewhere, write_given
from honour.register.heeding import listed_of, stop_ways
from honour.register.importing.matching import deciding, lock_all, named, people_with
from honour.register.importing.rows import BroughtRow, Known, Outcome, RefusedRow, Wanted
from honour.register.importing.standing import standing_of
from honour.register.importing.stops import BY_IMPORT, write_decisions
from honour.register.importing.taken import Batch, Taken
from honour.register.importing.terms import Terms
from honour.register.importing.writing import write_rows
from honour.register.models import Subject
from honour.register.recording import identifiers_in
from honour.register.versions import Versions

declare("person:imported", "People were brought in from a list.")

_AT_ONCE = 400  # parameters of one query
_STOPPED = "SELECT digest FROM register_suppression WHERE digest"


def import_batch(  # noqa: PLR0913 - what a batch is made of
    rows: Sequence[BroughtRow],
    terms: Terms,
    *,
    keyring: Keyring,
    known: Versions,
    wanted: Wanted,
    at: datetime,
    number: int = 0,
    seen: Known | None = None,
    since: int | None = None,
) -> Outcome:
    """Take a batch of rows in, inside the caller's transaction; gives what became of them.

    Arguments: ``terms``, kept from batch to batch; ``seen``, given for a trial: then nothing is written, and it
    remembers whom earlier rows would have brought in; ``since``, the number of the first person whom an earlier batch
    of the list made: whoever is found from there on counts as in the list before.
    Errors: those of the keyring and the journal; then the caller's transaction must not commit.
    """
    batch = Batch(keyring, known, wanted, at, number)
    for row in rows:
        _judge(batch, terms, row)
    _match(batch, seen, since)
    _look_up_stops(batch)
    if seen is None and batch.taken:
        _write(batch)
    for one in batch.taken:
        _count(batch.outcome, one)
    return batch.outcome


def _judge(batch: Batch, terms: Terms, row: BroughtRow) -> None:
    """Ask the gate about each category of a row; one that may not come in keeps the whole row out."""
    identifiers = named(batch.keyring, identifiers_in(batch.known.current(batch.at).notice, row.values))
    if row.only_stops:  # that it is refused has been said
        if identifiers:
            batch.taken.append(Taken(row, identifiers, {}, len(batch.taken), bare=True))
        return
    if not identifiers:
        words = "Nothing in this row finds the person again: no email address, number or account."
        batch.outcome.refused.append(RefusedRow(row.line, "nobody", words))
        return
    asked = {category: terms.of(row, category) for category in row.values}
    stuck = [one for one in asked.values() if not one.purposes]
    if stuck and not row.stopped and not row.objections:
        reasons = tuple(dict.fromkeys(reason for one in stuck for reason in one.reasons))
        batch.outcome.refused.append(
            RefusedRow(row.line, reasons[0].code, " ".join(dict.fromkeys(each.sentence for each in reasons)))
        )
        batch.outcome.reasons.update({reason.code for reason in reasons})
        return
    # Who stopped is written down even where their data may not come in: that is what keeps the stop.
    batch.taken.append(Taken(row, identifiers, asked, len(batch.taken), bare=bool(stuck)))


def _match(batch: Batch, seen: Known | None, since: int | None) -> None:
    """Find each row's person among those held, those earlier in the batch, and in a trial those earlier in the list."""
    if seen is None:
        lock_all(each for one in batch.taken for each in deciding(one.identifiers))
    digests = [
        (each.kind, hashed.digest)
        for one in batch.taken
        for each in deciding(one.identifiers)
        for hashed in each.hashes
    ]
    held = people_with(digests)
    first: dict[tuple[str, bytes], Taken] = {}
    kept = []
    for one in batch.taken:
        keys = [(each.kind, each.hashes[0].digest) for each in deciding(one.identifiers)]
        people = {
            person
            for each in deciding(one.identifiers)
            for hashed in each.hashes
            for person in held.get((each.kind, hashed.digest), ())
        }
        if len(people) > 1:
            words = "More than one person here has this address or number. Add what is known to the right one by hand."
            if not one.row.only_stops:
                batch.outcome.refused.append(RefusedRow(one.row.line, "several-people", words))
            if one.row.stopped or one.row.objections:  # whoever of them said so, none of them may be missed
                kept += [replace(one, person=each, fresh=False, bare=True) for each in sorted(people)]
            continue
        earlier = next((first[key] for key in keys if key in first), None)
        met = [seen.meet(digest) for _, digest in keys] if seen is not None else []
        if people:
            one.person, one.fresh = people.pop(), False
            one.bare = one.bare or batch.wanted.known == "leave"
            before = since is not None and one.person >= since
            batch.outcome.twice += before
            batch.outcome.matched += not before
        elif earlier is not None or any(met):
            one.fresh = False
            one.bare = one.bare or batch.wanted.known == "leave"
            one.place = earlier.place if earlier is not None else one.place
            batch.outcome.twice += 1
        else:
            batch.outcome.new += not one.bare or one.row.stopped or bool(one.row.objections)
        for key in keys:
            first.setdefault(key, one)
        kept.append(one)
    batch.taken = kept


def _look_up_stops(batch: Batch) -> None:
    """Find who is on the do-not-contact list, under whichever version of its key, by anything they are found by."""
    hashes: dict[bytes, list[Taken]] = {}
    for one in batch.taken:
        for each in one.identifiers:
            for hashed in each.stops:
                hashes.setdefault(hashed.digest, []).append(one)
    digests = list(hashes)
    for start in range(0, len(digests), _AT_ONCE):
        portion = digests[start : start + _AT_ONCE]
        for (digest,) in run_prepared(f"{_STOPPED} IN {listed(portion)}", portion):
            for one in hashes[bytes(digest)]:
                found = listed_of(batch.keyring, one.person, [(each.kind, each.value) for each in one.identifiers])
                one.on_list, one.shared = found


def _write(batch: Batch) -> None:
    standing = standing_of(one.person for one in batch.taken if one.person is not None)
    for one in batch.taken:
        one.standing = standing.get(one.person or 0)
    gone = [one for one in batch.taken if one.person is not None and one.standing is None]
    for one in gone:  # erased since they were looked up
        batch.outcome.refused.append(RefusedRow(one.row.line, "erased", "This person was erased meanwhile."))
    batch.taken = [one for one in batch.taken if one not in gone]
    written = write_rows(batch)
    entry = entries.append(
        "person:imported", _payload(batch, written.records), subjects=BitMap(written.touched), at=batch.at
    )
    write_decisions(batch, entry)
    elsewhere = from_elsewhere(batch.known)
    if any(one.row.source in elsewhere for one in batch.taken):
        write_given(batch.known, written.records, how=BY_IMPORT, by=batch.wanted.by, entry=entry)
    for one in batch.taken:
        if one.shared and one.person is not None and not (one.on_list or one.row.stopped):
            subject = Subject.objects.get(pk=one.person)
            if not subject.marketing_objection:
                stop_ways(subject.public_id, one.shared, at=batch.at, by=BY_IMPORT)
    rows = Counter(one.person for one in batch.taken if one.person is not None)
    if again := sorted({*standing, *(person for person, each in rows.items() if each > 1)}):
        move_due(of_person(*again), batch.at)  # what they gave before may wait for what the list now says


def _payload(batch: Batch, records: Sequence[int]) -> dict[str, Any]:
    """Say on the ledger what came in with this batch: clauses and numbers only."""
    written = [one for one in batch.taken if not one.bare]
    payload: dict[str, Any] = {
        "by": batch.wanted.by,
        "import": batch.wanted.name,
        "batch": batch.number,
        "purposes": sorted({purpose for one in written for terms in one.terms.values() for purpose in terms.purposes}),
        "categories": sorted({category for one in written for category in one.terms}),
        "sources": dict(sorted(Counter(one.row.source or "not known" for one in written).items())),
        "versions": dict(sorted(Counter(one.row.version or "not known" for one in written).items())),
        "people": {"new": batch.outcome.new, "known": batch.outcome.matched},
        "records": [records[0], records[-1]] if records else [],
    }
    observed = sum(terms.observed for one in written for terms in one.terms.values())
    if observed:
        payload["observed"] = observed
    became = {one.person for one in written if one.became}
    if became:
        payload["of_another_kind"] = len(became)
    return payload


def _count(outcome: Outcome, one: Taken) -> None:
    if not one.bare:
        outcome.records += len(one.terms)
        outcome.observed += sum(terms.observed for terms in one.terms.values())
        outcome.consents += len(one.agreed)
        outcome.withheld_consents += len(one.row.consents) - len(one.agreed)
    outcome.on_list += one.on_list
    outcome.stopped += one.row.stopped or bool(one.row.objections)
