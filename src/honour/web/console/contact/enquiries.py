"""The work list of enquiries: filtered, and with the names of those who wrote where a purpose is given for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from honour.intake.enquiries.listing import counts, enquiries_for
from honour.intake.models import Enquiry
from honour.register.browsing import browse
from honour.staff.deputies import standing_in
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.contact.forms import EnquiryFilter
from honour.web.console.contact.purposes import purposes_of
from honour.web.console.contact.tabs import views
from honour.web.console.naming import Names
from honour.web.console.page import page, show

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from honour.web.console.page import Visit

A_PAGE = 25  # enquiries


@sensitive_variables("called", "context")
@page(Part.CONTACT, "GET", "POST")
def listed(request: Visit) -> HttpResponse:
    """List enquiries; posted, show who wrote them, under the purpose that is filtered for."""
    purposes = purposes_of(request)
    absent = [(str(one.pk), one.name) for one in standing_in(request.user)]
    form = EnquiryFilter(purposes, absent, request.GET or None)
    rows = _narrowed(enquiries_for(purposes), form, request)
    pages = Paginator(rows, A_PAGE)
    here = pages.get_page(request.GET.get("page"))
    by_purpose = sorted({row.purpose for row in here})
    called: dict[str, str] = {}
    if request.method == "POST":
        called = _names(request, here)
    number = counts(purposes)
    today = timezone.localdate()
    still = sum(each for state, each in number.items() if state != Enquiry.State.CLOSED)
    context = {
        "form": form,
        "headline": f"{still:,} enquiries are open.",
        "narrowed": bool(request.GET),
        "found": pages.count,
        "open": still,
        "table": _table(here, called, Names(), today, _nothing(number, bool(request.GET))),
        "pages": here,
        "views": views("console:contact"),
        "can_name": bool(by_purpose),
        "named": bool(called) or request.method == "POST",
        "purposes": purposes,
        "query": request.GET.urlencode(),
    }
    return show(request, "web/console/contact/enquiries.html", context)


def _narrowed(rows: QuerySet[Enquiry], form: EnquiryFilter, request: Visit) -> QuerySet[Enquiry]:
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    state = given.get("state", "")
    if not state:
        rows = rows.exclude(state=Enquiry.State.CLOSED)
    elif state != "every":
        rows = rows.filter(state=state)
    if given.get("owner"):
        whose = {"me": request.user.pk, "nobody": None}
        rows = rows.filter(owner=whose.get(given["owner"], given["owner"]))
    if given.get("purpose"):
        rows = rows.filter(purpose=given["purpose"])
    if given.get("late"):
        rows = rows.filter(due_on__lt=timezone.localdate(), state__in=("new", "answering"))
    return rows


def _names(request: Visit, rows: Iterable[Enquiry]) -> dict[str, str]:
    """Open the names of those who wrote, under the purpose of each enquiry: one ledger entry for each purpose."""
    people: dict[str, list[str]] = {}
    for row in rows:
        people.setdefault(row.purpose, []).append(row.subject.public_id)
    called: dict[str, str] = {}
    for purpose, ids in people.items():
        seen = browse(request.actor, list(dict.fromkeys(ids)), purpose, timezone.now())
        for person, records in seen.records.items():
            for record in records:
                name = record.value.get("name") or record.value.get("full-name")
                if name:
                    called[person] = str(name)
    return called


def _nothing(number: Mapping[str, int], narrowed: bool) -> str:
    """Say what will stand in an empty list, and why nothing does."""
    if not any(number.values()):
        return (
            "No enquiries yet. What people ask by the forms on your site appears here, with the day by which it is to "
            "be answered. A call or a letter you write down yourself."
        )
    return "No enquiry is like that." if narrowed else "Every enquiry is closed. “Every state” shows what was."


def _table(rows: Iterable[Enquiry], called: Mapping[str, str], names: Names, today: dt.date, nothing: str) -> Table:
    made = []
    for row in rows:
        came = f"{timezone.localtime(row.received_at):%-d %B %Y, %H:%M}"
        how = names.form(row.point) if row.point else {"telephone": "Call", "email": "Email"}.get(row.channel, "Letter")
        cells = (
            came,
            *((called.get(row.subject.public_id, "Not opened"),) if called else ()),
            how,
            row.get_state_display(),
            row.owner.name if row.owner else "Nobody",
            _by(row, today),
        )
        made.append(Row(cells, reverse("console:enquiry", args=[row.public_id])))
    columns = (
        Column("Came"),
        *((Column("From"),) if called else ()),
        Column("How"),
        Column("State"),
        Column("Owner"),
        Column("Answer by"),
    )
    return Table("Enquiries, what is due first", columns, tuple(made), nothing)


def _by(row: Enquiry, today: dt.date) -> str:
    if row.state not in {"new", "answering"}:
        return "–"
    late = (today - row.due_on).days
    if late > 0:
        return f"{row.due_on:%A %-d %B}: {late} {'day' if late == 1 else 'days'} late"
    return f"{row.due_on:%A %-d %B}" + (": today" if late == 0 else "")
