"""The published versions of the notice, as pages ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from honour.register.errors import UnknownVersionError
from honour.register.versions import versions

if TYPE_CHECKING:
    from honour.register.versions import Published


def current() -> Published | None:
    """Give the version in use now: the one published last. ``None`` when none is yet."""
    try:
        return versions().current(timezone.now())
    except UnknownVersionError:
        return None


def labelled(label: str) -> Published | None:
    """Give the published version with a label, or ``None`` when there is none of that label."""
    try:
        return versions().labelled(label, timezone.now())
    except UnknownVersionError:
        return None


def newest_first() -> list[Published]:
    """Give every published version, the one published last first."""
    return list(reversed(versions().all))
