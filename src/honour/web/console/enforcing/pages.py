"""Which purposes are observed; what enforcing one refuses, by reason; whose records a reason is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from honour.gate.rules import BIT
from honour.notice.model import BUILT_IN
from honour.register.enforcing import concerned, enforcing, let_pass_lately
from honour.register.models import Mode
from honour.register.versions import versions
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.enforcing.reasons import PASSES, reason
from honour.web.console.naming import Names, trail
from honour.web.console.notice import views
from honour.web.console.page import page, show
from honour.web.notices import current

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from honour.ui.site import NavItem
    from honour.web.console.page import Visit

A_PAGE = 50
SETTLED_AT = {
    "source-unknown": ("console:enforcing-settle", "Settle where data came from"),
    "version-unknown": ("console:enforcing-settle-notice", "Settle which notice they were given"),
}
"""The reasons that staff can settle here, for many records at once: the page on which they do."""


@page(Part.NOTICE)
def purposes(request: Visit) -> HttpResponse:
    """List the purposes and whether each is enforced; those observed first, with what passes only for that."""
    published = current()
    if published is None:
        return show(request, "web/console/notice_none.html")
    known, now = versions(), timezone.now()
    own = {short: each for short, each in published.notice.purposes.items() if not short.startswith(BUILT_IN)}
    lately, since = let_pass_lately(now), dict(Mode.objects.values_list("purpose", "changed_at"))
    observed = [short for short in own if short in known.observed]
    rows = tuple(
        Row(
            (
                own[short].name,
                stands.allowed,
                stands.passing,
                lately.get(short, 0),
                f"{timezone.localtime(since[short]):%-d %B %Y}",
            ),
            reverse("console:enforcing-purpose", args=[short]),
        )
        for short in observed
        for stands in (enforcing(short, now),)
    )
    columns = (
        Column("Purpose"),
        Column("Records in order", number=True),
        Column("Pass only because it is observed", number=True),
        Column("Such uses in 30 days", number=True),
        Column("Observed since"),
    )
    context = {
        "observed": len(observed),
        "first": reverse("console:enforcing-purpose", args=observed[:1]) if observed else "",
        "table": Table(
            "Observed", columns, rows, "Every purpose is enforced: what the notice does not allow is refused."
        ),
        "enforced": [
            (each.name, reverse("console:enforcing-purpose", args=[short]))
            for short, each in own.items()
            if short not in known.observed
        ],
        "views": views("console:enforcing"),
    }
    return show(request, "web/console/enforcing/purposes.html", context)


@page(Part.NOTICE)
def purpose(request: Visit, purpose: str) -> HttpResponse:
    """Show what enforcing a purpose refuses of the data held for it, reason by reason, as a list of work."""
    name = called(purpose)
    stands = enforcing(purpose, timezone.now())
    rows = tuple(
        Row(
            (line, records, "Passes" if stands.observed and code in PASSES else "Refused", mend),
            reverse("console:enforcing-people", args=[purpose, code]) if Part.PEOPLE in request.parts else "",
        )
        for code, records in stands.reasons
        for line, mend in (reason(code),)
    )
    columns = (Column("Why"), Column("Records", number=True), Column("Now"), Column("What to do"))
    context = {
        "stands": stands,
        "name": name,
        "short": purpose,
        "can_switch": Part.PUBLISHING in request.parts,
        "settling": [each for code, _ in stands.reasons for each in _settling(request, purpose, code)],
        "table": Table("What enforcing refuses, by reason", columns, rows, "Nothing that is held for it is refused."),
        "trail": _trail((name, "")),
    }
    return show(request, "web/console/enforcing/purpose.html", context)


@page(Part.PEOPLE)
def people(request: Visit, purpose: str, code: str) -> HttpResponse:
    """List whose records one reason is about. Who they are is opened on each person's page, for a purpose."""
    name = called(purpose)
    if code not in BIT:
        raise Http404
    asked = request.GET.get("page", "")
    place = max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1  # noqa: PLR2004 - digits
    found = concerned(purpose, code, timezone.now(), first=(place - 1) * A_PAGE, most=A_PAGE + 1)
    names = Names()
    rows = tuple(
        Row(
            (
                one.person,
                names.of("categories", one.category),
                one.version or "Not known",
                capfirst(names.of("sources", one.source)),
                one.records,
            ),
            reverse("console:person", args=[one.person]),
        )
        for one in found[:A_PAGE]
    )
    labels = ("Person", "Data", "Notice they were given", "Source", "Records")
    columns = tuple(Column(label, number=label == "Records") for label in labels)
    line, mend = reason(code)
    context = {
        "line": line,
        "mend": mend,
        "name": name,
        "short": purpose,
        "settling": _settling(request, purpose, code) if rows else (),
        "table": Table("Whose records", columns, rows, "Nobody’s: it is put right."),
        "earlier": place - 1,
        "later": place + 1 if len(found) > A_PAGE else 0,
        "trail": _trail((name, reverse("console:enforcing-purpose", args=[purpose])), (line, "")),
    }
    return show(request, "web/console/enforcing/people.html", context)


def _settling(request: Visit, purpose: str, code: str) -> Sequence[tuple[str, str]]:
    """Give the page on which a reason is settled, with what its button says, for whoever may."""
    if code not in SETTLED_AT or Part.PUBLISHING not in request.parts:
        return ()
    name, words = SETTLED_AT[code]
    return ((reverse(name, args=[purpose]), words),)


def called(purpose: str) -> str:
    """Name a purpose of the notice in use. Errors: ``Http404`` for none of its own."""
    published = current()
    found = published.notice.purposes.get(purpose) if published else None
    if found is None or purpose.startswith(BUILT_IN):
        raise Http404
    return found.name


def _trail(*here: tuple[str, str]) -> Sequence[NavItem]:
    return trail(("Notice", reverse("console:notice")), ("Enforcing", reverse("console:enforcing")), *here)
