"""The published versions of the notice, as pages ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from honour.register.errors import UnknownVersionError
from honour.register.languages import language_shown
from honour.register.versions import versions

if TYPE_CHECKING:
    from honour.notice.translating import Translation
    from honour.register.versions import Published


def current() -> Published | None:
    """Give the version in use now: the one published last. ``None`` when none is yet."""
    try:
        return versions().current(timezone.now())
    except UnknownVersionError:
        return None


def words_of(published: Published) -> Translation:
    """Give a version's words in the language that is shown; in its own where it does not have that one."""
    language = language_shown()
    return published.said_in(language if language in published.notice.translations else "")


def labelled(label: str) -> Published | None:
    """Give the published version with a label, or ``None`` when there is none of that label."""
    try:
        return versions().labelled(label, timezone.now())
    except UnknownVersionError:
        return None


def newest_first() -> list[Published]:
    """Give every published version, the one published last first."""
    return list(reversed(versions().all))
