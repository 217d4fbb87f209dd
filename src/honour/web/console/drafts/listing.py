"""The drafts, and starting one: from the published version, or from nothing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from honour.drafting import drafts as kept
from honour.notice.faults import UnreadableNoticeError
from honour.notice.source import SourceError
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.drafts.reading import Reading
from honour.web.console.naming import Names
from honour.web.console.notice import views
from honour.web.console.page import page, refused, show
from honour.web.notices import current

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.drafting.models import Draft
    from honour.web.console.page import Visit


class StartForm(forms.Form):
    """A draft to be started."""

    name = forms.CharField(
        label="What this draft is for",
        max_length=100,
        help_text="For colleagues; readers never see it. For instance: Spring review.",
        error_messages={"required": "Say in a few words what the draft is for."},
    )
    effective = forms.DateField(
        label="Applies from",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="The day from which the new version is to apply. You can change it later.",
        error_messages={"required": "Name the day.", "invalid": "Write the day like 2027-03-01."},
    )

    def __init__(self, *args: Any, earliest: dt.date | None, **words: Any) -> None:
        super().__init__(*args, **words)
        self._earliest = earliest
        self.fields["effective"].initial = max(timezone.localdate(), earliest or dt.date.min)

    def clean_effective(self) -> dt.date:
        """Refuse a day before the version in use applies: such a draft could never be published."""
        day: dt.date = self.cleaned_data["effective"]
        if self._earliest and day < self._earliest:
            words = f"The version in use applies from {self._earliest:%-d %B %Y}. Name that day or a later one."
            raise forms.ValidationError(words)
        return day


class FirstForm(StartForm):
    """The first draft of all, where nothing is published."""

    organisation = forms.CharField(
        label="Your organisation's registered name",
        max_length=200,
        error_messages={"required": "Enter the name as it is registered."},
    )
    law = forms.ChoiceField(label="Law", choices=[("uk", "United Kingdom"), ("eu", "European Union")])
    field_order = ("organisation", "law", "name", "effective")


@page(Part.NOTICE, "GET", "POST")
def drafts(request: Visit) -> HttpResponse:
    """List the open drafts; posted, start one."""
    can_write = Part.NOTICE_EDITING in request.parts
    if request.method == "POST" and not can_write:
        return refused(request, Part.NOTICE_EDITING)
    published = current()
    kind = StartForm if published else FirstForm
    earliest = published.effective if published else None
    form = kind(request.POST if request.method == "POST" else None, earliest=earliest)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("console:draft", number=_start(request, form).pk)
        except (SourceError, UnreadableNoticeError) as error:
            form.add_error(None, str(error))
    open_now = kept.open_drafts()
    names = Names()
    rows = tuple(
        Row(
            (
                one.name,
                one.based_on or "Nothing",
                Reading(one).counted() or "Nothing found",
                f"{timezone.localtime(one.changed_at):%-d %B %Y, %H:%M}",
                capfirst(names.who(one.changed_by)),
            ),
            reverse("console:draft", args=[one.pk]),
        )
        for one in open_now
    )
    labels = ("Draft", "Started from", "The check finds", "Last changed", "By")
    context = {
        "count": len(open_now),
        "table": Table("Drafts", tuple(map(Column, labels)), rows),
        "form": form if can_write else None,
        "published": published,
        "views": views("console:drafts"),
    }
    return show(request, "web/console/drafts/drafts.html", context, status=400 if form.errors else 200)


def _start(request: Visit, form: forms.Form) -> Draft:
    said, by, at = form.cleaned_data, request.actor.name, timezone.now()
    published = current()
    if published:
        made = kept.start_from(published, name=said["name"], effective=said["effective"], by=by, at=at)
    else:
        beginning = kept.Beginning(said["organisation"], said["law"], said["effective"])
        made = kept.start_new(beginning, name=said["name"], by=by, at=at)
    messages.success(request, "Started. Nothing that people see changes until you publish it.")
    return made
