"""`python -m benchmarks.ledger_verify [ENTRIES]`: checking an exported ledger of a million entries, on one core.

The peer parses each line of the same file as JSON and does nothing else.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.figures import Figure, table
from honour.ledger.checkpoint import Checkpoint, sign_checkpoint
from honour.ledger.commitment import canonical, commitment, content_text, entry_text, time_text
from honour.ledger.export.lines import Header
from honour.ledger.export.writer import StoredEntry, export_lines
from honour.ledger.frontier import Frontier
from honour.ledger.hashing import leaf_hash
from honour.ledger.note import VerifierKey

ENTRIES = 1_000_000
SECONDS, MEMORY = 8.0, 100.0  # seconds and MB, for a million
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_PARSE = "import json,sys\nwith open(sys.argv[1],'rb') as file:\n    for line in file: json.loads(line)"


class _Signer:
    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()
        self.verifier_key = str(VerifierKey("benchmark.example", self._key.public_key().public_bytes_raw()))

    def sign(self, data: bytes) -> bytes:
        """Sign what a checkpoint says."""
        return self._key.sign(data)


def run(entries: int = ENTRIES) -> list[Figure]:
    """Write an export of so many reads of one person each, then verify it in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.jsonl"
        _write(path, entries)
        taken, memory = _measure([sys.executable, "-m", "honour.cli", "verify", str(path)])
        parsed, _ = _measure([sys.executable, "-c", _PARSE, str(path)])
        size = path.stat().st_size / 1e6
    what = f"`honour verify`, {entries:,} entries, {size:.0f} MB"
    limit = SECONDS * entries / ENTRIES
    return [
        Figure(f"{what}: time", f"{taken:.1f} s", f"< {limit:g} s", taken < limit, f"{parsed:.1f} s", taken / parsed),
        Figure(f"{what}: peak memory", f"{memory:.0f} MB", f"< {MEMORY:.0f} MB", memory < MEMORY),
    ]


def _write(path: Path, entries: int) -> None:
    frontier, signer = Frontier(), _Signer()
    for stored in _entries(entries):
        frontier.add(stored.leaf)
    checkpoint = Checkpoint("benchmark.example", entries, frontier.root())
    header = Header(time_text(START), entries, sign_checkpoint(checkpoint, signer), (signer.verifier_key,))
    with path.open("wb") as file:
        file.writelines(export_lines(header, _entries(entries), lambda _: None))


def _entries(count: int) -> Iterator[StoredEntry]:
    for place in range(count):
        payload = {"by": "member-4f2a", "decision": f"{place:032x}", "purpose": "answer-enquiries", "records": [place]}
        content, salt = content_text(canonical(payload), place % 10_007), sha256(b"%d" % place).hexdigest()[:32]
        at = time_text(START + dt.timedelta(seconds=place))
        text = entry_text(place + 1, at, "person:read", commitment(salt, content), "2033-01-01")
        yield StoredEntry(place, leaf_hash(text.encode()), text, salt, content)


def _measure(command: list[str]) -> tuple[float, float]:
    """Run a command; return its seconds and its peak memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    taken = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{command} ended with {process.returncode}"
    return taken, used.ru_maxrss / 1024


if __name__ == "__main__":
    print(table(run(*map(int, sys.argv[1:]))))
