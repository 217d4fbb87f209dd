"""Data that leave the country."""

from __future__ import annotations

import re
from collections.abc import Iterator

from honour.law.constants import Adequacy
from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import listed, quoted
from honour.notice.model import Recipient

_SEPARATORS = re.compile(r";|/|&|\band\b|\bor\b")
_AROUND = re.compile(r"\(.*?\)|^(only )?(with)?in(side)? |\bonly\b|\.$")
_NO_COPY = frozenset({"adequacy", "derogation"})


def _abroad(country: str | None, home: frozenset[str]) -> bool:
    """Whether a recipient's country is not home."""
    return any(not _is_among(place, home) for place in _places(country))


def _places(country: str | None) -> list[str]:
    """Give the places that a recipient's country names, in lower case."""
    parts = [_AROUND.sub("", part.strip()).strip() for part in _SEPARATORS.split((country or "").lower())]
    return [part for part in parts if part]


def _is_among(place: str, countries: frozenset[str]) -> bool:
    """Whether a place is one of some countries; where it names a town first, the last part is the country."""
    last = place.rpartition(",")[2].strip()
    return not countries.isdisjoint({place, last, last.removeprefix("the ")})


def recipients_abroad(case: Case) -> dict[str, Recipient]:
    """Give the recipients that hold data outside the law's own country."""
    home = case.law.constants.home.countries
    return {short: each for short, each in case.notice.recipients.items() if _abroad(each.country, home)}


def _when(found: Adequacy) -> str:
    """Say on which days a finding holds."""
    days = {"from": found.from_, "until": found.until}
    return " ".join(f"{word} {day}" for word, day in days.items() if day)


@rule("L20", "N07")
def transfers_unsaid(case: Case) -> Iterator[Fault]:
    """A recipient holds the data abroad, and the notice does not say that data go there."""
    away = recipients_abroad(case)
    stated = case.notice.transfers
    if away and not (stated and stated.happen):
        said = "says that none do" if stated and stated.happen is False else "does not say so"
        yield Fault(
            ("transfers",),
            f"Data leave {case.law.constants.home.name} for {listed(each.name for each in away.values())}, "
            f"and the notice {said}.",
            "State under `transfers` that it happens, with the safeguard and where a copy is had.",
        )


@rule("N07")
def no_safeguard(case: Case) -> Iterator[Fault]:
    """Data go abroad without a safeguard, on one that has run out, or with no way to get a copy of it."""
    stated = case.notice.transfers
    away = recipients_abroad(case)
    for short, recipient in away.items():
        if recipient.safeguard in {None, "none"} and not (stated and stated.safeguard):
            yield Fault(
                ("recipients", short),
                f"{quoted(recipient.name)} holds data in {recipient.country} without a safeguard.",
                "Name its `safeguard`, or one for all under `transfers`.",
            )
        for found in case.law.constants.adequacy:
            gone = not found.in_force(case.at) and not _abroad(recipient.country, found.countries)
            if recipient.safeguard == "adequacy" and gone:
                yield Fault(
                    ("recipients", short, "safeguard"),
                    f"{found.name} counts as adequate {_when(found)} only.",
                    "Choose another safeguard.",
                )
    if stated and stated.happen:
        by_recipient = {each.safeguard for each in away.values()} - {None, "none"}
        if not stated.safeguard and not away:
            yield Fault(
                ("transfers",),
                "Data leave the country, and nothing says what safeguards them.",
                "Write the `safeguard`.",
            )
        if not stated.copy_from and not (by_recipient and by_recipient <= _NO_COPY):
            yield Fault(
                ("transfers",),
                "Nothing says how to get a copy of the safeguard for data that leave the country.",
                "Write under `copy_from` where a copy is had.",
            )


@rule("N07")
def adequacy_unfounded(case: Case) -> Iterator[Fault]:
    """A recipient counts on a finding of adequacy that is not known for its country, or holds for some there."""
    home, known = case.law.constants.home, case.law.constants.adequacy
    for short, recipient in case.notice.recipients.items():
        if recipient.safeguard != "adequacy":
            continue
        if not recipient.country:
            yield Fault(
                ("recipients", short, "safeguard"),
                f"{quoted(recipient.name)} counts on a finding of adequacy, and no country is named.",
                "Name its `country`.",
                "warning",
            )
        for place in _places(recipient.country):
            found = [each for each in known if _is_among(place, each.countries)]
            if not found and not _is_among(place, home.countries):
                yield Fault(
                    ("recipients", short, "safeguard"),
                    f"No finding of adequacy is known for {recipient.country}, where {quoted(recipient.name)} is.",
                    "Choose another safeguard; where such a finding was made lately, say which under `transfers`.",
                    "warning",
                )
            elif only := next((each for each in found if each.only and each.in_force(case.at)), None):
                yield Fault(
                    ("recipients", short, "safeguard"),
                    f"{only.name[0].upper()}{only.name[1:]} counts as adequate for {only.only} alone.",
                    f"Make sure that {quoted(recipient.name)} is one of them, or choose another safeguard.",
                    "note",
                )


@rule("N07")
def transfers_unknown(case: Case) -> Iterator[Fault]:
    """Nothing says whether data leave the country, and not every recipient's country is given: a note."""
    stated = case.notice.transfers
    open_question = stated is None or stated.happen is None
    somewhere = [each for each in case.notice.recipients.values() if not each.country]
    if open_question and somewhere and not recipients_abroad(case):
        yield Fault(
            ("transfers",),
            f"Nothing says whether data leave {case.law.constants.home.name}.",
            "State under `transfers` whether it happens, or give each recipient's `country`.",
            "note",
        )
