"""The register's two tables, as far as the gate reads them."""

from __future__ import annotations

from honour.gate import Gate, Question
from tests.gate.rows_of import RECORD, SUBJECT, record_row, stored, subject_row


class Tables:
    """The register's tables, holding the facts of one question after another."""

    def __init__(self, connection, dialect: str, placeholder: str) -> None:
        self.connection, self.dialect, self.placeholder = connection, dialect, placeholder
        instant = "text" if dialect == "sqlite" else "timestamptz"
        connection.execute(f"CREATE TEMPORARY TABLE register_subject ({SUBJECT})")
        connection.execute(f"CREATE TEMPORARY TABLE register_record ({RECORD.format(instant=instant)})")

    def fill(self, gate: Gate, questions: list[Question]) -> None:
        """Put each question's person in, with the question's place as its id."""
        self.connection.execute("DELETE FROM register_subject")
        self.connection.execute("DELETE FROM register_record")
        for place, question in enumerate(questions):
            self._insert("register_subject", (place, *subject_row(gate.numbers, question.subject)))
            for number, record in enumerate(question.records):
                _, *terms, due = record_row(gate.numbers, record)
                due = stored(due) if self.dialect == "sqlite" else due
                self._insert("register_record", (place * 10 + number, place, *terms, due, None))

    def _insert(self, table: str, row: tuple) -> None:
        places = ", ".join([self.placeholder] * len(row))
        self.connection.execute(f"INSERT INTO {table} VALUES ({places})", row)  # noqa: S608 - the test's own names

    def rows(self, query: str) -> list[tuple]:
        return list(self.connection.execute(query))
