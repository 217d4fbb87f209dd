"""The views of keeping, as tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from honour.staff.roles import Part
from honour.ui.site import NavItem

if TYPE_CHECKING:
    from honour.web.console.page import Visit

VIEWS = (
    (Part.NOTICE, "Calendar", "console:keeping"),
    (Part.NOTICE, "Goes tonight", "console:keeping-going"),
    (Part.NOTICE, "Dates not known", "console:keeping-waiting"),
    (Part.HOLDS, "Holds", "console:holds"),
    (Part.ERASURE, "Erasures", "console:erasures"),
)


def views(request: Visit, here: str) -> list[NavItem]:
    """Give the views that the reader may open."""
    return [NavItem(label, reverse(url), current=url == here) for part, label, url in VIEWS if part in request.parts]
