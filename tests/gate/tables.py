"""The register's two tables, as far as the gate reads them."""

from __future__ import annotations

import datetime as dt
import json

from honour.gate import Gate, Question
from tests.gate.rows_of import RECORD, SUBJECT, record_row, stored, subject_row


class Tables:
    """The register's tables, holding the facts of one question after another."""

    def __init__(self, connection, dialect: str, placeholder: str) -> None:
        self.connection, self.dialect, self.placeholder = connection, dialect, placeholder
        instant = "text" if dialect == "sqlite" else "timestamptz"
        connection.execute(f"CREATE TEMPORARY TABLE register_subject ({SUBJECT.format(instant=instant)})")
        connection.execute(f"CREATE TEMPORARY TABLE register_record ({RECORD.format(instant=instant)})")

    def fill(self, gate: Gate, questions: list[Question]) -> None:
        """Put each question's person in, with the question's place as its id."""
        self.connection.execute("DELETE FROM register_subject")
        self.connection.execute("DELETE FROM register_record")
        for place, question in enumerate(questions):
            *person, until = subject_row(gate.numbers, question.subject)
            until = stored(until) if self.dialect == "sqlite" else until
            self._insert("register_subject", (place, *person, until))
            for number, record in enumerate(question.records):
                _, *terms, due, over = record_row(gate.numbers, record)
                due = stored(due) if self.dialect == "sqlite" else due
                ends = self._ends(over, question.at, swept=bool(number % 2))
                self._insert("register_record", (place * 10 + number, place, *terms, due, None, *ends))

    def _ends(self, over: int, at: dt.datetime, *, swept: bool) -> tuple[int, object, str | None]:
        """The columns in which purposes that are over stand, before the sweep and after it."""
        later = {"p60": "2999-01-01 00:00:00.000000"}  # one that is not over
        if swept or not over:
            return over, (stored(at) if self.dialect == "sqlite" else at) if over else None, json.dumps(later)
        then = f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S.%f}"
        ends = {f"p{bit}": then for bit in range(60) if over >> bit & 1}
        return 0, stored(at) if self.dialect == "sqlite" else at, json.dumps(ends | later)

    def _insert(self, table: str, row: tuple) -> None:
        places = ", ".join([self.placeholder] * len(row))
        self.connection.execute(f"INSERT INTO {table} VALUES ({places})", row)  # noqa: S608 - the test's own names

    def rows(self, query: str) -> list[tuple]:
        return list(self.connection.execute(query))
