"""Putting right what is held about a person, as they told us by telephone, by letter or in person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from honour.intake.models import Interaction
from honour.intake.new_address import ask_about_new_address
from honour.outreach.preferences.details import note_put_right
from honour.register.errors import AnswersRefusedError, RegisterError
from honour.register.keeping import correct
from honour.register.reading import read
from honour.staff.grants import purposes_granted
from honour.staff.roles import Part
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show
from honour.web.console.person import found_or_404
from honour.web.console.person_forms import TOLD, CorrectionForm
from honour.web.notices import current

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from honour.register.overview import HeldRecord
    from honour.web.console.page import Visit


@sensitive_post_parameters()
@sensitive_variables("values", "form", "context")
@page(Part.STOPS, "GET", "POST")
def put_right(request: Visit, person: str, number: int) -> HttpResponse:
    """Show a record's fields to whoever may use it; posted with how the person told us, replace it."""
    known, names, published = found_or_404(request, person), Names(), current()
    held = next((record for record in known.records if record.id == number and not record.superseded), None)
    declared = published.notice.categories.get(held.category) if published and held else None
    if published is None or held is None or declared is None or Interaction.objects.filter(record=number).exists():
        raise Http404  # what passed between us is put right where it stands
    values = _opened(request, held, person)
    if values is None:
        raise Http404  # no purpose of the member's may see it, so no page offers to change it
    form = CorrectionForm(
        published.said_in(), held.category, values, request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and form.is_valid():
        try:
            how, now = form.cleaned_data[TOLD], timezone.now()
            with transaction.atomic():
                kept = correct(request.actor, person, number, form.values(), at=now, how=how)
                note_put_right(kept, now)
                ask_about_new_address(kept, now)
        except AnswersRefusedError as refused:
            form.refuse(refused.fields)
        except RegisterError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Put right. What stood there before is kept with it and goes with it.")
            return redirect("console:person", person=person)
    context = {
        "form": form,
        "known": known,
        "category": names.of("categories", held.category),
        "trail": trail(
            ("People", reverse("console:people")), (person, reverse("console:person", args=[person])), ("Put right", "")
        ),
    }
    return show(request, "web/console/person_correct.html", context, status=400 if form.errors else 200)


def _opened(request: Visit, held: HeldRecord, person: str) -> Mapping[str, str] | None:
    """Read a record under a purpose of its own that the member acts for; ``None`` where there is none."""
    published = current()
    granted = purposes_granted(request.actor, "use", published.notice.purposes) if published else []
    for purpose in (each for each in held.purposes if each in granted):
        reading = read(request.actor, person, purpose, timezone.now(), categories=frozenset({held.category}))
        found = next((record for record in reading.records if record.id == held.id), None)
        if found is not None:
            return {short: str(value) for short, value in found.value.items()}
    return None
