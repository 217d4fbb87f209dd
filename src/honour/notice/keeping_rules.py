"""Which retention rules hold a record for a purpose, and the period each gives."""

from __future__ import annotations

from collections.abc import Mapping

from honour.law.retention import Preset
from honour.notice.model import Notice, RetentionRule


def rules_for(notice: Notice, category: str, purpose: str, kind: str | None) -> dict[str, RetentionRule]:
    """Give the rules for data of a category, for a purpose, about a kind of person, by their short ids."""
    return among(rules_about(notice, category, purpose), notice, purpose, kind)


def among(
    rules: Mapping[str, RetentionRule], notice: Notice, purpose: str, kind: str | None
) -> dict[str, RetentionRule]:
    """Give those of the rules for a purpose that hold for a kind of person; ``None``: of whom none is known.

    Where the purpose is not for that kind, all of them do: whoever is of another kind by now left data behind that it
    does not use any more, and that are kept no longer than those of the people whom it is for.
    """
    held = {short: rule for short, rule in rules.items() if _names(rule.subjects, kind)}
    declared = notice.purposes.get(purpose)
    if held or kind is None or declared is None or _names(declared.subjects, kind):
        return held
    return dict(rules)


def rules_about(notice: Notice, category: str, purpose: str) -> dict[str, RetentionRule]:
    """Give the rules for data of a category, for a purpose, about anybody, by their short ids."""
    return {
        short: rule
        for short, rule in notice.retention.items()
        if _names(rule.categories, category) and _names(rule.purposes, purpose)
    }


def period_of(rule: RetentionRule, presets: Mapping[str, Preset]) -> str | None:
    """Give a rule's period: its own, else that of the statutory preset it names, where the law has one only.

    Arguments: ``presets`` of the law on the day, by their codes.
    """
    if rule.period is not None:
        return rule.period
    preset = presets.get((rule.preset or "").upper())
    return preset.periods[0] if preset is not None and len(preset.periods) == 1 else None


def _names(selection: list[str] | str, clause: str | None) -> bool:
    return selection == "all" or (clause is not None and clause in selection)
