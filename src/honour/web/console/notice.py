"""The notice for those who keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from honour.staff.roles import Part
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit


@page(Part.NOTICE)
def notice(request: Visit) -> HttpResponse:
    return show(request, "web/console/notice.html", {})


findings = flow = notice


@page(Part.NOTICE)
def difference(request: Visit, before: str, after: str) -> HttpResponse:
    return show(request, "web/console/notice.html", {})
