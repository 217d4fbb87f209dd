"""The steps that ask about the notice: each a form, kept as soon as it is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDict

from honour.staff.roles import Part
from honour.web.console.page import page, show
from honour.web.console.set_up import colleagues, drafting, kit, mail, publishing, steps
from honour.web.console.set_up.forms import CompanyForm, HowLongForm, UploadForm, WhatForm, WhoElseForm, WhyForm
from honour.web.console.set_up.going import frame_of, go_on

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponse

    from honour.web.console.page import Visit
    from honour.web.models import FirstRun

LEDES = {
    "company": "This stands on the notice, on every form and at the end of every message.",
    "why": "Each becomes a purpose with its lawful basis. What you leave out is refused, until a new version of the "
    "notice allows it.",
    "what": "What is not kept cannot be lost.",
    "how-long": "When the time is up it is deleted by itself. These are usual; change what is different with you.",
    "who-else": "Tick whoever gets people’s data from you. Authorities that may ask by law are named already.",
}
_FORMS: dict[str, Any] = {"company": CompanyForm, "why": WhyForm}
_WITH_USES: dict[str, Any] = {"how-long": HowLongForm, "who-else": WhoElseForm}
_LATER = {"kit": kit.step, "colleagues": colleagues.step, "mail": mail.step, "publish": publishing.step}


@page(Part.STAFF, "GET", "POST")
def step(request: Visit, name: str) -> HttpResponse:
    """Answer for a step of the set-up."""
    run = steps.this_run()
    if steps.is_published() and name not in steps.STILL_OPEN:
        return redirect("console:set-up")
    if name in _LATER:
        return _LATER[name](request, run)
    if name not in steps.BY_NAME:
        raise Http404
    return _ask(request, run, name)


def _ask(request: Visit, run: FirstRun, name: str) -> HttpResponse:
    form = _form(run, name, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        run.answers[name] = form.cleaned_data
        run.uploaded = False
        run.save(update_fields=["answers", "uploaded"])
        return go_on(request, run, name)
    template = "web/console/set_up/who_else.html" if name == "who-else" else "web/console/set_up/step.html"
    context = {"form": form, "lede": LEDES[name], **frame_of(run, name)}
    return show(request, template, context, 400 if form.errors else 200)


def _form(run: FirstRun, name: str, data: MultiValueDict[str, Any] | None) -> forms.Form:
    kept = run.answers.get(name)
    why = run.answers.get("why", {})
    if name == "what":
        return WhatForm(data, initial=kept, businesses=why.get("businesses", True))
    made: forms.Form
    if name in _WITH_USES:
        made = _WITH_USES[name](data, initial=kept, uses=why.get("uses", ["services", "payments"]))
    else:
        made = _FORMS[name](data, initial=kept)
    return made


@page(Part.STAFF, "GET", "POST")
def upload(request: Visit) -> HttpResponse:
    """Take a notice that exists already, and say what the check finds in it."""
    run = steps.this_run()
    if steps.is_published():
        return redirect("console:set-up")
    form = UploadForm(request.POST or None, request.FILES or None)
    drafted = None
    if request.method == "POST" and form.is_valid():
        drafted = drafting.read_draft(form.cleaned_data["file"])
        if drafted.notice is None:
            form.add_error("file", drafted.problem[:600])
        elif not drafted.errors:
            drafting.keep_upload(drafted.data)
            run.uploaded = True
            run.save(update_fields=["uploaded"])
            messages.success(request, "The notice is taken as it is. Nothing stands in the way of publishing it.")
            return go_on(request, run, "who-else")
    found = drafted.errors if drafted else ()
    context = {"form": form, "findings": found}
    return show(request, "web/console/set_up/upload.html", context, 400 if form.errors or found else 200)
