"""Erasing one record of a person, on a page that says what goes and what stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.register.erasing import erase_record
from honour.register.models import Attachment, Identifier, Record
from honour.register.older import older_versions
from honour.staff.roles import Part
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show
from honour.web.console.person import found_or_404
from honour.web.console.person_forms import EraseForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit


@page(Part.ERASURE, "GET", "POST")
def erase_one(request: Visit, person: str, number: int) -> HttpResponse:
    """Say what the erasure of one record takes and what stays; posted, erase it."""
    known, names = found_or_404(request, person), Names()
    held = next((record for record in known.records if record.id == number and not record.superseded), None)
    if held is None:
        raise Http404
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
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
        "category": names.of("categories", held.category),
        "older": len(going) - 1,
        "files": Attachment.objects.filter(record__in=going).count(),
        "identifiers": Identifier.objects.filter(record__in=going).exists(),
        "others": sum(not record.superseded and record.id != number for record in known.records),
        "last": not Record.objects.filter(key=under).exclude(pk__in=going).exists(),
        "trail": trail(("People", reverse("console:people")), *steps),
    }
    return show(request, "web/console/person_erase_record.html", context, 400 if form.errors else 200)
