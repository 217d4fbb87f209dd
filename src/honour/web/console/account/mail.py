"""How mail stands: whether messages can leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from honour.staff.roles import Part
from honour.web.console.page import page, show
from honour.web.console.staff.mailing import mail_is_set_up

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit


@page(Part.STAFF)
def mail(request: Visit) -> HttpResponse:
    """Say whether messages can leave."""
    return show(request, "web/console/account/mail.html", {"set_up": mail_is_set_up()})
