"""The words that answers begin with: listed, written, changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.intake.models import AnswerTemplate
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.contact.forms import NAME_TAKEN, TemplateForm
from honour.web.console.contact.purposes import purposes_of
from honour.web.console.contact.tabs import views
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from honour.ui.site import NavItem
    from honour.web.console.page import Visit


@page(Part.CONTACT)
def listed(request: Visit) -> HttpResponse:
    """List the templates of the purposes that a member may write for."""
    names, purposes = Names(), purposes_of(request, "contact")
    rows = tuple(
        Row(
            (
                one.name,
                names.of("purposes", one.purpose),
                names.who(one.changed_by),
                f"{timezone.localtime(one.changed_at):%-d %B %Y}",
            ),
            reverse("console:template", args=[one.pk]),
        )
        for one in AnswerTemplate.objects.filter(purpose__in=purposes).order_by("name")
    )
    columns = (Column("Name"), Column("For"), Column("Changed by"), Column("Changed"))
    table = Table("Answer templates", columns, rows, "No template yet. Write one for what you are asked most.")
    context = {"table": table, "views": views("console:templates"), "count": len(rows)}
    return show(request, "web/console/contact/templates.html", context)


@page(Part.CONTACT, "GET", "POST")
def new(request: Visit) -> HttpResponse:
    """Write a template."""
    return _edited(request, None)


@page(Part.CONTACT, "GET", "POST")
def edit(request: Visit, number: int) -> HttpResponse:
    """Change a template."""
    return _edited(request, _found(request, number))


@page(Part.CONTACT, "GET", "POST")
def delete(request: Visit, number: int) -> HttpResponse:
    """Say what deleting a template means; posted, delete it."""
    one = _found(request, number)
    if request.method == "POST":
        one.delete()
        messages.success(request, f"“{one.name}” is deleted.")
        return redirect("console:templates")
    return show(request, "web/console/contact/template_delete.html", {"one": one, "trail": _trail(one, "Delete it")})


def _found(request: Visit, number: int) -> AnswerTemplate:
    one = AnswerTemplate.objects.filter(pk=number, purpose__in=purposes_of(request, "contact")).first()
    if one is None:
        raise Http404
    return one


def _trail(one: AnswerTemplate | None, act: str = "") -> Sequence[NavItem]:
    steps = [("Contact", reverse("console:contact")), ("Templates", reverse("console:templates"))]
    if one is None:
        return trail(*steps, ("New", ""))
    here = (one.name, reverse("console:template", args=[one.pk]))
    return trail(*steps, here, (act, "")) if act else trail(*steps, here)


def _edited(request: Visit, one: AnswerTemplate | None) -> HttpResponse:
    posted = request.method == "POST"
    initial = (
        {"name": one.name, "purpose": one.purpose, "subject": one.subject, "text": one.text, "seen": one.revision}
        if one
        else {}
    )
    form = TemplateForm(purposes_of(request, "contact"), one, request.POST if posted else None, initial=initial)
    meanwhile: AnswerTemplate | None = None
    if posted and form.is_valid():
        try:
            meanwhile = _kept(request, one, form)
        except IntegrityError:  # kept in the same moment by another
            form.add_error("name", NAME_TAKEN)
        else:
            if meanwhile is None:
                messages.success(request, "Kept. It can be chosen from now on.")
                return redirect("console:templates")
            given = {**request.POST.dict(), "seen": meanwhile.revision}
            form = TemplateForm(purposes_of(request, "contact"), one, given)
    context = {
        "form": form,
        "one": one,
        "meanwhile": meanwhile,
        "who": Names().who(meanwhile.changed_by) if meanwhile else "",
        "trail": _trail(one),
    }
    status = 409 if meanwhile else 400 if form.errors else 200
    return show(request, "web/console/contact/template.html", context, status)


def _kept(request: Visit, one: AnswerTemplate | None, form: TemplateForm) -> AnswerTemplate | None:
    """Keep what was written, unless somebody kept something else meanwhile: then give that."""
    given = {key: form.cleaned_data[key] for key in ("name", "purpose", "subject", "text")}
    with transaction.atomic():
        row = AnswerTemplate.objects.select_for_update().get(pk=one.pk) if one else AnswerTemplate(revision=0)
        if one and row.revision != form.cleaned_data["seen"]:
            return row
        for key, value in given.items():
            setattr(row, key, value)
        row.changed_at, row.changed_by, row.revision = timezone.now(), request.actor.name, row.revision + 1
        row.save()
    return None
