"""The proposed versions, and proposing another: from a draft or from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from honour.drafting.drafts import file_name, find_draft, open_drafts, text_of
from honour.drafting.errors import DraftingError
from honour.gate.numbers import NoNumberLeft
from honour.notice.faults import UnreadableNoticeError
from honour.publishing.errors import ProposalError
from honour.publishing.models import Proposal
from honour.publishing.proposing import propose
from honour.register.errors import RegisterError
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.naming import Names
from honour.web.console.notice import views
from honour.web.console.page import page, refused, show

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit

ON_ITS_WAY = (Proposal.State.PROPOSED, Proposal.State.SCHEDULED)
LARGEST = 1_000_000
"""Bytes of a notice's file."""


class ProposalForm(forms.Form):
    """A draft, or a file."""

    draft = forms.TypedChoiceField(label="Draft", required=False, coerce=int, empty_value=None)
    file = forms.FileField(label="Or a file", required=False, help_text="A notice as YAML, up to 1 MB.")

    def __init__(self, *args: object, **words: object) -> None:
        super().__init__(*args, **words)  # type: ignore[arg-type]
        drafts = [(draft.pk, draft.name) for draft in open_drafts()]
        self.fields["draft"].choices = [("", "None"), *drafts]  # type: ignore[attr-defined]
        if not drafts:
            del self.fields["draft"]

    def clean(self) -> dict[str, object]:
        """Ask for one of the two."""
        given: dict[str, object] = super().clean() or {}
        file = given.get("file")
        if not given.get("draft") and not file:
            raise forms.ValidationError("Choose a draft, or a file.")
        if file is not None and getattr(file, "size", 0) > LARGEST:
            raise forms.ValidationError("This file is larger than any notice. Choose another.")
        return given


@page(Part.NOTICE, "GET", "POST")
def plans(request: Visit) -> HttpResponse:
    """List the proposed versions; whoever may publish proposes another, which has its plan made."""
    may = Part.PUBLISHING in request.parts
    chosen = request.GET.get("draft", "")
    form = ProposalForm(initial={"draft": int(chosen)} if chosen.isdigit() else None)
    if request.method == "POST":
        if not may:
            return refused(request, Part.PUBLISHING)
        form = ProposalForm(request.POST, request.FILES)
        if form.is_valid():
            made = _propose(request, form)
            if made is not None:
                return redirect("console:plan", made.pk)
    names = Names()
    rows = tuple(
        Row(
            (
                f"Version {one.label}",
                one.get_state_display(),
                capfirst(names.who(one.author)),
                f"{timezone.localtime(one.proposed_at):%-d %B %Y, %H:%M}",
            ),
            reverse("console:plan", args=[one.pk]),
        )
        for one in Proposal.objects.order_by("-pk")[:50]
    )
    columns = tuple(map(Column, ("Version", "State", "Proposed by", "Proposed")))
    empty = "When somebody proposes a next version, its plan appears here."
    context = {
        "form": form if may else None,
        "no_drafts": "draft" not in form.fields,
        "listed": bool(rows),
        "going": Proposal.objects.filter(state__in=ON_ITS_WAY).count(),
        "views": views("console:plans"),
        "table": Table("Proposed versions", columns, rows, empty),
    }
    return show(request, "web/console/publishing/plans.html", context, 400 if form.errors else 200)


def _propose(request: Visit, form: ProposalForm) -> Proposal | None:
    """Propose what was chosen; what is wrong with it stands at the form."""
    number, file = form.cleaned_data.get("draft"), form.cleaned_data["file"]
    try:
        if number:
            draft = find_draft(number)
            data, name = text_of(draft).encode(), file_name(draft)
        else:
            data, name = file.read(), "notice.yaml"
        return propose(data, name, by=request.actor.name, at=timezone.now(), draft=number or None)
    except (UnreadableNoticeError, ProposalError, DraftingError, RegisterError, NoNumberLeft) as refused:
        form.add_error(None, str(refused))
    except UnicodeDecodeError:
        form.add_error("file", "This file is not text in UTF-8.")
    return None
