"""What a first notice takes from the law: the enactments it cites, and the time limits it promises."""

from __future__ import annotations

from honour.law.pack import pack
from honour.notice.wording.time import period_in_words

_LAW = pack("uk")
REGULATOR = _LAW.constants.regulator.name
ANSWERED = _LAW.constants.answer_within.period
"""Within what a request is answered, as ISO 8601 writes it."""
_ACKNOWLEDGED = _LAW.constants.acknowledge_within
assert _ACKNOWLEDGED is not None  # noqa: S101 - the law of this pack sets it
ACKNOWLEDGED = _ACKNOWLEDGED.period
"""Within what a complaint is acknowledged."""
ACKNOWLEDGED_IN_WORDS = period_in_words(ACKNOWLEDGED)


def cite(key: str) -> str:
    """Give an enactment as a notice cites it."""
    return _LAW.enactments[key].cite


def usual(preset: str) -> str:
    """Give the period that a retention preset names first."""
    return _LAW.presets[preset].periods[0]


def safeguard_for(country: str) -> str | None:
    """Give the kind of safeguard that the first notice names for data held in a country; nothing for one at home."""
    name = country.lower()
    if name in _LAW.constants.home.countries:
        return None
    adequate = any(name in found.countries and not found.only for found in _LAW.constants.adequacy)
    return "adequacy" if adequate else "idta"


def safeguard(kind: str) -> str:
    """Give a safeguard of transfers by the name under which a notice gives it."""
    return _LAW.safeguards[kind].name
