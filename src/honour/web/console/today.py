"""Today: what needs the member who looks, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from honour.evidence.models import Payload
from honour.evidence.provers import latest_proofs
from honour.notice.check import check
from honour.staff.deputies import standing_in
from honour.staff.grants import purposes_granted
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.ui.waiting import Onlooker, waiting_for
from honour.web.console.board import board_groups, headline
from honour.web.console.enforcing.reasons import reason
from honour.web.console.naming import Names
from honour.web.console.page import page, show
from honour.web.console.promises import OWNER
from honour.web.notices import current

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.notice.check import Finding
    from honour.web.console.page import Visit

LATELY = dt.timedelta(days=7)
MOST_REFUSALS = 10


@page(Part.TODAY)
def today(request: Visit) -> HttpResponse:
    """Show what waits, broken promises, refusals of the last seven days, and what is wrong with the notice."""
    proofs = latest_proofs(timezone.now())
    broken = [proof for proof in proofs if proof.state == "broken"]
    findings = _findings() if Part.NOTICE in request.parts else []
    refusals = _refusals(request)
    waiting, whole = waiting_for(_onlooker(request))
    pressing = [one for one in waiting if one.urgency != "soon"]
    context = {
        "next": pressing[0] if pressing else None,
        "called": "See to it" if len(pressing) == 1 else "See to the first",
        "sentence": _needs(len(broken), len(findings), len(pressing)),
        "waiting": waiting,
        "whole": whole,
        "headline": headline(proofs),
        "broken": board_groups(broken, {}, OWNER),
        "refusals": refusals,
        "findings": findings,
        "no_notice": current() is None,
        "leads": Part.STAFF in request.parts,
    }
    return show(request, "web/console/today.html", context)


def _onlooker(request: Visit) -> Onlooker:
    published = current()
    purposes = purposes_granted(request.actor, "use", published.notice.purposes) if published else []
    absent = {one.pk: one.name for one in standing_in(request.user)}
    return Onlooker(request.user.pk, request.actor.name, request.parts, frozenset(purposes), timezone.now(), absent)


def _needs(broken: int, findings: int, waiting: int) -> str:
    parts = []
    if waiting:
        parts.append("one thing waits for you" if waiting == 1 else f"{waiting} things wait for you")
    if broken:
        parts.append("one promise is broken" if broken == 1 else f"{broken} promises are broken")
    if findings:
        parts.append("the notice has one error" if findings == 1 else f"the notice has {findings} errors")
    if not parts:
        return "Nothing needs you today."
    sentence = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _findings() -> list[Finding]:
    """Give the errors of the notice in use under the law of today; those acknowledged at publication are known."""
    published = current()
    if published is None:
        return []
    known = set(published.acknowledged)
    found = check(published.own, at=timezone.localdate())
    return [one for one in found if one.severity == "error" and f"{one.code} {one.clause}" not in known]


def _refusals(request: Visit) -> Table:
    """Give the latest refusals, those alike as one: everybody's for those who read the records, else one's own."""
    names = Names()
    since = timezone.now() - LATELY
    rows = (
        Payload.objects.filter(entry__kind="person:refused", entry__at__gte=since)
        .order_by("-entry_id")
        .values_list("pk", "entry__at", "content")
    )
    reads_all = Part.RECORDS in request.parts
    alike: dict[tuple[str, str, tuple[str, ...]], list[tuple[int, dt.datetime]]] = {}
    for entry, at, content in rows[:500]:
        said = json.loads(content)
        if reads_all or said.get("by") == request.actor.name:
            why = tuple(sorted(said.get("refused") or ()))
            alike.setdefault((str(said.get("by", "")), str(said.get("purpose", "")), why), []).append((entry, at))
    listed = [
        Row(
            (
                f"{timezone.localtime(times[0][1]):%A %-d %B, %H:%M}",
                capfirst(names.who(who)),
                names.of("purposes", purpose),
                ". ".join(reason(code)[0] for code in why) or None,
                len(times),
            ),
            reverse("console:entry", args=[times[0][0]]) if reads_all else "",
        )
        for (who, purpose, why), times in list(alike.items())[:MOST_REFUSALS]
    ]
    columns = (Column("Last"), Column("Who asked"), Column("For"), Column("Why"), Column("Times", number=True))
    whose = "Refused in the last seven days" if reads_all else "What you were refused in the last seven days"
    return Table(whose, columns, tuple(listed), "Nothing was refused in the last seven days.")
