"""`python -m benchmarks [NAME…]`: run them all, or those named, each in a process of its own, and print the tables.

With ``--write`` the tables go to ``docs/benchmarks.md``.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

from benchmarks.figures import machine

ROOT = Path(__file__).parents[1]
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
    ("install_size", "The base installation"),
)


def main(arguments: list[str]) -> int:
    """Run the benchmarks; the exit code says whether all of them ran, not whether each target was met."""
    write = "--write" in arguments
    wanted = [name for name in arguments if not name.startswith("--")] or [name for name, _ in NAMES]
    sections, failed = [], 0
    for name, title in NAMES:
        if name not in wanted:
            continue
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if ran.returncode:
            failed += 1
            print(f"{name} did not run:\n{ran.stderr}", file=sys.stderr)
            continue
        print(f"\n{title}\n{ran.stdout}")
        sections.append(f"## {title}\n\n`python -m benchmarks.{name}`\n\n{ran.stdout.strip()}\n")
    if write:
        _write(sections)
    return 1 if failed else 0


def _write(sections: list[str]) -> None:
    head = (
        "# Benchmarks\n\n"
        f"Measured {dt.datetime.now(dt.UTC).date().isoformat()} on {machine()}.\n"
        "Each figure stands beside its peer, measured in the same run by the same command. `make bench` runs all.\n"
    )
    (ROOT / "docs/benchmarks.md").write_text("\n".join([head, *sections]), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
