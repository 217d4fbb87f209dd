"""The forms of the notice in use: what each asks and offers, and on which other sites it may stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from honour.drafting.models import Draft
from honour.intake.forms import can_be_asked
from honour.intake.models import EmbeddingSite
from honour.intake.origins import OriginRefusedError
from honour.intake.places import allow_embedding, end_embedding
from honour.notice.reading import read_notice
from honour.notice.wording import words_for
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.contact.tabs import views, way_back
from honour.web.console.page import page, show
from honour.web.console.site_forms.asking import SiteForm
from honour.web.frame import address_of
from honour.web.notices import current

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.notice.model import Form, Notice
    from honour.web.console.page import Visit


@page(Part.CONTACT)
def listed(request: Visit) -> HttpResponse:
    """List the forms of the notice in use."""
    published = current()
    asked = published.notice.forms if published else {}
    allowed = EmbeddingSite.objects.values_list("form", flat=True)
    sites = {short: sum(1 for each in allowed if each == short) for short in asked}
    rows = tuple(
        Row(
            (
                form.name,
                _kind(form),
                _choice(form),
                "Yes" if form.negotiates_sale else "No",
                sites[short],
            ),
            reverse("console:form", args=[short]),
        )
        for short, form in asked.items()
    )
    columns = (
        Column("Form"),
        Column("What for"),
        Column("Choice about marketing"),
        Column("Counts as asking about buying"),
        Column("Other sites", number=True),
    )
    table = Table("Forms of the notice in use", columns, rows, "The notice in use has no form.")
    return show(request, "web/console/site_forms.html", {"table": table, "views": views("console:forms")})


@page(Part.CONTACT)
def one(request: Visit, short: str) -> HttpResponse:
    """Show a form: what it is for, what stands at it, where it may stand."""
    return _show(request, short, SiteForm())


@page(Part.CONTACT, "POST")
def allow(request: Visit, short: str) -> HttpResponse:
    """Allow another site to show a form; at once, for it changes nothing of what the notice says."""
    form_of(short)
    form = SiteForm(request.POST)
    if form.is_valid():
        try:
            origin = allow_embedding(short, form.cleaned_data["site"], by=request.actor.name, at=timezone.now())
        except OriginRefusedError as refused:
            form.add_error("site", str(refused))
        else:
            messages.success(request, f"{origin} may show this form from now on.")
            return redirect("console:form", short=short)
    return _show(request, short, form, status=400)


@page(Part.CONTACT, "POST")
def end(request: Visit, short: str) -> HttpResponse:
    """Let another site show a form no longer; allowing it again undoes that."""
    form_of(short)
    origin = request.POST.get("origin", "")
    end_embedding(short, origin, by=request.actor.name, at=timezone.now())
    messages.success(request, "That site shows this form no longer: its frame stays empty from now on.")
    return redirect("console:form", short=short)


def form_of(short: str) -> tuple[Notice, Form]:
    """Give a form of the notice in use. Errors: ``Http404`` when there is none of that name."""
    published = current()
    if published is None or short not in published.notice.forms:
        raise Http404
    return published.notice, published.notice.forms[short]


def _show(request: Visit, short: str, site_form: SiteForm, status: int = 200) -> HttpResponse:
    notice, form = form_of(short)
    told = [
        ("What for", _kind(form)),
        ("Used for", ", ".join(notice.purposes[each].name for each in form.purposes if each in notice.purposes)),
        ("Filled in by", notice.subjects[form.subject].name if form.subject in notice.subjects else form.subject),
        ("Questions", f"{len(form.fields)}, of which {sum(each.required for each in form.fields.values())} needed"),
        ("Choice about marketing", _choice(form)),
        ("Words beside the box", form.marketing.wording if form.marketing else "No box"),
    ]
    asset = ' data-asset="the-download"' if form.kind == "download" else ""
    context = {
        "short": short,
        "declared": form,
        "told": told,
        "stands": address_of(short, form.kind) if can_be_asked(notice, short) else "",
        "sites": EmbeddingSite.objects.filter(form=short),
        "form": site_form,
        "writes": Part.NOTICE_EDITING in request.parts,
        "drafts": _drafts_with(short) if Part.NOTICE_EDITING in request.parts else (),
        "tag": f'<script src="{settings.HONOUR_PUBLIC_URL}/embed.js" data-form="{short}"{asset}'
        f' data-title="{escape(form.heading or form.name)}" async></script>',
        "trail": way_back("console:forms", form.name),
    }
    return show(request, "web/console/site_form.html", context, status=status)


def _drafts_with(short: str) -> list[tuple[str, str]]:
    """Give the open drafts in which a form stands, each by its name and the address where the form is written."""
    return [
        (draft.name, reverse("console:draft-clause", args=[draft.pk, f"form.{short}"]))
        for draft in Draft.objects.filter(state=Draft.State.OPEN).order_by("-changed_at")
        if short in read_notice(draft.text.encode(), "draft.yaml").forms
    ]


def _kind(form: Form) -> str:
    words = words_for("Form", "kind", form.kind) or form.kind
    return words[:1].upper() + words[1:]


def _choice(form: Form) -> str:
    if form.marketing is None:
        return "None: no marketing follows from it"
    words = words_for("MarketingChoice", "kind", form.marketing.kind) or form.marketing.kind
    return words[:1].upper() + words[1:]
