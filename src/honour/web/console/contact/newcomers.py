"""Writing down a call, a letter or a visit of somebody who may not be known yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from honour.intake.enquiries.changing import assign
from honour.intake.enquiries.opening import open_enquiry
from honour.intake.interactions.recording import Passed, record_from_newcomer
from honour.intake.models import Interaction
from honour.intake.questions import CONTROLS, question
from honour.notice.builtin import is_builtin
from honour.notice.model import FormField
from honour.notice.translating import translation
from honour.register.errors import RegisterError
from honour.staff.roles import Part
from honour.web.console.contact.forms import NewcomerForm
from honour.web.console.contact.interactions import refuse
from honour.web.console.contact.purposes import about_people
from honour.web.console.naming import trail
from honour.web.console.page import page, show
from honour.web.notices import current

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponse

    from honour.notice.model import Notice
    from honour.web.console.page import Visit

_REACH = ("text", "email", "telephone")


@sensitive_post_parameters()
@sensitive_variables("form", "given", "passed", "contact", "context")
@page(Part.CONTACT, "GET", "POST")
def record(request: Visit) -> HttpResponse:
    """Write down what somebody said who may be new: found by their email address, else made. What asks for an answer
    becomes an enquiry of whoever wrote it down.
    """  # noqa: D205 - the first sentence goes on
    published, now = current(), timezone.now()
    notice = published.notice if published else None
    purposes = about_people(request, notice) if notice else {}
    reach, category = _reach(notice) if notice else ({}, "")
    local = timezone.localtime(now)
    declared = notice.subjects.items() if notice else ()
    kinds = [(short, kind.name) for short, kind in declared if not is_builtin(short)]  # staff do not ring us
    posted = request.method == "POST"
    given_data = (request.POST, request.FILES) if posted else (None, None)
    form = NewcomerForm(purposes, kinds, reach, *given_data)
    form.initial.update({"on": local.date(), "at": local.time()})
    if posted and form.is_valid():
        given = form.cleaned_data
        contact = {category: {short: given[short] for short in reach if given.get(short)}}
        files = (given["file"],) if given["file"] else ()
        passed = Passed(given["channel"], given["direction"], form.moment(), given["words"], files)
        try:
            with transaction.atomic():
                made, fresh = record_from_newcomer(
                    request.actor, given["kind"], given["purpose"], contact, passed, now=now, told=given["told"]
                )
                enquiry = open_enquiry(
                    made.subject_id,
                    given["purpose"],
                    channel=given["channel"],
                    at=min(passed.at, now),
                    by=request.actor.acting_for(given["purpose"]),
                )
                by = request.actor.acting_for(given["purpose"])
                assign(enquiry.pk, request.user, seen=enquiry.revision, by=by, at=now)
                Interaction.objects.filter(pk=made.pk).update(enquiry=enquiry)
        except RegisterError as refused:
            refuse(form, refused)
        else:
            who = "They are new to us." if fresh else "We knew them by that address."
            messages.success(request, f"Written down. {who} The enquiry is yours.")
            return redirect("console:enquiry", enquiry=enquiry.public_id)
    context = {
        "form": form,
        "purposes": purposes,
        "trail": trail(("Contact", reverse("console:contact")), ("Record a call, letter or visit", "")),
    }
    return show(request, "web/console/contact/interaction_new.html", context, 400 if form.errors else 200)


def _reach(notice: Notice) -> tuple[dict[str, forms.Field], str]:
    """Give the questions that say who somebody is and how they are reached, and the category these belong to."""
    for short, category in notice.categories.items():
        types = {field.type for field in category.fields.values()}
        if not types & {"email", "telephone"}:
            continue
        asked = {
            name: question(FormField(category=short, field=name), field, translation(notice), field)
            for name, field in category.fields.items()
            if field.type in _REACH and field.type in CONTROLS
        }
        return asked, short
    return {}, ""
