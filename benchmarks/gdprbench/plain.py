"""The peer: a schema that any application might have, by Django's cursor.

One durable transaction and one audit row for each operation, values in clear, a set of choices as bits beside the
person, and an index for whatever the operations ask by. What is asked of people without reading a value of theirs the
register does not write down: there ``bare`` asks the same without the transaction and the row.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from benchmarks.gdprbench.notice import ACCOUNT, MANY, RECIPIENTS, basis, category, purpose
from benchmarks.gdprbench.oracle import Held, Somebody, Truth, Value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from django.db.backends.utils import CursorWrapper

BITS = {purpose(n): 1 << n for n in range(MANY)} | {ACCOUNT: 1 << MANY}
SHARED = {name: 1 << n for n, name in enumerate(RECIPIENTS)}
FACTS = "p.status, p.restricted, p.consents, p.objections"
TABLES = """
CREATE TABLE plain_person (id {key}, email text, status integer, restricted integer, consents bigint, objections bigint,
  approvals bigint, created_at {moment});
CREATE INDEX plain_person_email ON plain_person (email);
CREATE TABLE plain_record (id {key}, person bigint, category varchar(60), purpose bigint, source varchar(60),
  project bigint, data text, collected_at {moment}, due_at {moment});
CREATE INDEX plain_record_person ON plain_record (person);
CREATE INDEX plain_record_category ON plain_record (category);
CREATE INDEX plain_record_due ON plain_record (due_at);
CREATE INDEX plain_record_project ON plain_record (project);
CREATE TABLE plain_audit (id {key}, at {moment}, who varchar(60), what varchar(60), person bigint, said text);
CREATE INDEX plain_audit_person ON plain_audit (person);
"""


class Plain:
    """The operations, each of them one transaction."""

    name = "plain"

    def __init__(self, truth: Truth) -> None:
        self.truth = truth

    def load(self) -> None:
        """Make the tables and take everybody in."""
        postgresql = connection.vendor == "postgresql"
        key = "bigserial primary key" if postgresql else "integer primary key autoincrement"
        with connection.cursor() as cursor:
            for statement in TABLES.format(key=key, moment="timestamptz" if postgresql else "datetime").split(";"):
                if statement.strip():
                    cursor.execute(statement)
        people = self.truth.people
        for first in range(0, len(people), 500):
            batch = people[first : first + 500]
            with self._turn("load", None) as cursor:
                cursor.executemany(
                    "INSERT INTO plain_person (id, email, status, restricted, consents, objections, approvals,"
                    " created_at) VALUES (%s, %s, 0, 0, %s, 0, 0, %s)",
                    [(one.number, f"p{one.number}@benchmark.example", _bits(one), self._at()) for one in batch],
                )
                held = [(one.key, *self._columns(one)) for each in batch for one in each.records.values()]
                cursor.executemany(f"INSERT INTO plain_record (id, {RECORD}) VALUES ({', '.join(['%s'] * 9)})", held)

    @staticmethod
    def clear() -> None:
        """Drop the tables, where others use the database."""
        with connection.cursor() as cursor:
            for table in ("plain_audit", "plain_record", "plain_person"):
                cursor.execute(f"DROP TABLE IF EXISTS {table}")

    def _columns(self, held: Held) -> tuple[Any, ...]:
        number = 0 if held.category == "contact" else 1 << int(held.category[-2:])
        due = None if held.due is None else _moment(held.due)
        data = json.dumps(dict(held.value))
        return (
            held.person,
            held.category,
            number | BITS[ACCOUNT],
            "directly",
            held.project,
            data,
            _moment(held.collected),
            due,
        )

    def _at(self) -> Any:
        return _moment(self.truth.now)

    @contextmanager
    def _turn(self, what: str, person: int | None, **said: Any) -> Iterator[CursorWrapper]:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            yield cursor
            cursor.execute(
                "INSERT INTO plain_audit (at, who, what, person, said) VALUES (%s, %s, %s, %s, %s)",
                [self._at(), "member-1", what, person, json.dumps(said)],
            )

    def create(self, held: Held) -> int:
        """Take one more record of somebody's in."""
        with self._turn("create", held.person, category=held.category) as cursor:
            cursor.execute(
                f"INSERT INTO plain_record (id, {RECORD}) VALUES ({', '.join(['%s'] * 9)})",
                [held.key, *self._columns(held)],
            )
        return 1

    def plan_project(self, project: int, several: Sequence[Held]) -> None:
        """Let records wait for the end of a project."""
        with connection.cursor() as cursor:
            keys = [held.key for held in several]
            cursor.execute(f"UPDATE plain_record SET project = %s WHERE id IN ({_marks(keys)})", [project, *keys])

    def end_project(self, project: int) -> int:
        """End a project; gives how many records went with it."""
        with self._turn("project ended", None, project=project) as cursor:
            cursor.execute("DELETE FROM plain_record WHERE project = %s", [project])
            return int(cursor.rowcount)

    def delete_due(self) -> int:
        """Delete what is past its date; gives how many records."""
        with self._turn("swept", None) as cursor:
            cursor.execute("DELETE FROM plain_record WHERE due_at <= %s", [self._at()])
            return int(cursor.rowcount)

    def delete_person(self, person: int, due: datetime | None) -> int:  # noqa: ARG002 - the other side's worker asks
        """Erase somebody; gives how many records."""
        with self._turn("erased", person) as cursor:
            cursor.execute("DELETE FROM plain_record WHERE person = %s", [person])
            gone = int(cursor.rowcount)
            cursor.execute(
                "UPDATE plain_person SET status = 1, email = NULL, restricted = 0, consents = 0, objections = 0,"
                " approvals = 0 WHERE id = %s",
                [person],
            )
        return gone

    def delete_record(self, held: Held) -> int:
        """Erase one record."""
        with self._turn("record erased", held.person, record=held.key) as cursor:
            cursor.execute("DELETE FROM plain_record WHERE id = %s", [held.key])
            return int(cursor.rowcount)

    def finish_some(self) -> None:
        """Do nothing: what is deleted is deleted."""

    def finish_before(self, moment: datetime) -> None:
        """Do nothing, as above."""

    def finish(self) -> None:
        """Do nothing, as above."""

    def update(self, held: Held, value: Value) -> int:
        """Put a record right."""
        with self._turn("corrected", held.person, record=held.key) as cursor:
            cursor.execute("UPDATE plain_record SET data = %s WHERE id = %s", [json.dumps(dict(value)), held.key])
            return int(cursor.rowcount)

    def decide(self, person: int, kind: str, about: str | None) -> int:
        """Write down what somebody decided."""
        column, bit, on = _DECISIONS[kind]
        bits = 1 if about is None else {**BITS, **SHARED}[about] if bit else 1
        with self._turn(kind, person, about=about) as cursor:
            change = f"{column} = {int(on)}" if not bit else f"{column} = {column} {'|' if on else '& ~'}{bits}"
            cursor.execute(f"UPDATE plain_person SET {change} WHERE id = %s", [person])
            return int(cursor.rowcount)

    def read_person(self, person: int, what_for: str, of: str | None) -> list[tuple[Any, ...]]:
        """Read somebody's data for a purpose, of one category where one is named."""
        with self._turn("read", person, purpose=what_for) as cursor:
            wanted, more = (" AND r.category = %s", [of]) if of else ("", [])
            cursor.execute(
                f"SELECT r.id, r.category, r.source, r.data, r.collected_at, r.due_at, {FACTS} FROM plain_record r"
                f" JOIN plain_person p ON p.id = r.person WHERE r.person = %s{wanted}"
                f" AND (r.due_at IS NULL OR r.due_at > %s) AND p.status = 0 AND {_allowed(what_for)}",
                [person, *more, self._at()],
            )
            return cursor.fetchall()

    def read_everybody(self, what_for: str) -> list[tuple[Any, ...]]:
        """Read everybody's data that a purpose may use."""
        with self._turn("selected", None, purpose=what_for) as cursor:
            cursor.execute(
                f"SELECT r.person, r.id, r.category, r.source, r.data, r.collected_at, r.due_at FROM plain_record r"
                f" JOIN plain_person p ON p.id = r.person WHERE r.category = %s AND (r.due_at IS NULL OR r.due_at > %s)"
                f" AND p.status = 0 AND {_allowed(what_for)} ORDER BY r.person",
                [category(int(what_for[-2:])), self._at()],
            )
            return cursor.fetchall()

    def bare(self) -> Plain:
        """Give the peer that writes no audit row, and begins no transaction, for a question."""
        return _Bare(self.truth)

    def _asking(self, person: int) -> AbstractContextManager[CursorWrapper]:
        return self._turn("asked", person)

    def metadata(self, person: int) -> list[tuple[Any, ...]]:
        """Say what is held about somebody, without a value."""
        with self._asking(person) as cursor:
            cursor.execute(
                "SELECT r.category, r.collected_at, r.due_at, r.source, r.purpose, p.consents, p.objections,"
                " p.approvals, p.restricted FROM plain_person p LEFT JOIN plain_record r ON p.id = r.person"
                " WHERE p.id = %s AND p.status = 0",
                [person],
            )
            return cursor.fetchall()

    def logs(self, person: int) -> list[tuple[Any, ...]]:
        """Give what was done with somebody's data."""
        with self._asking(person) as cursor:
            cursor.execute("SELECT id, at, who, what, said FROM plain_audit WHERE person = %s ORDER BY id", [person])
            return cursor.fetchall()

    def gone(self, person: int) -> bool:
        """Say whether somebody was erased, and nothing is left of them."""
        with self._asking(person) as cursor:
            cursor.execute(
                "SELECT p.status, (SELECT count(*) FROM plain_record r WHERE r.person = p.id),"
                " (SELECT count(*) FROM plain_audit a WHERE a.person = p.id AND a.what = 'erased')"
                " FROM plain_person p WHERE p.id = %s",
                [person],
            )
            status, records, erasures = cursor.fetchone()
        return status == 1 and not records and erasures > 0

    @staticmethod
    def of_person(rows: list[tuple[Any, ...]]) -> list[tuple[str, Value]]:
        """Give what was read of a person, in the oracle's words."""
        return sorted((row[1], tuple(json.loads(row[3]).items())) for row in rows)

    @staticmethod
    def of_everybody(rows: list[tuple[Any, ...]]) -> list[tuple[int, Value]]:
        """Give what was read of everybody."""
        return sorted((row[0], tuple(json.loads(row[4]).items())) for row in rows)

    @staticmethod
    def of_log(rows: list[tuple[Any, ...]]) -> list[str]:
        """Give what a log says, in the oracle's words."""
        return sorted(row[3] for row in rows)

    @staticmethod
    def of_facts(rows: list[tuple[Any, ...]]) -> tuple[object, ...]:
        """Give what is said of a person without any value."""
        if not rows:
            return ()
        consents, objections, approvals, restricted = rows[0][5:9]
        return (
            sorted((row[0], _aware(row[1]), _aware(row[2] or row[1])) for row in rows if row[0]),
            sorted(name for name, bit in BITS.items() if consents & bit),
            sorted(name for name, bit in BITS.items() if objections & bit),
            sorted(name for name, bit in SHARED.items() if approvals & bit),
            bool(restricted),
        )


