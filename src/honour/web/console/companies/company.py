"""One company: what is known of it, its people under a purpose, its group; putting it right, merging it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from honour.dealings.companies.keeping import CompanyError, keep_company, merge
from honour.dealings.matters.words import standing
from honour.dealings.models import Company, Matter, Tie
from honour.register.browsing import browse
from honour.register.hidden import hidden_people
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.companies.forms import CompanyForm, MergeForm
from honour.web.console.contact.purposes import purposes_of
from honour.web.console.naming import trail
from honour.web.console.page import page, show
from honour.web.console.person_forms import OpenForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from honour.register.browsing import Browsed
    from honour.ui.site import NavItem
    from honour.web.console.page import Visit

A_PAGE = 25  # people


@sensitive_variables("seen", "context")
@page(Part.PEOPLE, "GET", "POST")
def company(request: Visit, company: str) -> HttpResponse:
    """Show a company; posted with a purpose, the names of its people."""
    row = _found(company)
    if row.merged_into is not None:
        return redirect("console:company", company=row.merged_into.public_id)
    ties = _seen_at(row).select_related("subject").order_by("since", "pk")
    here = Paginator(ties, A_PAGE).get_page(request.GET.get("page"))
    offered = purposes_of(request)
    form = OpenForm(list(offered.items()), request.POST if request.method == "POST" else None)
    seen = None
    if request.method == "POST" and form.is_valid():
        people = [one.subject.public_id for one in here]
        seen = browse(request.actor, people, form.cleaned_data["purpose"], timezone.now())
    group = Company.objects.filter(group=row.group, merged_into=None).exclude(pk=row.pk) if row.group else ()
    context = {
        "row": row,
        "known": [
            ("Company number", row.number or "Not known"),
            ("Group", row.group.name if row.group else "None known"),
            ("Known since", f"{timezone.localtime(row.known_since):%-d %B %Y}"),
        ],
        "table": _people(here, seen),
        "pages": here,
        "form": form,
        "offered": offered,
        "seen": seen,
        "group": group,
        "matters": [(one, standing(one)) for one in Matter.objects.filter(company=row).order_by("-pk")],
        "may_change": Part.CONTACT in request.parts,
        "may_record": Part.MATTERS in request.parts,
        "trail": _trail((row.called, "")),
    }
    return show(request, "web/console/companies/company.html", context, 400 if form.errors else 200)


@page(Part.CONTACT, "GET", "POST")
def new(request: Visit) -> HttpResponse:
    """Make a company known."""
    return _kept(request, None)


@page(Part.CONTACT, "GET", "POST")
def edit(request: Visit, company: str) -> HttpResponse:
    """Put right what is known of a company."""
    return _kept(request, _found(company))


@page(Part.CONTACT, "GET", "POST")
def merged(request: Visit, company: str) -> HttpResponse:
    """Let another company stand for this one too."""
    going = _found(company)
    form = MergeForm(going, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        staying: Company = form.cleaned_data["staying"]
        moved = _seen_at(going).exclude(subject__in=Tie.objects.filter(company=staying).values("subject")).count()
        try:
            merge(going, staying, by=request.actor.name, at=timezone.now())
        except CompanyError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Merged. People moved: {moved}.")
            return redirect("console:company", company=staying.public_id)
    context = {
        "row": going,
        "people": _seen_at(going).count(),
        "form": form,
        "trail": _trail((going.called, reverse("console:company", args=[going.public_id])), ("Merge it", "")),
    }
    return show(request, "web/console/companies/merge.html", context, 400 if form.errors else 200)


def _seen_at(row: Company) -> QuerySet[Tie]:
    """Give who is tied to a company, but for those of whom only a sealed hold keeps anything."""
    return Tie.objects.filter(company=row).exclude(subject__in=hidden_people(timezone.now()))


def _kept(request: Visit, row: Company | None) -> HttpResponse:
    initial = (
        {
            "name": row.name, "number": row.number, "group": row.group.name if row.group else "",
            "sole_trader": row.sole_trader, "seen": row.revision,
        }
        if row
        else {}
    )  # fmt: skip
    form = CompanyForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"] or 0
        try:
            kept = keep_company(form.said(), by=request.actor.name, at=timezone.now(), company=row, seen=seen)
        except CompanyError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Kept.")
            return redirect("console:company", company=kept.public_id)
    context = {"form": form, "row": row, "trail": _trail((row.called if row else "New", ""))}
    return show(request, "web/console/companies/edit.html", context, 400 if form.errors else 200)


def _people(ties: Iterable[Tie], seen: Browsed | None) -> Table:
    """List a company's people: by number until a purpose is chosen, then by what it may see."""
    opened: Mapping[str, Mapping[str, str]] = (
        {
            person: {short: str(value) for record in records for short, value in record.value.items()}
            for person, records in seen.records.items()
        }
        if seen
        else {}
    )
    rows = []
    for one in ties:
        person = one.subject.public_id
        value = opened.get(person, {})
        shown = value.get("name") or value.get("full-name") or ("Withheld" if seen else person)
        rows.append(
            Row(
                (
                    shown,
                    one.get_kind_display(),
                    value.get("email") or None,
                    f"{timezone.localtime(one.since):%-d %B %Y}",
                ),
                reverse("console:person", args=[person]),
            )
        )
    columns = (Column("Person"), Column("Tie"), Column("Email address"), Column("Since"))
    return Table("Its people", columns, tuple(rows), "Nobody is tied to it. Tie somebody on their own page.")


def _found(company: str) -> Company:
    row = Company.objects.select_related("group", "merged_into").filter(public_id=company).first()
    if row is None:
        raise Http404
    return row


def _trail(*steps: tuple[str, str]) -> Sequence[NavItem]:
    return trail(("People", reverse("console:people")), ("Companies", reverse("console:companies")), *steps)
