"""Filtering the ledger, in the address: kinds and days say nothing of anybody."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from honour.evidence.kinds import declared_kinds

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from honour.evidence.models import Entry

_DAY = {"invalid": "Enter a date as year, month, day: 2026-12-01."}


class LedgerFilter(forms.Form):
    """Which entries to list."""

    kind = forms.ChoiceField(label="What happened", required=False)
    since = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}), error_messages=_DAY
    )
    until = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}), error_messages=_DAY
    )

    def __init__(self, *args: Any, **words: Any) -> None:
        super().__init__(*args, **words)
        kinds = [(kind.name, kind.says.removesuffix(".")) for kind in declared_kinds()]
        self.fields["kind"].choices = [("", "Anything"), *sorted(kinds, key=lambda one: one[1])]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Entry]) -> QuerySet[Entry]:
        """Keep the entries asked for; days are whole days here."""
        asked = self.cleaned_data
        if asked["kind"]:
            rows = rows.filter(kind=asked["kind"])
        if asked["since"]:
            rows = rows.filter(at__gte=_midnight(asked["since"]))
        if asked["until"]:
            rows = rows.filter(at__lt=_midnight(asked["until"] + dt.timedelta(days=1)))
        return rows


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
