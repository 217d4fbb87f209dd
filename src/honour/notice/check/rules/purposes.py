"""Each purpose with its data, its basis and what follows when data are not given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import quoted

_NOBODY_MUST = re.compile(
    r"\b(not|n[’']t|nobody|no[ -]one|never)\b[^.;]{0,40}\b(required|obliged|have to|has to|need to|must)\b"
    r"|\bneed(n[’']t| not)\b|\bvoluntary\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(
    r"\b(unable|cannot|impossible|not be able|not be possible|not possible)\b|\bcan[’']t\b", re.IGNORECASE
)
_NO_INTEREST = re.compile(r"((our|its|their|the|a)\s+)?(legitimate\s+)?(business\s+)?interests?\.?", re.IGNORECASE)
"""Words that stand where the interest should be named, and name none."""

_NEEDS_DATA = frozenset({"contract", "legal-obligation"})


@rule("H01")
def no_data(case: Case) -> Iterator[Fault]:
    """A purpose lists no categories of data, or leaves out all that there are."""
    declared = any(category.collected for category in case.notice.categories.values())
    for short, purpose in case.notice.purposes.items():
        none_left = purpose.categories == "all" and declared and not case.notice.categories_of(short)
        if not purpose.categories or none_left:
            yield Fault(
                ("purposes", short),
                f"{quoted(purpose.name)} does not say which data it uses.",
                "List its `categories`, or write `all`, and leave some of them in.",
            )


@rule("L14", "N03")
def no_basis(case: Case) -> Iterator[Fault]:
    """A purpose that the organisation decides on names no lawful basis."""
    for short, purpose in case.controlled.items():
        if not purpose.bases:
            yield Fault(
                ("purposes", short),
                f"{quoted(purpose.name)} has no lawful basis.",
                "Name under `bases` what makes it lawful, or take the purpose out.",
            )


@rule("L14", "N03")
def no_purposes(case: Case) -> Iterator[Fault]:
    """The notice declares no purpose at all."""
    if not case.notice.purposes:
        yield Fault(
            ("purposes",),
            "Nothing says what personal data are used for.",
            "Declare each purpose under `purposes`, with its data and its lawful basis.",
        )


@rule("L14", "N04")
def interest_not_named(case: Case) -> Iterator[Fault]:
    """A purpose rests on a legitimate interest and does not say which."""
    for short, purpose in case.controlled.items():
        for index, basis in enumerate(purpose.bases):
            if basis.kind == "legitimate-interest" and (not basis.interest or _NO_INTEREST.fullmatch(basis.interest)):
                yield Fault(
                    ("purposes", short, "bases", index),
                    f"{quoted(purpose.name)} rests on a legitimate interest and does not say which.",
                    "Write the `interest` that is pursued, and whose it is.",
                )


@rule("L21", "N13")
def no_consequence(case: Case) -> Iterator[Fault]:
    """Data that a contract or the law requires, and no word on what follows when they are not given.

    A sentence for all of the notice is enough (nobody has to give anything, but then something is not possible) when it
    stands in the section on collecting.
    """
    said_for_all = any(
        statement.section == "collecting" and _NOBODY_MUST.search(statement.text) and _WITHOUT.search(statement.text)
        for statement in case.notice.statements.values()
    )
    if said_for_all:
        return
    for short, purpose in case.controlled.items():
        if not purpose.consequence and any(basis.kind in _NEEDS_DATA for basis in purpose.bases):
            yield Fault(
                ("purposes", short),
                f"{quoted(purpose.name)} needs data for a contract or by law, and does not say what follows without.",
                "Write the `consequence` of not giving the data.",
            )


@rule("H45")
def asks_without_a_message(case: Case) -> Iterator[Fault]:
    """A purpose has people asked whether their details are right, and sends no messages about a service.

    Nobody would be asked: the question goes by a message of the purpose, and may not be marketing.
    """
    for short, purpose in case.notice.purposes.items():
        if purpose.asks_if_right_every and (purpose.message != "service" or purpose.is_marketing):
            yield Fault(
                ("purposes", short, "asks_if_right_every"),
                f"{quoted(purpose.name)} says that people are asked whether their details are right, and sends no "
                "messages about a service, so nobody is asked.",
                "State it at a purpose with `message: service` that is no marketing, or leave it out.",
            )
