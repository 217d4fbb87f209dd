"""Whether a form counts as negotiating a sale: law, so it goes into a draft of the next notice, not into force.

See docs/decisions/0006-what-of-a-form-is-law.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from honour.drafting.drafts import digest_of, start_from, write
from honour.notice.source import read_source
from honour.register.models import NoticeVersion
from honour.staff.roles import Part
from honour.web.console.contact.tabs import way_back
from honour.web.console.page import page, show
from honour.web.console.site_forms.asking import SaleForm
from honour.web.console.site_forms.forms import form_of
from honour.web.notices import current

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.drafting.models import Draft
    from honour.notice.source import Source
    from honour.web.console.page import Visit


@page(Part.CONTACT, "GET", "POST")
def sale(request: Visit, short: str) -> HttpResponse:
    """Ask whether a form counts; posted, start a draft that says so."""
    _, declared = form_of(short)
    said = {"counts": "yes" if declared.negotiates_sale else "no", "reason": declared.negotiation_reason or ""}
    form = SaleForm(request.POST) if request.method == "POST" else SaleForm(initial=said)
    if request.method == "POST" and form.is_valid():
        if {"counts": form.cleaned_data["counts"], "reason": form.cleaned_data["reason"]} == said:
            messages.info(request, "That is what the notice in use says already.")
        else:
            draft = _draft(request, short, declared.name, form)
            messages.success(
                request,
                f"The draft “{draft.name}” says so now. It counts once the privacy lead has published it; what was "
                "collected before keeps what held then.",
            )
        return redirect("console:form", short=short)
    context = {"form": form, "declared": declared, "trail": way_back("console:forms", declared.name)}
    return show(request, "web/console/site_form_sale.html", context, status=400 if form.errors else 200)


def _draft(request: Visit, short: str, name: str, form: SaleForm) -> Draft:
    """Start a draft from the notice in use and change in it what this form counts as."""
    published, now, by = current(), timezone.now(), request.actor.name
    assert published is not None  # noqa: S101 - the form was found in it
    row = NoticeVersion.objects.get(number=published.number)
    draft = start_from(row, name=f"{name}: about buying"[:100], effective=timezone.localdate(), by=by, at=now)
    source = read_source(draft.text.encode(), "draft.yaml")
    counts = form.cleaned_data["counts"] == "yes"
    source = _with(source, ("forms", short), "negotiates_sale", counts)
    if form.cleaned_data["reason"]:
        source = _with(source, ("forms", short), "negotiation_reason", form.cleaned_data["reason"])
    elif "negotiation_reason" in source.data["forms"][short]:
        source = source.remove(("forms", short, "negotiation_reason"))
    return write(draft.pk, source.save().decode(), seen=digest_of(draft.text), by=by, at=now)


def _with(source: Source, clause: tuple[str, str], key: str, value: bool | str) -> Source:
    section, short = clause
    if key in source.data[section][short]:
        return source.edit((*clause, key), value)
    return source.insert(clause, key, value)
