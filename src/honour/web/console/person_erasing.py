"""Erasing one record of a person, or all of a category, on a page that says what goes and what stays."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.register.erasing import erase_category, erase_record
from honour.register.errors import HeldError
from honour.register.holding import require_not_held
from honour.register.models import Attachment, Identifier, Record
from honour.register.older import older_versions
from honour.staff.roles import Part
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show
from honour.web.console.person import found_or_404
from honour.web.console.person_forms import EraseForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from honour.web.console.page import Visit


@page(Part.ERASURE, "GET", "POST")
def erase_one(request: Visit, person: str, number: int) -> HttpResponse:
    """Say what the erasure of one record takes and what stays; posted, erase it."""
    known, names = found_or_404(request, person), Names()
    held = next((record for record in known.records if record.id == number and not record.superseded), None)
    if held is None:
        raise Http404
    keeps = _held(known.number, older_versions([number]))
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not keeps and form.is_valid():
        erase_record(
            person,
            number,
            reason=form.cleaned_data["reason"],
            asked_by=request.actor.name,
            at=timezone.now(),
            wait=False,
        )
        messages.success(
            request, "Nobody can read it any more; it goes now. The certificate stands under Records soon."
        )
        return redirect("console:person", person=person)
    going = older_versions([number])
    under = Record.objects.filter(pk=number).values_list("key_id", flat=True).first()
    steps = ((person, reverse("console:person", args=[person])), ("Erase one record", ""))
    context = {
        "form": form,
        "known": known,
        "record": held,
        "keeps": keeps,
        "category": names.of("categories", held.category),
        "older": len(going) - 1,
        "files": Attachment.objects.filter(record__in=going).count(),
        "identifiers": Identifier.objects.filter(record__in=going).exists(),
        "others": sum(not record.superseded and record.id != number for record in known.records),
        "last": not Record.objects.filter(subject__public_id=person, key=under).exclude(pk__in=going).exists(),
        "trail": trail(("People", reverse("console:people")), *steps),
    }
    return show(request, "web/console/person_erase_record.html", context, 400 if form.errors else 200)


@page(Part.ERASURE, "GET", "POST")
def erase_all_of(request: Visit, person: str, category: str) -> HttpResponse:
    """Say what erasing all of one category takes and what stays; posted, erase it."""
    known, names = found_or_404(request, person), Names()
    going = [record for record in known.records if record.category == category]
    if not going:
        raise Http404
    numbers = [record.id for record in going]
    keeps = _held(known.number, numbers)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not keeps and form.is_valid():
        done = erase_category(
            person,
            category,
            reason=form.cleaned_data["reason"],
            asked_by=request.actor.name,
            at=timezone.now(),
            cooling_off=dt.timedelta(hours=settings.HONOUR_COOLING_OFF),
            wait=False,
        )
        if done.final_at:
            final = f"{timezone.localtime(done.final_at):%-d %B, %H:%M}"
            messages.success(request, f"Nobody can read it any more. Until {final} it can be undone.")
            return redirect("console:erasures")
        messages.success(
            request, "Nobody can read it any more; it goes now. The certificate stands under Records soon."
        )
        return redirect("console:person", person=person)
    called = names.of("categories", category)
    steps = ((person, reverse("console:person", args=[person])), (f"Erase all of “{called}”", ""))
    context = {
        "form": form,
        "known": known,
        "category": called,
        "keeps": keeps,
        "newest": [record for record in going if not record.superseded],
        "older": sum(record.superseded for record in going),
        "files": Attachment.objects.filter(record__in=numbers).count(),
        "identifiers": Identifier.objects.filter(record__in=numbers).exists(),
        "others": sum(not record.superseded and record.category != category for record in known.records),
        "hours": settings.HONOUR_COOLING_OFF,
        "trail": trail(("People", reverse("console:people")), *steps),
    }
    return show(request, "web/console/person_erase_category.html", context, 400 if form.errors else 200)


def _held(subject: int, records: Iterable[int]) -> str:
    """Say which hold keeps some of these records; nothing where none does that everybody may know of."""
    try:
        require_not_held(subject, records)
    except HeldError as held:
        return str(held)
    return ""
