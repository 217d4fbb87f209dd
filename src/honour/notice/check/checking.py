"""Checking a notice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from honour.law import law_at
from honour.notice.check import rules  # noqa: F401 - importing them registers them
from honour.notice.check.case import Case
from honour.notice.check.finding import Fault, Finding, Path
from honour.notice.check.registry import RULES
from honour.notice.model import Notice
from honour.notice.places import clause_of


class Places(Protocol):
    """A file that knows where its parts stand."""

    def nearest(self, path: Path, /) -> tuple[int, int]:
        """Give the line and column of the last part that exists on the way to a path."""
        ...


def check(notice: Notice, *, at: date, law: str | None = None, source: Places | None = None) -> list[Finding]:
    """Find what is wrong with a notice under the law of a day, in the order of the file.

    Args: ``law``: ``uk`` or ``eu``; by default the notice's own. ``source``: the file, for lines and columns.
    Errors: ``UnknownLawError``.
    """
    return [finding for finding, _path in check_places(notice, at=at, law=law, source=source)]


def check_places(
    notice: Notice, *, at: date, law: str | None = None, source: Places | None = None
) -> list[tuple[Finding, Path]]:
    """Find what is wrong, each finding with the keys that lead to it in the file.

    Args and errors: as ``check``.
    """
    case = Case(notice, law_at(law or notice.law, at))
    known = case.law.checks
    findings: list[tuple[Finding, Path]] = []
    for rule in RULES:
        codes = [code for code in rule.codes if code in known]
        if codes:
            for fault in rule.find(case):
                findings.extend(_findings(case, codes, fault, source))
    findings.sort(key=_place)
    return findings


_SECTIONS = {name: place for place, name in enumerate(Notice.model_fields)}


def _place(found: tuple[Finding, Path]) -> tuple[int, int, int]:
    """Order by place in the file; a notice from no file by its sections."""
    finding, path = found
    return finding.line or 0, finding.column or 0, _SECTIONS.get(str(path[0]), -1) if path else -1


def _findings(case: Case, codes: Sequence[str], fault: Fault, source: Places | None) -> Iterator[tuple[Finding, Path]]:
    line, column = source.nearest(fault.path) if source else (None, None)
    for code in codes:
        known = case.law.checks[code]
        yield (
            Finding(
                code=code,
                severity=fault.severity or known.severity,
                clause=clause_of(fault.path),
                line=line,
                column=column,
                sentence=fault.sentence,
                fix=fault.fix,
                source=known.source,
                evidence=known.evidence,
            ),
            fault.path,
        )
