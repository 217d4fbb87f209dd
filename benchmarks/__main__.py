"""`python -m benchmarks [NAME…]`: run them all, or those named, each in a process of its own, and print the tables.

With ``--write`` the tables go to ``docs/benchmarks.md``, each into its section; whatever else stands there is kept.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

from benchmarks.figures import machine
from benchmarks.report import renewed

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs/benchmarks.md"
NAMES = (
    ("gate_decision", "A full decision of the gate"),
    ("gate_sql", "Allowed and refused by reason, a million people, in SQL"),
    ("register_read", "Reading one person"),
    ("ledger_append", "Appending to the ledger"),
    ("ledger_verify", "Verifying an exported ledger"),
    ("backup_restore", "Backing up a store, and restoring it with erasures since"),
    ("form_submission", "A form sent end to end"),
    ("gdprbench", "GDPRbench's four roles"),
    ("pages", "Pages"),
    ("plan", "What a new version does to a million people"),
    ("import_contacts", "Bringing contacts in from a list"),
    ("command_line", "Start and memory"),
    ("retention", "Sweeping what is due, and moving dates"),
    ("erasure", "Erasing one person with a certificate"),
    ("upgrade", "Upgrading a large store of the first release"),
    ("install_size", "The base installation"),
)


def main(arguments: list[str]) -> int:
    """Run the benchmarks; the exit code says whether all of them ran, not whether each target was met."""
    write = "--write" in arguments
    wanted = [name for name in arguments if not name.startswith("--")] or [name for name, _ in NAMES]
    unknown = set(wanted) - {name for name, _ in NAMES}
    if unknown:
        print(f"no such benchmark: {', '.join(sorted(unknown))}", file=sys.stderr)
    ran = 0
    for name, title in NAMES:
        if name not in wanted:
            continue
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{name} did not run:\n{done.stderr}", file=sys.stderr)
            continue
        ran += 1
        print(f"\n{title}\n{done.stdout}")
        if write:
            _write(name, title, done.stdout.strip())
    return 0 if ran == len(wanted) else 1


def _write(name: str, title: str, tables: str) -> None:
    """Put a benchmark's tables into the document, with the day, and with the machine where it is another."""
    document = DOCUMENT.read_text(encoding="utf-8")
    today = f"{dt.datetime.now(dt.UTC):%-d %B %Y}"
    measured = today if machine() in document.partition("\n## ")[0] else f"{today}, on {machine()}"
    DOCUMENT.write_text(renewed(document, name, title, measured, tables), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
