"""S07: no cookie is set that the notice does not name, whether or not the browser asks not to be tracked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.urls import reverse

from honour.evidence.provers import Exhibit, broken, kept, not_proved, prover
from honour.notice.wording import counted
from honour.ui.theme import COOKIE, THEMES
from honour.web.notices import current
from honour.web.places import every_place
from honour.web.serving import served

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from honour.evidence.provers import Finding
    from honour.notice.model import Cookie, Notice

_OPEN = ("home", "privacy", "privacy-versions", "downloads", "preferences", "console:sign-in")
"""The pages open to everybody, beside those on which forms stand."""


@prover(
    "S07",
    clause="cookies",
    test=(
        "Every page open to visitors is opened, and the colours are chosen, as a browser does that asks not to be "
        "tracked and as one that does not: each cookie that is set is one that the notice names, and both are set the "
        "same. So is each cookie that the software can set."
    ),
)
def cookies_are_named(at: datetime) -> Finding:
    """Compare the cookies that are set with those that the notice in use names."""
    published = current()
    if published is None:
        return not_proved("No notice is published yet, so no cookie is named.")
    named = _named(published.notice)
    pages = _pages(published.notice, at)
    exhibits, seen = [], set()
    for what, (path, posted) in pages.items():
        plain, signal = (_set_by(path, posted, no_tracking=each) for each in (False, True))
        seen |= plain | signal
        exhibits += [
            Exhibit(f"{what} sets the cookie {name}, which the notice does not name.") for name in plain - set(named)
        ]
        if signal - plain:
            exhibits.append(Exhibit(f"{what} sets more cookies for a browser that asks not to be tracked."))
        unasked = {name for name in signal if name in named and named[name].use not in {"necessary", "appearance"}}
        exhibits += [
            Exhibit(f"{what} sets {name} although the browser asks not to be tracked.") for name in sorted(unasked)
        ]
    exhibits += [
        Exhibit(f"The software can set the cookie {name}, which the notice does not name.")
        for name in sorted(_can_be_set() - set(named))
    ]
    figure = (
        f"{counted(len(exhibits), 'fault')} in {counted(len(pages), 'page')}, which set {counted(len(seen), 'cookie')}"
    )
    coverage = f"{counted(len(pages), 'page')} as served, with and without the signal; the cookies of staff by name"
    return broken(figure, coverage, exhibits) if exhibits else kept(figure, coverage)


def _named(notice: Notice) -> dict[str, Cookie]:
    """Give the cookies that a notice names, by the name under which a browser keeps them."""
    return {name: cookie for cookie in notice.cookies.values() for name in cookie.set_as}


def _pages(notice: Notice, at: datetime) -> dict[str, tuple[str, Mapping[str, str] | None]]:
    """Give what is opened and posted, by what it is."""
    pages: dict[str, tuple[str, Mapping[str, str] | None]] = {
        f"The page “{name}”": (reverse(name), None) for name in _OPEN
    }
    pages |= {place.name.capitalize(): (place.address, None) for place in every_place(notice, at)}
    return pages | {"Choosing the colours": (reverse("theme"), {"theme": THEMES[0], "next": "/"})}


def _set_by(path: str, posted: Mapping[str, str] | None, *, no_tracking: bool) -> set[str]:
    return set(served(path, posted=posted, no_tracking=no_tracking).cookies)


def _can_be_set() -> set[str]:
    """Give the names of the cookies that the software sets, here or behind a link or a sign-in."""
    return {COOKIE, CookieStorage.cookie_name, settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
