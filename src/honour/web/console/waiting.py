"""Parts of the console whose work is still to come, each saying so and what to do meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from honour.staff.roles import Part
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit


@page(Part.REQUESTS)
def requests(request: Visit) -> HttpResponse:
    """Say what will appear under Requests."""
    return show(request, "web/console/requests.html", {"people": reverse("console:people")})
