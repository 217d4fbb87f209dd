"""Where a person works, on their page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html

from honour.dealings.models import Tie
from honour.ui.person_page import Asked, Panel, person_panel
from honour.ui.site import NavItem


@person_panel("companies", part="people", order=10)
def companies(asked: Asked) -> Panel:
    """List the companies that a person is tied to, with their groups."""
    rows = Tie.objects.filter(subject=asked.number).select_related("company__group").order_by("pk")
    lines = tuple(
        format_html(
            '<a href="{}">{}</a>{}: {}.',
            reverse("console:company", args=[row.company.public_id]),
            row.company.called,
            f", of the group {row.company.group}" if row.company.group else "",
            row.get_kind_display().lower(),
        )
        for row in rows
    )
    act = NavItem("Tie to a company", reverse("console:person-company", args=[asked.person]))
    return Panel("Companies", lines or ("None known.",), (act,))
