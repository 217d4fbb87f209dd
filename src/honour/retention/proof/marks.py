"""Marks as they are written down: in groups of four digits, so that what is written is not itself a find."""

from __future__ import annotations

from typing import Any

from honour.retention.proof.traces import Mark


def written_mark(mark: Mark) -> dict[str, Any]:
    """Write a mark for a certificate."""
    digits = mark.data.hex()
    grouped = " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
    return {"kind": mark.kind, "of": mark.of, "key": mark.key, "bytes": grouped}


def read_mark(written: dict[str, Any]) -> Mark:
    """Read a mark that was written."""
    return Mark(written["kind"], written["of"], written["key"], bytes.fromhex(written["bytes"]))
