"""What stands around every page: who is responsible, as the notice in use names them, and the way around."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError
from django.urls import get_script_prefix, reverse

from honour.intake.forms import forms_of
from honour.mailroom.composing import registration
from honour.notice.wording import say
from honour.notice.wording.tongue import named
from honour.register.languages import language_shown
from honour.ui.foreign import said
from honour.ui.site import Controller, NavItem, Site, Tongue
from honour.web.notices import current, words_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from honour.notice.model import Controller as Declared
    from honour.notice.translating import Translation

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
    words = words_of(published)
    return Site(
        identity(words.notice.controller),
        home_url if home_url != "/" else reverse("home"),
        _links(request, words),
        _foot(request, words),
        _languages(request, words),
        words.own,
        settings.HONOUR_PUBLIC_URL,
    )


def identity(controller: Declared) -> Controller:
    """Give the identity block: name, number, registered office, the part of the UK, and how to reach them.

    (Companies (Trading Disclosures) Regulations; UK GDPR Art 13(1)(a).)
    """
    return Controller(
        name=controller.name,
        registration=registration(controller),
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


def _links(request: HttpRequest, words: Translation) -> tuple[NavItem, ...]:
    called = [(short, form) for short, form in forms_of(words.notice).items() if form.kind in CALLS]
    return (
        *(_item(request, said(form.name, words), address_of(short, form.kind)) for short, form in called[:3]),
        _item(request, say("Privacy"), reverse("privacy")),
    )


def _foot(request: HttpRequest, words: Translation) -> tuple[NavItem, ...]:
    others = [(short, form) for short, form in forms_of(words.notice).items() if form.kind not in CALLS]
    return (
        _item(request, say("Privacy notice"), reverse("privacy")),
        _item(request, say("What we may send you"), reverse("preferences")),
        *(_item(request, said(form.name, words), address_of(short)) for short, form in others[:3]),
    )


def _languages(request: HttpRequest, words: Translation) -> tuple[Tongue, ...]:
    """Give the notice's languages, each with this page's address in it; none where there is but one, or no page."""
    shown = language_shown()
    root = get_script_prefix().removesuffix(f"in/{shown}/") if shown else get_script_prefix()
    path, found = request.path_info.removeprefix("/"), request.resolver_match
    if not words.notice.translations or found is None or found.namespaces:
        return ()
    every = {words.own: f"{root}{path}", **{tag: f"{root}in/{tag}/{path}" for tag in words.notice.translations}}
    return tuple(Tongue(tag, named(tag), url, tag == (shown or words.own)) for tag, url in every.items())


def _item(request: HttpRequest, label: str, url: str) -> NavItem:
    return NavItem(label, url, current=request.path == url)
