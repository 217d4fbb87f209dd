"""A draft's file as YAML: read whole, written whole; what cannot be read is refused, and nothing typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from honour.drafting.drafts import digest_of, write
from honour.drafting.errors import ChangedMeanwhileError, DraftClosedError
from honour.notice.faults import UnreadableNoticeError
from honour.staff.roles import Part
from honour.web.console.drafts.reading import found_or_404, may_write
from honour.web.console.naming import Names
from honour.web.console.page import page, refused, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit

_BIGGEST = 900_000  # characters: what a form may carry


class FileForm(forms.Form):
    """The whole file."""

    text = forms.CharField(
        label="The whole file",
        strip=False,
        max_length=_BIGGEST,
        widget=forms.Textarea(attrs={"rows": 32, "spellcheck": "false", "class": "code", "wrap": "off"}),
        help_text="Comments and layout stay as you write them. Everything else on these pages changes this file.",
        error_messages={"required": "A notice cannot be empty. To give the draft up, throw it away."},
    )


@page(Part.NOTICE, "GET", "POST")
def file(request: Visit, number: int) -> HttpResponse:
    """Show the file, or write another in its place."""
    reading = found_or_404(number)
    draft = reading.draft
    if request.method == "POST" and Part.NOTICE_EDITING not in request.parts:
        return refused(request, Part.NOTICE_EDITING)
    seen, there = digest_of(draft.text), ""
    form = FileForm(request.POST if request.method == "POST" else None, initial={"text": draft.text})
    faults: list[object] = []
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["text"].replace("\r\n", "\n")
        if "\r\n" in draft.text:
            typed = typed.replace("\n", "\r\n")
        try:
            write(number, typed, seen=request.POST.get("seen", ""), by=request.actor.name, at=timezone.now())
        except UnreadableNoticeError as refusal:
            faults = list(refusal.faults)
            form.add_error("text", "This cannot be read as a notice, so nothing was saved. What is wrong stands below.")
        except ChangedMeanwhileError as meanwhile:
            there = str(meanwhile.there)
            who = Names().who(meanwhile.by)
            form.add_error(
                None,
                f"{who} changed the file since you opened it, so nothing was saved. Theirs stands below yours: bring "
                "over what you want to keep of it. Saving now writes yours over theirs.",
            )
        except DraftClosedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved in the draft.")
            return redirect("console:draft-file", number=number)
        seen = seen if there else request.POST.get("seen", "")
    context = {
        "reading": reading,
        "draft": draft,
        "form": form,
        "faults": faults,
        "there": there,
        "found": [finding for finding, _ in reading.found] if request.method != "POST" else [],
        "seen": seen,
        "can_write": may_write(request, reading),
        "views": reading.tabs("console:draft-file"),
        "trail": reading.trail(),
    }
    return show(request, "web/console/drafts/file.html", context, status=400 if form.errors else 200)
