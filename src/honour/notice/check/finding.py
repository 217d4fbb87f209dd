"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass

from honour.law import Evidence, Severity

Path = tuple[str | int, ...]
"""The keys and list indices, as the file writes them, that lead to what is wrong."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule sees: where, what is wrong, what to do. ``severity`` only where it differs from the code's own."""

    path: Path
    sentence: str
    fix: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault under one code, with its clause, its place in the file and the law behind it.

    ``line`` and ``column`` count from 1; both are ``None`` where the notice came from no file.
    """

    code: str
    severity: Severity
    clause: str
    line: int | None
    column: int | None
    sentence: str
    fix: str
    source: str
    evidence: tuple[Evidence, ...]
