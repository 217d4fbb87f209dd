"""Settling which notice people were given, many records at once: chosen, shown what follows, and only then written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import redirect
from django.utils import timezone

from honour.register.errors import SettlingRefusedError
from honour.register.settling import unsettled
from honour.register.settling_notice import require_shown, would_be_under
from honour.register.settling_work import settle_notice, under_way
from honour.staff.roles import Part
from honour.web.console.enforcing.pages import called
from honour.web.console.enforcing.settling import FoundOutForm, answered, asked, chosen_of, described, key_of
from honour.web.console.naming import Names
from honour.web.console.page import page, show
from honour.web.notices import newest_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from honour.web.console.page import Visit


class SettlingNoticeForm(FoundOutForm):
    """Which notice people were given, and when their data were taken where nobody knew."""

    version = forms.ChoiceField(
        label="Which notice were they given?",
        widget=forms.RadioSelect,
        help_text="One for all that you chose. Whoever was given another, settle by itself.",
        error_messages={"required": "Choose which notice they were given."},
    )
    taken = forms.DateField(
        label="On which day were they taken?",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Only for those that were brought in without a date. Their own dates run from this day.",
        error_messages={"invalid": "Write a day like 2026-12-01."},
    )
    field_order = ("groups", "version", "taken", "reason")

    def __init__(
        self, found: Sequence[tuple[str, str]], labels: Sequence[tuple[str, str]], *rest: Any, **words: Any
    ) -> None:
        super().__init__(found, *rest, **words)
        self.fields["version"].choices = list(labels)  # type: ignore[attr-defined]


@page(Part.PUBLISHING, "GET", "POST", confirmed=True)
def settle_which_notice(request: Visit, purpose: str) -> HttpResponse:
    """Ask which notice people were given; posted, say what follows; posted again from there, have it written down."""
    name = called(purpose)
    if running := under_way(purpose, "version"):
        return redirect("console:enforcing-settling", purpose=purpose, short=running.public_id)
    found, names = unsettled(purpose, "version"), Names()
    keys = {key_of(one.group): one.group for one in found}
    choices = [(key_of(one.group), described(one, names)) for one in found]
    labels = [(one.label, f"{one.label}, which applies from {one.effective:%-d %B %Y}") for one in newest_first()]
    form = SettlingNoticeForm(choices, labels, request.POST if request.method == "POST" else None)
    context = asked(purpose, name, found, form, "Which notice they were given")
    if request.method == "POST" and form.is_valid() and "again" not in request.POST:
        said, now = form.cleaned_data, timezone.now()
        groups = [keys[each] for each in said["groups"]]
        try:
            if "settle" not in request.POST:
                require_shown(purpose, groups, said["version"], said["taken"], now)
                follows = {
                    **chosen_of(found, groups, names),
                    "version": said["version"],
                    "taken": said["taken"],
                    **answered(would_be_under(purpose, groups, said["version"], now)),
                }
                return show(request, "web/console/enforcing/settling_notice.html", {**context, **follows})
            asked_for = settle_notice(
                purpose, groups, said["version"], said["taken"], reason=said["reason"], by=request.actor.name, at=now
            )
        except SettlingRefusedError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("console:enforcing-settling", purpose=purpose, short=asked_for.public_id)
    return show(request, "web/console/enforcing/settle_notice.html", context, status=400 if form.errors else 200)
