"""Checks against money laundering."""

from __future__ import annotations

from collections.abc import Iterator

from honour.law import Preset, longest_days
from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import quoted

_PRESET = "AML"
_NO_END = frozenset({"collected", "created"})
"""Triggers that are no end of a relationship or a transaction."""


def _kept_as_required(case: Case, purpose: str, preset: Preset) -> bool:
    """Whether some retention rule of the purpose follows the preset or keeps as long."""
    lengths = {longest_days(period) for period in preset.periods}
    for kept in case.notice.retention.values():
        if purpose in case.notice.chosen(kept.purposes, case.notice.purposes):
            if kept.trigger in _NO_END:
                continue
            named = (kept.preset or "").upper() == _PRESET
            if longest_days(kept.period) in lengths if kept.period else named:
                return True
    return False


@rule("L16")
def limit_and_period(case: Case) -> Iterator[Fault]:
    """Such checks are made, and the limit on the use of their data or the five years are not stated.

    A controller that says the law does not oblige it (`relevant_person: false`) is not held to them.
    """
    preset = case.law.presets.get(_PRESET)
    if case.notice.controller.relevant_person is False or preset is None:
        return
    for short, purpose in case.engaged_in("money-laundering-check"):
        if not purpose.purpose_limit:
            yield Fault(
                ("purposes", short),
                f"{quoted(purpose.name)} does not say that its data are used for nothing else.",
                "Write the `purpose_limit`: used to prevent money laundering, and for nothing else.",
            )
        if not _kept_as_required(case, short, preset):
            yield Fault(
                ("purposes", short),
                f"No retention rule keeps the data of {quoted(purpose.name)} for {' or '.join(preset.periods)} from "
                f"{preset.runs_from}.",
                f"Add a rule with `preset: {_PRESET}`, `period: {preset.periods[0]}`, `trigger: relationship-ended`.",
            )


@rule("H28")
def obliged(case: Case) -> Iterator[Fault]:
    """A legal obligation is claimed for such checks, and not that the law obliges this controller.

    An error where the notice itself says that it does not.
    """
    relevant = case.notice.controller.relevant_person
    if relevant:
        return
    for short, purpose in case.engaged_in("money-laundering-check"):
        for index, basis in enumerate(purpose.bases):
            if basis.kind == "legal-obligation":
                said = "the notice says that it is not obliged" if relevant is False else "the notice does not say so"
                yield Fault(
                    ("purposes", short, "bases", index),
                    f"{quoted(purpose.name)} claims a legal obligation; only 'relevant persons' have it, and {said}.",
                    "Find out, and set the controller's `relevant_person`; where it is false, choose another basis.",
                    "error" if relevant is False else None,
                )
