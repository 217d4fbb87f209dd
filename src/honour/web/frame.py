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
    notice = published.notice
    return Site(identity(notice.controller), home_url, _links(request, notice), _foot(request, notice))


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


CALLS = frozenset({"download", "consultation", "get-in-touch"})
"""The kinds of form that a visitor comes for; the rest are for whoever has a reason to use them."""


def _links(request: HttpRequest, notice: Notice) -> tuple[NavItem, ...]:
    asked: dict[str, Form] = forms_of(notice)
    called = [(short, form) for short, form in asked.items() if form.kind in CALLS]
    return (
        *(_item(request, form.name, address_of(short, form.kind)) for short, form in called[:3]),
        _item(request, "Privacy", reverse("privacy")),
    )


def _foot(request: HttpRequest, notice: Notice) -> tuple[NavItem, ...]:
    others = [(short, form) for short, form in forms_of(notice).items() if form.kind not in CALLS]
    return (
        _item(request, "Privacy notice", reverse("privacy")),
        _item(request, "What we may send you", reverse("preferences")),
        *(_item(request, form.name, address_of(short)) for short, form in others[:3]),
    )


def _item(request: HttpRequest, label: str, url: str) -> NavItem:
    return NavItem(label, url, current=request.path == url)
