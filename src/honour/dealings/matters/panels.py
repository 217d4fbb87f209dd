"""What a person's data wait for, on their page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html

from honour.dealings.matters.waiting import matters_of
from honour.dealings.matters.words import called, standing
from honour.ui.person_page import Asked, Panel, person_panel
from honour.ui.site import NavItem


@person_panel("matters", part="people", order=15)
def matters(asked: Asked) -> Panel:
    """List the projects, services, cases and the like that a person's data wait for."""
    lines = tuple(
        format_html('<a href="{}">{}</a> {}.', reverse("console:matter", args=[row.pk]), called(row), standing(row))
        for row in matters_of(asked.number)
    )
    act = NavItem("Let them wait for a matter", reverse("console:person-matters", args=[asked.person]))
    return Panel("Matters", lines or ("None recorded.",), (act,) if "matters" in asked.parts else ())
