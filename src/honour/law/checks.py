"""The checks that a law asks for: each code with its severity and source."""

from __future__ import annotations

from typing import Any, Literal

from honour.law.entry import Entry

Severity = Literal["error", "warning", "note"]


class CheckRule(Entry):
    """A check: what it finds, how grave that is, and the rule of law behind it."""

    title: str
    severity: Severity


def checks_of(pack: str, gdpr: str, rows: dict[str, dict[str, Any]]) -> dict[str, CheckRule]:
    """Give the checks of one pack by code.

    Args: ``rows`` as in ``packs/checks``: under ``both``, or under the pack's name, the source and its days; one with
    neither is no rule of that law. ``gdpr`` is the law's own name, put where a source says ``{gdpr}``.
    """
    found = {}
    for code, row in rows.items():
        terms = row.get(pack) or row.get("both")
        if terms is not None:
            source = terms["source"].format(gdpr=gdpr)
            common = {"title": row["title"], "severity": row["severity"]}
            found[code] = CheckRule.model_validate({**terms, **common, "source": source})
    return found