class _Bare(Plain):
    """The same questions, with neither transaction nor audit row."""

    name = "bare"

    def _asking(self, person: int) -> AbstractContextManager[CursorWrapper]:  # noqa: ARG002 - as the other
        return connection.cursor()


RECORD = "person, category, purpose, source, project, data, collected_at, due_at"
_DECISIONS = {
    "consent": ("consents", True, True),
    "withdrawal": ("consents", True, False),
    "objection": ("objections", True, True),
    "objection-lifted": ("objections", True, False),
    "restriction": ("restricted", False, True),
    "restriction-lifted": ("restricted", False, False),
    "approval": ("approvals", True, True),
    "approval-ended": ("approvals", True, False),
}


def _allowed(what_for: str) -> str:
    """Write what lets a purpose use a person's data."""
    bit = BITS[what_for]
    if what_for != ACCOUNT and basis(int(what_for[-2:])) == "consent":
        return f"(p.consents & {bit}) <> 0"
    return f"p.restricted = 0 AND (p.objections & {bit}) = 0"


def _bits(somebody: Somebody) -> int:
    return sum(BITS[each] for each in somebody.consents)


def _marks(several: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(several))


def _moment(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _aware(at: Any) -> datetime:
    found = datetime.fromisoformat(at) if isinstance(at, str) else at
    return found if found.tzinfo else found.replace(tzinfo=UTC)
