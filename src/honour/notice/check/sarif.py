"""Findings as SARIF 2.1.0 (OASIS), which code hosts and editors show beside the line that they concern."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from honour.notice.check.finding import Finding

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "note": "note"}


def as_sarif(findings: Iterable[Finding], name: str) -> str:
    """Write findings as one run of SARIF. Arguments: ``name``, the file's, as the reader knows it."""
    found = list(findings)
    codes = sorted({each.code for each in found})
    driver = {
        "name": "Honour",
        "version": version("honour"),
        "rules": [_rule(code, found) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, name, codes) for each in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(code: str, found: list[Finding]) -> dict[str, Any]:
    first = next(each for each in found if each.code == code)
    return {"id": code, "shortDescription": {"text": f"{code}: {first.source}"}, "help": {"text": first.fix}}


def _result(finding: Finding, name: str, codes: list[str]) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(name)}}
    if finding.line is not None:
        place["region"] = {"startLine": finding.line, "startColumn": finding.column or 1}
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.sentence} To do: {finding.fix} Source: {finding.source}."},
        "locations": [
            {
                "physicalLocation": place,
                "logicalLocations": [{"fullyQualifiedName": finding.clause, "kind": "object"}],
            }
        ],
        "partialFingerprints": {"clause/v1": f"{finding.code} {finding.clause}"},
    }


def _uri(name: str) -> str:
    """Write a file's name as a relative reference (RFC 3986)."""
    from urllib.parse import quote

    return quote(name.replace("\\", "/"))
