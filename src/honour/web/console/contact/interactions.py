"""A call, a letter, a mail, a visit: writing it down, opening it for a purpose, putting it right, adding a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from honour.intake.enquiries.answering import SUBJECT, answer_otherwise
from honour.intake.enquiries.errors import EnquiryError
from honour.intake.interactions.recording import Passed, correct_interaction, record_interaction
from honour.intake.models import Enquiry, Interaction
from honour.intake.panels import title_of
from honour.intake.uploads.kinds import called
from honour.register.attachments import attach, attached_to, names_in
from honour.register.errors import AnswersRefusedError, CollectingRefusedError, RegisterError
from honour.register.reading import read
from honour.staff.roles import Part
from honour.web.console.contact.forms import AttachForm, CorrectForm, PassedForm
from honour.web.console.contact.purposes import about_people, purposes_of
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show
from honour.web.console.person import found_or_404
from honour.web.console.person_forms import OpenForm
from honour.web.notices import current

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponse

    from honour.register.reading import Reading
    from honour.web.console.page import Visit


@sensitive_post_parameters("words")
@sensitive_variables("form", "given", "passed", "context")
@page(Part.CONTACT, "GET", "POST")
def new(request: Visit, person: str) -> HttpResponse:
    """Write down what passed with somebody."""
    known, published, now = found_or_404(request, person), current(), timezone.now()
    purposes = about_people(request, published.notice) if published else {}
    enquiry = Enquiry.objects.filter(
        public_id=request.GET.get("enquiry", ""), subject=known.number, purpose__in=purposes
    ).first()
    local = timezone.localtime(now)
    initial = {"on": local.date(), "at": local.time(), "purpose": enquiry.purpose if enquiry else None}
    posted = request.method == "POST"
    form = PassedForm(
        purposes,
        request.POST if posted else None,
        request.FILES if posted else None,
        initial=initial,
        open_enquiry=enquiry is not None and enquiry.state != Enquiry.State.CLOSED,
    )
    if posted and form.is_valid():
        given = form.cleaned_data
        files = (given["file"],) if given["file"] else ()
        passed = Passed(given["channel"], given["direction"], form.moment(), given["words"], files)
        try:
            if enquiry is not None and given.get("answers"):
                made = answer_otherwise(
                    request.actor, enquiry, passed, purpose=given["purpose"], by=request.user, now=now
                )
            else:
                with transaction.atomic():
                    made = record_interaction(request.actor, person, given["purpose"], passed, now=now, enquiry=enquiry)
        except (RegisterError, EnquiryError) as refused:
            refuse(form, refused)
        else:
            done = " The enquiry is answered." if given.get("answers") else ""
            messages.success(request, f"Written down. It stands on their timeline.{done}")
            if enquiry is not None:
                return redirect("console:enquiry", enquiry=enquiry.public_id)
            return redirect("console:interaction", person=person, interaction=made.public_id)
    context = {
        "form": form,
        "known": known,
        "purposes": purposes,
        "trail": _trail(person, "Record a call, letter or visit"),
    }
    return show(request, "web/console/contact/interaction_new.html", context, 400 if form.errors else 200)


@sensitive_post_parameters("words")
@sensitive_variables("form", "reading", "words", "context", "attaching")
@page(Part.PEOPLE, "GET", "POST")
def interaction(request: Visit, person: str, interaction: str) -> HttpResponse:
    """Show what passed, masked; posted with a purpose, open it; or put it right, or add a file."""
    known = found_or_404(request, person)
    one = Interaction.objects.select_related("subject").filter(public_id=interaction, subject=known.number).first()
    if one is None:
        raise Http404
    offered, now = purposes_of(request), timezone.now()
    may_change = Part.CONTACT in request.parts and one.purpose in offered
    act = request.POST.get("act", "open") if request.method == "POST" else ""
    opening = OpenForm(list(offered.items()), request.POST if act == "open" else None, initial={"purpose": one.purpose})
    correcting, attaching, reading, status = CorrectForm(), AttachForm(), None, 200
    if act == "open" and opening.is_valid():
        reading = read(request.actor, person, opening.cleaned_data["purpose"], now)
    elif act == "correct" and may_change:
        correcting = CorrectForm(request.POST)
        if correcting.is_valid() and _done(
            correcting, lambda: correct_interaction(request.actor, one, correcting.cleaned_data["words"], now=now)
        ):
            messages.success(request, "Put right. What stood there before stays on record.")
            return redirect("console:interaction", person=person, interaction=interaction)
        reading, status = read(request.actor, person, one.purpose, now), 400
    elif act == "attach" and may_change:
        attaching = AttachForm(request.POST, request.FILES)
        if attaching.is_valid() and _done(
            attaching,
            lambda: attach(request.actor, person, one.record_id, attaching.cleaned_data["file"].file(), now),
        ):
            messages.success(request, "The file is stored, encrypted, with the note.")
            return redirect("console:interaction", person=person, interaction=interaction)
        status = 400
    words = _words(reading, one)
    if words and not correcting.is_bound and one.direction != "out":
        correcting = CorrectForm(initial={"words": words})
    context = {
        "one": one,
        "known": known,
        "title": title_of(one),
        "who": Names().who(one.recorded_by),
        "purpose": Names().of("purposes", one.purpose),
        "opening": opening,
        "reading": reading,
        "words": words,
        "withheld": _withheld(reading, one),
        "files": _files(reading, one),
        "correcting": correcting if may_change and (words or correcting.is_bound) and not one.message else None,
        "attaching": attaching if may_change else None,
        "form": correcting if correcting.is_bound else attaching if attaching.is_bound else opening,
        "trail": _trail(person, title_of(one)),
    }
    status = 400 if opening.errors else status
    return show(request, "web/console/contact/interaction.html", context, status)


def refuse(form: forms.Form, refused: RegisterError | EnquiryError, words: str = "words") -> None:
    """Show on a form why the register did not take it."""
    if isinstance(refused, AnswersRefusedError):
        for field, sentence in refused.fields.items():
            short = field.rpartition(".")[2]
            form.add_error(short if short in form.fields else words, sentence)
        return
    told = refused.reasons if isinstance(refused, CollectingRefusedError) and refused.reasons else (str(refused),)
    for sentence in told:
        form.add_error(None, sentence)


def _done(form: forms.Form, act: Any) -> bool:
    try:
        act()
    except RegisterError as refused:
        refuse(form, refused, next(iter(form.fields)))
        return False
    return True


def _words(reading: Reading | None, one: Interaction) -> str:
    found = [record for record in reading.records if record.id == one.record_id] if reading else []
    return "\n".join(str(value) for record in found for value in record.value.values()).removeprefix(SUBJECT)


def _withheld(reading: Reading | None, one: Interaction) -> list[str]:
    if reading is None:
        return []
    found = [reason.sentence for held in reading.withheld if held.id == one.record_id for reason in held.reasons]
    return list(dict.fromkeys([*found, *(reason.sentence for reason in reading.reasons)]))


def _files(reading: Reading | None, one: Interaction) -> list[dict[str, Any]]:
    names = names_in(reading) if reading else {}
    return [
        {
            "id": file.id,
            "name": names.get(file.id, ""),
            "kind": called(file.media_type),
            "size": file.size,
            "at": file.attached_at,
        }
        for file in attached_to([one.record_id]).get(one.record_id, [])
    ]


def _trail(person: str, here: str) -> Any:
    return trail(("People", reverse("console:people")), (person, reverse("console:person", args=[person])), (here, ""))
