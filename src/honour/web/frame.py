"""What stands around every page: who is responsible, as the notice in use names them, and the way around."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.urls import reverse

from honour.intake.forms import forms_of
from honour.ui.site import Controller, NavItem, Site
from honour.web.notices import current

if TYPE_CHECKING:
    from django.http import HttpRequest

    from honour.notice.model import Controller as Declared
    from honour.notice.model import Form, Notice

NOBODY = "Honour"
"""The name on pages while no notice says who is responsible."""


def site_of(request: HttpRequest, home_url: str = "/") -> Site:
    """Give the frame of a page. A page still shows when the database cannot be read: then it names nobody."""
    try:
        published = current()
    except DatabaseError:
        published = None
    if published is None:
        return Site(Controller(NOBODY), home_url)
    return Site(identity(published.notice.controller), home_url, _links(request, published.notice))


def identity(controller: Declared) -> Controller:
    """Give the identity block: name, number, registered office, the part of the UK, and how to reach them.

    (Companies (Trading Disclosures) Regulations; UK GDPR Art 13(1)(a).)
    """
    registration = ""
    if controller.registered_in or controller.company_number:
        where = f" in {controller.registered_in}" if controller.registered_in else ""
        number = f", number {controller.company_number}" if controller.company_number else ""
        registration = f"Registered{where}{number}."
    return Controller(
        name=controller.name,
        registration=registration,
        registered_office=controller.registered_office or "",
        address=controller.address or "",
        email=controller.email or "",
        telephone=controller.telephone or "",
    )


def address_of(form: str, kind: str = "other") -> str:
    """Give the address at which a form of the notice stands; a download's is where one chooses what."""
    if kind == "download":
        return reverse("downloads")
    return reverse("get-in-touch") if form == "get-in-touch" else reverse("form", args=[form])


def _links(request: HttpRequest, notice: Notice) -> tuple[NavItem, ...]:
    def item(label: str, url: str) -> NavItem:
        return NavItem(label, url, current=request.path == url)

    asked: dict[str, Form] = forms_of(notice)
    return (
        *(item(form.name, address_of(short, form.kind)) for short, form in list(asked.items())[:3]),
        item("Privacy", reverse("privacy")),
    )
