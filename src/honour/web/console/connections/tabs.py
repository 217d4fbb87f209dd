"""The way between the systems that are told and those that ask."""

from __future__ import annotations

from django.urls import reverse

from honour.ui.site import NavItem

VIEWS = (("Systems that are told", "console:connections"), ("Systems that ask", "console:tokens"))


def views(here: str) -> list[NavItem]:
    """Give both as tabs; ``here`` is the name of the one that is shown."""
    return [NavItem(label, reverse(url), current=url == here) for label, url in VIEWS]
