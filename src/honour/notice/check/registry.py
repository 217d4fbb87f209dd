"""The rules, each under the codes that it reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault

FindFaults = Callable[[Case], Iterable[Fault]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its codes, of which a fault carries each that the law of the day knows, and how it finds faults."""

    codes: tuple[str, ...]
    find: FindFaults


RULES: list[Rule] = []


def rule(*codes: str) -> Callable[[FindFaults], FindFaults]:
    """Register a function as the rule behind one code or several; its docstring goes into the reference."""

    def register(find: FindFaults) -> FindFaults:
        RULES.append(Rule(codes, find))
        return find

    return register
