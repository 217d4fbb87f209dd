"""The systems that are connected: who is told of decisions, who may ask, and when each was last heard of."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from honour.staff.roles import Part
from honour.systems.models import Token, Webhook
from honour.ui.tables import Column, Row, Table
from honour.web.console.page import page, show
from honour.web.console.records import views

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit


@page(Part.RECORDS)
def systems(request: Visit) -> HttpResponse:
    """List every connection there is, by the system's name; no address and no secret stands here."""
    now, leads = timezone.now(), Part.CONNECTIONS in request.parts
    listed = [
        (
            hook.name,
            "Is told of decisions",
            Webhook.State(hook.state).label,
            _day(hook.told_at),
            reverse("console:connection", args=[hook.public_id]),
        )
        for hook in Webhook.objects.all()
    ]
    listed += [
        (token.service, "Asks", _stands(token, now), _day(token.used_on), reverse("console:token", args=[token.pk]))
        for token in Token.objects.all()
    ]
    listed.sort(key=lambda each: (each[0].lower(), each[1]))
    rows = tuple(Row(each[:-1], each[-1] if leads else "") for each in listed)
    columns = (Column("System"), Column("What it does"), Column("State"), Column("Last heard of"))
    context = {
        "count": len({each[0] for each in listed}),
        "table": Table("Connected systems", columns, rows, "No system is connected yet."),
        "leads": leads,
        "views": views("console:records-systems"),
    }
    return show(request, "web/console/records_systems.html", context)


def _stands(token: Token, now: dt.datetime) -> str:
    if token.revoked_at is not None:
        return f"Revoked on {_day(token.revoked_at)}"
    return f"{'Open until' if now < token.expires_at else 'Ended on'} {_day(token.expires_at)}"


def _day(when: dt.date | None) -> str:
    """Write a day in words; of an instant, the day it was here."""
    day = timezone.localdate(when) if isinstance(when, dt.datetime) else when
    return f"{day:%-d %B %Y}" if day else "Never"
