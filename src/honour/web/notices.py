"""The published versions of the notice, as pages ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from honour.register.errors import UnknownVersionError
from honour.register.versions import versions

if TYPE_CHECKING:
    from honour.register.versions import Published


def current() -> Published | None:
    """Give the version in force now, or ``None`` when none is."""
    try:
        return versions().current(timezone.now())
    except UnknownVersionError:
        return None


def labelled(label: str) -> Published | None:
    """Give the published version with a label, whether or not it is in force yet."""
    return next((version for version in versions().all if version.label == label), None)


def newest_first() -> list[Published]:
    """Give every published version, the one that applies last first."""
    return list(reversed(versions().all))
