"""The time zone by whose days and hours the installation reckons."""

from __future__ import annotations

from difflib import get_close_matches
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

DEFAULT = "Europe/London"


class UnknownTimeZoneError(Exception):
    """The settings name no time zone of the IANA database."""


def zone_named(name: str) -> str:
    """Give the name of a time zone back, once it is known to be one.

    Errors: ``UnknownTimeZoneError``, with the name that may be meant.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # no such file, a name that is no file's, a folder's
        raise UnknownTimeZoneError(
            f'There is no time zone {name!r}. Write it as region and city: time_zone = "{_nearest(name)}" in '
            "honour.toml, or HONOUR_TIME_ZONE in the environment."
        ) from None
    return name


def _nearest(name: str) -> str:
    """Give the time zone whose name, or whose city's, is most like one that was typed."""
    zones = sorted(available_timezones())
    by_word = {zone.rpartition("/")[2].lower(): zone for zone in zones} | {zone.lower(): zone for zone in zones}
    found = get_close_matches(name.strip().replace(" ", "_").lower(), by_word, n=1)
    return by_word[found[0]] if found else DEFAULT
