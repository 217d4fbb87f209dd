"""`python -m benchmarks.import_contacts [ROWS]`: a list of contacts comes in, 2% of its lines broken.

The list is CSV in cp1252, 300,000 rows of name, email, telephone, company and date. Measured, on both databases, is the
import itself, after its trial: reading the file from its sealed pieces, checking every value, asking the gate, hashing
and sealing, matching, the do-not-contact list, and the ledger, in transactions of 500 rows, with ``synchronous=FULL``
on SQLite. The peer is the database's driver alone, which parses the same file and inserts the same cells in clear into
one table with one index. Memory is the most that the process held for itself at any turn of work (pages of the
database's file that are mapped into it do not count), over the most it had held by the first tenth.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.databases import NAMES, measure_each
from benchmarks.figures import Figure

ROWS, REACH, GROWTH = 300_000, 3_000, 1.25
EXAMPLES = Path(__file__).parents[1] / "examples/fellside"
AT = dt.datetime(2026, 11, 3, 9, 0, tzinfo=dt.UTC)
HEADINGS = ("Name", "Email", "Phone", "Company", "Created")
BROKEN = (
    "Zoë,not an address,,,2026-10-02",
    '"Zoë,zoe@mill.example,,,',
    "alone",
    "Zoë,zoe@mill.example,,,soon",
    "Zoë,,,,,a,b",
)


def list_of(rows: int) -> bytes:
    """Write the list; every fiftieth line is broken, in one of five ways."""
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\r\n").writerow
    write(HEADINGS)
    for number in range(rows):
        if number % 50 == 49:
            text.write(BROKEN[number // 50 % len(BROKEN)] + "\r\n")
        else:
            write((f"Zoë Müller {number}", f"zoe{number}@mill{number % 4000}.example", f"01632 {number % 10**6:06d}",
                   f"Mill {number % 4000} Ltd", f"2026-10-{1 + number % 28:02d}"))  # fmt: skip
    return text.getvalue().encode("cp1252")


def prepare(rows: int) -> Any:
    """Publish the notice, put the list up and let the trial run; gives the import, ready to start."""
    from honour.intake.importing.beginning import begin, settle, start
    from honour.intake.importing.mapping import Mapping
    from honour.register.publishing import publish

    publish((EXAMPLES / "2026-12-01.yaml").read_bytes(), "notice", actor="benchmark", at=AT)
    data = list_of(rows)
    row = begin((data[place : place + 65536] for place in range(0, len(data), 65536)), by="staff-1", at=AT)
    columns = ("contact.name", "contact.email", "contact.telephone", "contact.company", "date")
    mapping = Mapping(columns, ("services",), kind="customer", source="directly", version="2026-12-01")
    settle(row, mapping, by="staff-1", at=AT)
    trial = _work(row)
    start(row, by="staff-1", at=AT)
    return row, trial


def _work(row: Any) -> tuple[float, list[int]]:
    """Work at an import to its end; gives the seconds, and the peak of memory in MB at each tenth."""
    from honour.intake.importing.running import run_imports

    peaks, begun = [], time.perf_counter()
    while run_imports(AT, "benchmark"):
        row.refresh_from_db()
        peaks.append((row.done_rows, max(own_memory(), peaks[-1][1] if peaks else 0)))
    row.refresh_from_db()
    return time.perf_counter() - begun, peaks


def own_memory() -> int:
    """Give the MB of memory that this process holds for itself, without pages of files."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("RssAnon:")[2].split()[0]) // 1024


def peer(rows: int) -> float:
    """Insert the same cells in clear, in transactions of 500, with the driver alone; gives the seconds."""
    from django.db import connection

    data = list_of(rows)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain_contact (name text, email text, telephone text, company text, created text)")
        cursor.execute("CREATE INDEX plain_email ON plain_contact (email)")
    mark = "%s" if connection.vendor == "postgresql" else "?"
    insert = f"INSERT INTO plain_contact VALUES ({', '.join([mark] * 5)})"
    raw, begun = connection.connection, time.perf_counter()
    lines = (line for line in csv.reader(io.TextIOWrapper(io.BytesIO(data), "cp1252", newline="")) if len(line) == 5)
    while batch := [line for _, line in zip(range(500), lines, strict=False)]:
        from django.db import transaction

        with transaction.atomic():
            (raw.cursor() if mark == "%s" else raw).executemany(insert, batch)
    return time.perf_counter() - begun


def measure(rows: int) -> list[Figure]:
    """Measure the database in use."""
    from django.db import connection

    row, (trial, _) = prepare(rows)
    taken, peaks = _work(row)
    assert row.state == "done", row.why
    assert row.counts["new"] + sum(row.counts["refused"].values()) + row.counts["twice"] >= rows * 0.98
    early = next(peak for done, peak in peaks if done >= rows // 10)
    growth = peaks[-1][1] / early
    plain = peer(rows)
    name = NAMES[connection.vendor]
    rate = rows / taken
    refused = sum(row.counts["refused"].values())
    return [
        Figure(
            f"{name}: {rows:,} rows, {refused:,} refused with line and reason",
            f"{rate:,.0f} rows/s",
            f"≥ {REACH:,} rows/s",
            rate >= REACH,
            f"{rows / plain:,.0f} rows/s (driver, in clear)",
            plain / taken,
        ),
        Figure(
            f"{name}: the trial before it", f"{rows / trial:,.0f} rows/s", f"≥ {REACH:,} rows/s", rows / trial >= REACH
        ),
        Figure(
            f"{name}: peak memory at the end over that after a tenth",
            f"{peaks[-1][1]} MB over {early} MB",
            f"≤ {GROWTH}×",
            growth <= GROWTH,
            "",
            growth,
        ),
    ]


if __name__ == "__main__":
    sys.exit(measure_each("import_contacts", measure, ROWS, sys.argv[1:]))
