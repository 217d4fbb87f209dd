"""Settling where records came from, many at once: chosen, shown what follows, and only then written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from honour.notice.wording import counted
from honour.register.errors import SettlingRefusedError
from honour.register.settling import MOST_WORDS, Group, Unsettled, unsettled, would_be
from honour.register.settling_work import settle_source, under_way
from honour.staff.roles import Part
from honour.web.console.enforcing.pages import called
from honour.web.console.enforcing.reasons import reason
from honour.web.console.naming import Names, trail
from honour.web.console.page import page, show
from honour.web.notices import current

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from honour.gate import Tally
    from honour.notice.model import Source
    from honour.web.console.page import Visit

_OURS = frozenset({"person", "observation", "staff"})
"""Kinds of source of which nobody need be told apart: they gave it, or we saw or wrote it ourselves."""


class FoundOutForm(forms.Form):
    """Which records, and how it was found out what was not known of them."""

    groups = forms.MultipleChoiceField(
        label="Which records?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one group of records."},
    )
    reason = forms.CharField(
        label="How did you find out?",
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays on the ledger. Name the file or the contract, and please leave out people.",
        error_messages={"required": "Say how you found out."},
    )

    def __init__(self, found: Sequence[tuple[str, str]], *rest: Any, **words: Any) -> None:
        super().__init__(*rest, **words)
        self.fields["groups"].choices = list(found)  # type: ignore[attr-defined]

    def clean_reason(self) -> str:
        """Refuse an address of somebody's, which would stay on the ledger in clear."""
        said = str(self.cleaned_data["reason"])
        if "@" in said:
            raise ValidationError("Leave out email addresses: this stays on the ledger.")
        return said


class SettlingForm(FoundOutForm):
    """Where records came from."""

    source = forms.ChoiceField(
        label="Where did they come from?",
        widget=forms.RadioSelect,
        help_text="One source for all that you chose. What came from elsewhere, settle by itself.",
        error_messages={"required": "Choose where they came from."},
    )
    field_order = ("groups", "source", "reason")

    def __init__(
        self, found: Sequence[tuple[str, str]], sources: Sequence[tuple[str, str]], *rest: Any, **words: Any
    ) -> None:
        super().__init__(found, *rest, **words)
        self.fields["source"].choices = list(sources)  # type: ignore[attr-defined]


@page(Part.PUBLISHING, "GET", "POST", confirmed=True)
def settle(request: Visit, purpose: str) -> HttpResponse:
    """Ask where records came from; posted, say what follows; posted again from there, have it written down."""
    name, published = called(purpose), current()
    assert published is not None  # noqa: S101 - the purpose was found in it
    if running := under_way(purpose, "source"):
        return redirect("console:enforcing-settling", purpose=purpose, short=running.public_id)
    found, names, sources = unsettled(purpose), Names(), published.own.sources
    keys = {key_of(one.group): one.group for one in found}
    choices = [(key_of(one.group), described(one, names)) for one in found]
    offered = [(short, source.name) for short, source in sources.items()]
    form = SettlingForm(choices, offered, request.POST if request.method == "POST" else None)
    context = asked(purpose, name, found, form, "Where data came from")
    if request.method == "POST" and form.is_valid() and "again" not in request.POST:
        said = form.cleaned_data
        groups = [keys[each] for each in said["groups"]]
        if "settle" not in request.POST:
            told = chosen_of(found, groups, names)
            follows = _follows(purpose, groups, said["source"], sources[said["source"]])
            return show(request, "web/console/enforcing/settling.html", {**context, **told, **follows})
        try:
            asked_for = settle_source(
                purpose, groups, said["source"], reason=said["reason"], by=request.actor.name, at=timezone.now()
            )
        except SettlingRefusedError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("console:enforcing-settling", purpose=purpose, short=asked_for.public_id)
    return show(request, "web/console/enforcing/settle.html", context, status=400 if form.errors else 200)


def asked(purpose: str, name: str, found: Sequence[Unsettled], form: FoundOutForm, title: str) -> dict[str, Any]:
    """Give what a page shows that asks for something unknown of a purpose's records, under a title."""
    return {
        "name": name,
        "short": purpose,
        "records": counted(sum(one.records for one in found), "record") if found else "",
        "form": form,
        "trail": trail(
            ("Notice", reverse("console:notice")),
            ("Enforcing", reverse("console:enforcing")),
            (name, reverse("console:enforcing-purpose", args=[purpose])),
            (title, ""),
        ),
    }


def chosen_of(found: Sequence[Unsettled], groups: Sequence[Group], names: Names) -> dict[str, Any]:
    """Say which groups were chosen, each in words, and how many records they are."""
    chosen = [one for one in found if one.group in groups]
    return {
        "chosen": [described(one, names) for one in chosen],
        "total": counted(sum(one.records for one in chosen), "record"),
    }


def _follows(purpose: str, groups: Sequence[Group], short: str, source: Source) -> dict[str, Any]:
    """Say what the gate would answer for the purpose if that were where they came from."""
    tally = would_be(purpose, groups, short, timezone.now())
    return {"source": source.name, "elsewhere": source.kind not in _OURS, **answered(tally)}


def answered(tally: Tally) -> dict[str, Any]:
    """Give what the gate would answer, for ``web/console/enforcing/answered.html``."""
    return {
        "allowed": f"{tally.allowed:,}",
        "refused": f"{tally.withheld:,}" if tally.withheld else "",
        "still": [
            (reason(code)[0], f"{count:,}") for code, count in sorted(tally.refused.items(), key=lambda each: -each[1])
        ],
    }


def key_of(group: Group) -> str:
    """Name a group in a form."""
    return "~".join((group.category, group.version or "", group.day))


def described(one: Unsettled, names: Names) -> str:
    """Describe a group as somebody who remembers the list would: what, how many, whose, from when."""
    people = counted(one.people, "person", "people")
    notice = f"given the notice of {one.group.version}" if one.group.version else "notice not known"
    span = f"{one.first:%-d %B %Y}" + ("" if one.first == one.last else f" to {one.last:%-d %B %Y}")
    when = f"brought in on {span}" if one.group.day else f"taken {span}"
    return (
        f"{names.of('categories', one.group.category)}: {counted(one.records, 'record')} of {people}, {notice}, {when}"
    )
