"""Settling which notice people were given whose data were brought in without one, and when the data were taken.

The version is sealed into each value, so every value is opened and sealed again under what was settled, inside the
register: nobody is given it. A version that is known already is never changed here. What follows is made as it is when
a list names the notice: its people count as told of that version, and the dates of their records are reckoned anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from django.db import connection
from django.db.models import F
from django.utils import timezone
from pyroaring import BitMap

from honour.gate.compiled.tally import Tally
from honour.gate.question import Actor, Ask
from honour.keyring import Keyring, seal, unseal
from honour.register.counting import dialect
from honour.register.due.moving import move_due
from honour.register.due.scope import of_person
from honour.register.errors import SettlingRefusedError
from honour.register.holding import NOT_BEING_ERASED
from honour.register.models import Record, Subject
from honour.register.recording import rests_on_consent
from honour.register.sealed import key_place, record_place
from honour.register.settling import Batch, Group, belonging, held, tallied
from honour.register.versions import Published, Versions, versions

AT_ONCE = 1_000
"""Records sealed again in one transaction."""
_FACTS = (
    "id, subject_id, category, source, purposes, on_consent, due_at, superseded_by, lapse_at, lapsed, ends, "
    "collected_at, undated"
)
_BATCH = (
    "SELECT r.id, r.subject_id, r.category, r.purposes, s.kind, r.value, k.root_version, k.wrapped, k.category "
    "FROM (SELECT r.id {records} AND {where} ORDER BY r.id LIMIT {most}) AS b "
    "JOIN register_record r ON r.id = b.id JOIN register_subject s ON s.id = r.subject_id "
    "JOIN register_datakey k ON k.id = r.key_id ORDER BY r.id"
)

_READABLE = "EXISTS (SELECT 1 FROM register_datakey k WHERE k.id = r.key_id AND k.state = 0)"


class _Held(NamedTuple):
    record: int
    person: int
    category: int
    purposes: int
    kind: int | None
    value: bytes
    root_version: int
    wrapped: bytes
    key_category: int


def would_be_under(purpose: str, groups: Sequence[Group], version: str, at: datetime) -> Tally:
    """Ask the gate what using the records for the purpose would come to if their people were given a version.

    Counted as if the purpose were enforced, by the dates that the records have now; nothing changes.

    Errors: ``UnknownClauseError``.
    """
    known = versions()
    number = known.clauses.number("versions", version)
    asked = known.gate(at).filter(
        Ask(Actor("console", "service", {purpose: frozenset({"use"})}), "use", purpose, at), dialect()
    )
    where, parameters = belonging(groups)
    of_people = ", ".join(
        f"informed | {1 << number} AS informed" if each.attname == "informed" else each.attname
        for each in Subject._meta.concrete_fields  # noqa: SLF001 - the table's columns
    )
    supposed = (
        f"FROM (SELECT {_FACTS}, {number} AS version FROM register_record r WHERE r.version IS NULL AND {where}) r "  # noqa: S608 - ours
        f"JOIN (SELECT {of_people} FROM register_subject) s ON s.id = r.subject_id WHERE s.status = 0"
    )
    return tallied(asked, supposed, purpose, "1 = 1", parameters)


def require_shown(
    purpose: str, groups: Sequence[Group], version: str, taken_on: date | None, at: datetime
) -> Published:
    """Give a version that the people of groups of records may have been given.

    Errors: ``SettlingRefusedError`` for a version that was never published, a day that is missing or to come, and a
    version that neither applied nor was published yet when the records were taken.
    """
    shown = next((each for each in versions().all if each.label == version), None)
    if shown is None:
        raise SettlingRefusedError("No version of the notice with this name was published.")
    from_day = min(shown.effective, timezone.localdate(shown.published_at))
    begins = f"Version {shown.label} was given to people from {from_day:%-d %B %Y}"
    if any(group.day for group in groups):
        if taken_on is None:
            raise SettlingRefusedError("Say on which day they were taken: some that you chose have no date.")
        if taken_on > timezone.localdate(at):
            raise SettlingRefusedError("The day on which they were taken is still to come.")
        if taken_on < from_day:
            raise SettlingRefusedError(f"{begins}, not before. Choose another version or day.")
    dated = [group for group in groups if not group.day]
    if not dated:
        return shown
    where, parameters = belonging(dated)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(r.collected_at) {held(purpose, 'version')} AND {where}", parameters)
        first = cursor.fetchone()[0]
    if first is None:
        return shown
    first = first if isinstance(first, datetime) else timezone.make_aware(datetime.fromisoformat(first), UTC)
    if timezone.localdate(first) < from_day:
        taken = f"{timezone.localdate(first):%-d %B %Y}"
        raise SettlingRefusedError(
            f"{begins}, and some that you chose were taken on {taken}. Choose the version of that day."
        )
    return shown


def midnight(day: date | None) -> datetime | None:
    """Give the moment at which a day begins, here."""
    return None if day is None else timezone.make_aware(datetime.combine(day, time()))


class NoticeBatches:
    """The batches of one settling: each seals some records again under the version their people were given.

    Arguments: ``taken``, when those were taken that have no date.
    Errors: ``UnknownClauseError``.
    """

    def __init__(self, known: Versions, keyring: Keyring, shown: Published, taken: datetime | None) -> None:
        self._known, self._keyring, self._shown, self._taken = known, keyring, shown, taken
        self._number = known.clauses.number("versions", shown.label)
        self._consent: dict[tuple[int | None, int], bool] = {}

    def settle(self, purpose: str, groups: Sequence[Group], at: datetime, *, after: int) -> Batch | None:
        """Settle some records of the groups, those after a record; ``None`` when none is left.

        To be called in the transaction that puts it on the ledger.
        """
        where, parameters = belonging(groups)
        query = _BATCH.format(
            records=held(purpose, "version"),
            where=f"r.id > %s AND {_READABLE} AND {NOT_BEING_ERASED} AND {where}",
            most=AT_ONCE,
        )
        with connection.cursor() as cursor:
            cursor.execute(query, [after, *parameters])
            found = {row[0]: row[1] for row in cursor.fetchall()}
            if not found:
                return None
            whose = set(found.values())
            # Whoever else writes about these people waits; what they wrote meanwhile is read once more.
            list(Subject.objects.select_for_update().filter(pk__in=whose).order_by("pk").values_list("pk"))
            cursor.execute(query, [after, *parameters])
            rows = [row for row in (_Held(*each) for each in cursor.fetchall()) if row.record in found]
        self._seal_again(rows)
        people = BitMap(row.person for row in rows)
        Subject.objects.filter(pk__in=list(people)).update(informed=F("informed").bitor(1 << self._number))
        if rows:
            move_due(of_person(*people), at)
        categories = sorted({self._known.clauses.clause("categories", row.category) or "" for row in rows})
        return Batch(people, [row.record for row in rows], max(found), categories)

    def _seal_again(self, rows: Sequence[_Held]) -> None:
        """Seal values under the version, and write it and what hangs on it with them."""
        written = []
        for row in rows:
            key = self._keyring.unwrap(row.root_version, bytes(row.wrapped), key_place(row.person, row.key_category))
            plain = unseal(key, bytes(row.value), record_place(row.person, row.category, row.record, None))
            place = record_place(row.person, row.category, row.record, self._number)
            written.append((self._number, seal(key, plain, place), self._on_consent(row), row.record))
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE register_record SET version = %s, value = %s, on_consent = %s WHERE id = %s", written
            )
        if self._taken is not None:
            Record.objects.filter(pk__in=[row.record for row in rows], undated=True).update(
                collected_at=self._taken, undated=False
            )

    def _on_consent(self, row: _Held) -> bool:
        """Say whether a record rests on consent by the version, as collecting it under that version would."""
        if (row.kind, row.purposes) not in self._consent:
            clauses, notice = self._known.clauses, self._shown.notice
            kind = clauses.clause("kinds", row.kind)
            held_for = [short for short in notice.purposes if row.purposes >> clauses.number("purposes", short) & 1]
            self._consent[row.kind, row.purposes] = any(rests_on_consent(notice, each, kind) for each in held_for)
        return self._consent[row.kind, row.purposes]
