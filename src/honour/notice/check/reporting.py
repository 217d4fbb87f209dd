"""Writing findings for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from honour.law import Evidence
from honour.notice.check.checking import Places, check
from honour.notice.check.finding import Finding
from honour.notice.check.sarif import as_sarif
from honour.notice.check.words import listed
from honour.notice.model import Notice

Format = Literal["text", "json", "sarif"]

_READ: dict[Evidence, str] = {
    "secondary": "from a secondary source",
    "knowledge": "from memory of the text, not read again",
}
"""What a reader is told of how a source was read; what was read in full goes without saying."""


@dataclass(frozen=True, slots=True)
class Report:
    """A check written out, with no line break at its end, and the exit code it means: 0 without errors, 1 with."""

    text: str
    exit_code: Literal[0, 1]


def report(  # noqa: PLR0913 - what was read, how it is checked, and how it is written
    notice: Notice, *, name: str, at: date, law: str | None = None, source: Places | None = None, form: Format = "text"
) -> Report:
    """Check a notice and write what was found.

    Args: ``name``: the file's, as the reader knows it. ``at``: the day whose law holds. ``law``: ``uk`` or ``eu``, by
    default the notice's own. ``source``: the file, for lines and columns. ``form``: ``text`` for people,
    ``json``, ``sarif``.
    Errors: ``UnknownLawError``.
    """
    law = law or notice.law
    findings = check(notice, at=at, law=law, source=source)
    failed = any(finding.severity == "error" for finding in findings)
    if form == "sarif":
        return Report(as_sarif(findings, name), 1 if failed else 0)
    write = _as_json if form == "json" else _as_text
    return Report(write(findings, name, law, at), 1 if failed else 0)


def _counts(findings: Iterable[Finding]) -> dict[str, int]:
    severities = [finding.severity for finding in findings]
    return {each: severities.count(each) for each in ("error", "warning", "note")}


def _as_json(findings: list[Finding], name: str, law: str, at: date) -> str:
    body = {
        "file": name,
        "law": law,
        "at": at.isoformat(),
        "counts": _counts(findings),
        "findings": [asdict(finding) for finding in findings],
    }
    return json.dumps(body, indent=2, ensure_ascii=False)


def _as_text(findings: list[Finding], name: str, law: str, at: date) -> str:
    """Write one paragraph a fault; a fault that breaks several rules is one, with all their codes."""
    parts = []
    faults = [list(same) for _key, same in groupby(findings, key=lambda each: (each.line, each.clause, each.sentence))]
    for same in faults:
        first = same[0]
        place = f"{name}:{first.line}:{first.column}" if first.line else name
        codes = " ".join(finding.code for finding in same)
        sources = listed(dict.fromkeys(_source(finding) for finding in same))
        parts.append(
            f"{place}: {first.severity} {codes} ({first.clause})\n"
            f"  {first.sentence}\n  To do: {first.fix}\n  Source: {sources}.\n"
        )
    counted = _counts(same[0] for same in faults)
    summary = ", ".join(f"{count} {each}{'' if count == 1 else 's'}" for each, count in counted.items() if count)
    parts.append(f"{name}, law {law} on {at}: {summary or 'nothing found'}.")
    return "\n".join(parts)


def _source(finding: Finding) -> str:
    read = [words for each, words in _READ.items() if each in finding.evidence]
    partly = "in part " if read and {"statute", "regulator"} & set(finding.evidence) else ""
    return f"{finding.source} ({partly}{listed(read)})" if read else finding.source
