"""Findings as SARIF 2.1.0 (OASIS), which code hosts and editors show beside the line that they concern."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from honour.notice.check.finding import Finding
from honour.notice.faults import Fault

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "note": "note"}


def as_sarif(findings: Iterable[Finding], name: str) -> str:
    """Write findings as one run of SARIF. Arguments: ``name``, the file's, as the reader knows it."""
    found = list(findings)
    codes = sorted({each.code for each in found})
    results = [_result(each, name, codes) for each in found]
    return _written([_rule(code, found) for code in codes], results, {"executionSuccessful": True})


def failed_as_sarif(message: str, faults: Iterable[Fault] = ()) -> str:
    """Write that nothing was checked as one run of SARIF that did not succeed (3.20.14, 3.20.21).

    What is wrong with the file stands among the results too: code hosts show those beside the line, and nothing else.
    Arguments: ``message``, why; ``faults``, what keeps the file from being a notice.
    """
    results = [_of_fault(each) for each in faults]
    said = {
        "executionSuccessful": False,
        "exitCode": 2,
        "toolExecutionNotifications": [{"level": "error", "message": {"text": message}}],
    }
    return _written([_UNREADABLE] if results else [], results, said)


_UNREADABLE = {
    "id": "FILE01",
    "shortDescription": {"text": "FILE01: what keeps the file from being a notice."},
    "help": {"text": "Put it right as its message says; only then can the notice be checked."},
}


def _written(rules: list[dict[str, Any]], results: list[dict[str, Any]], invocation: dict[str, Any]) -> str:
    driver = {"name": "Honour", "version": version("honour"), "rules": rules}
    run = {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(code: str, found: list[Finding]) -> dict[str, Any]:
    first = next(each for each in found if each.code == code)
    return {"id": code, "shortDescription": {"text": f"{code}: {first.source}"}, "help": {"text": first.fix}}


def _result(finding: Finding, name: str, codes: list[str]) -> dict[str, Any]:
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.sentence} To do: {finding.fix} Source: {finding.source}."},
        "locations": [_location(name, finding.line, finding.column, finding.clause)],
        "partialFingerprints": {"clause/v1": f"{finding.code} {finding.clause}"},
    }


def _of_fault(fault: Fault) -> dict[str, Any]:
    return {
        "ruleId": _UNREADABLE["id"],
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": f"{fault.problem[:1].upper()}{fault.problem[1:]}. To do: {fault.fix}."},
        "locations": [_location(fault.file, fault.line, fault.column, fault.clause)],
        "partialFingerprints": {"clause/v1": f"{_UNREADABLE['id']} {fault.clause} {fault.problem}"},
    }


def _location(name: str, line: int | None, column: int | None, clause: str) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(name)}}
    if line is not None:
        place["region"] = {"startLine": line, "startColumn": column or 1}
    return {"physicalLocation": place, "logicalLocations": [{"fullyQualifiedName": clause, "kind": "object"}]}


def _uri(name: str) -> str:
    """Write a file's name as a reference (RFC 3986): one that is absolute as the file's URI (RFC 8089)."""
    quoted = quote(name.replace("\\", "/"))
    return f"file://{quoted}" if quoted.startswith("/") else quoted
