"""A register with Fellside's notices, and lists of people who were kept elsewhere."""

from __future__ import annotations

import csv
import io

import pytest

from honour.intake.importing import running
from honour.intake.importing.beginning import begin, settle, start
from honour.intake.importing.mapping import Mapping
from honour.register import settling_work
from tests.register.conftest import NEW, published, wrote  # noqa: F401 - fixtures

HEADINGS = ("Name", "Email", "Phone", "Company", "Opted out", "Created")
PLAIN = Mapping(
    columns=("contact.name", "contact.email", "contact.telephone", "contact.company", "stop", "date"),
    purposes=("services",),
    kind="customer",
    source="directly",
    version=NEW,
)


def person(number: int, **more: str) -> list[str]:
    """A row about somebody who does not exist."""
    row = {
        "Name": f"Ida Canary {number}",
        "Email": f"ida{number}@canary.example",
        "Phone": f"01632 96{number:04d}",
        "Company": "Canary Mills",
        "Opted out": "no",
        "Created": "02/12/2026",
    }
    return [{**row, **more}[heading] for heading in HEADINGS]


def written(rows, *, headings=HEADINGS, encoding="utf-8", delimiter=",") -> bytes:
    """A list as a program writes it."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([headings, *rows] if headings else rows)
    return text.getvalue().encode(encoding)


@pytest.fixture
def bring(published, now):  # noqa: F811 - the fixture imported above
    """Put a file up, settle its mapping, try it and bring it in; gives the import."""

    def do(data: bytes, mapping: Mapping | None = PLAIN, *, until: str = "done", piece: int = 65536):
        row = begin((data[at : at + piece] for at in range(0, len(data), piece)), by="staff-1", at=now)
        if mapping is not None:
            settle(row, mapping, by="staff-1", at=now)
            work(row, now)
            if until == "done":
                start(row, by="staff-1", at=now)
                work(row, now)
        row.refresh_from_db()
        return row

    return do


def work(row, now) -> None:
    """Let a worker go on until there is nothing left to do."""
    while running.run_imports(now, "worker:1"):
        pass
    row.refresh_from_db()


def settle_source(*words, at, **more):
    """Ask for it, and let a worker settle it; gives how it ended."""
    return settled(settling_work.settle_source(*words, at=at, **more), at)


def settle_notice(*words, at, **more):
    """Ask for it, and let a worker settle it; gives how it ended."""
    return settled(settling_work.settle_notice(*words, at=at, **more), at)


def settled(row, now):
    """Let a worker go on until nothing is left to settle."""
    while settling_work.run_settlings(now, "worker:1"):
        pass
    row.refresh_from_db()
    return row
