"""The way around what stands under Contact: enquiries and their answers, forms, downloads, landing pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from honour.ui.site import NavItem
from honour.web.console.naming import trail

if TYPE_CHECKING:
    from collections.abc import Sequence

VIEWS = (
    ("Enquiries", "console:contact"),
    ("Answer templates", "console:templates"),
    ("Forms", "console:forms"),
    ("Downloads", "console:assets"),
    ("Landing pages", "console:landings"),
)


def views(here: str) -> list[NavItem]:
    """Give the lists as tabs; ``here`` is the name of the one that is shown."""
    return [NavItem(label, reverse(url), current=url == here) for label, url in VIEWS]


def way_back(here: str, *steps: str) -> Sequence[NavItem]:
    """Give the way back from a page below one of the lists."""
    label = next(label for label, url in VIEWS if url == here)
    return trail(("Contact", reverse("console:contact")), (label, reverse(here)), *((step, "") for step in steps))
