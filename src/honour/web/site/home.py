"""The first page: who we are, what a visitor can do, and where the notice stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from honour.intake.assets import offered
from honour.intake.forms import forms_of
from honour.ui.foreign import in_its_language, page_language, said
from honour.web.frame import CALLS, address_of, site_of
from honour.web.notices import current, words_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from honour.notice.translating import Translation

ROBOTS = """\
User-agent: *
Disallow: /console/
Disallow: /receipt/
Disallow: /downloads/link/
Disallow: /confirm/
Disallow: /u/
Disallow: /preferences/
Disallow: /in/*/receipt/
Disallow: /in/*/downloads/link/
Disallow: /in/*/confirm/
Disallow: /in/*/u/
Disallow: /in/*/preferences/
"""


class Call(NamedTuple):
    """What a visitor can do: its name, a sentence about it, where it leads. A download's sentence is the page's."""

    name: str
    said: str
    url: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show who we are and what there is to do here."""
    published = current()
    if published is None:
        return no_notice(request)
    words = words_of(published)
    forms = forms_of(words.notice)
    assets = any(not one.form or one.form in forms for one in offered())
    calls = [
        Call(
            said(form.name, words),
            "" if form.kind == "download" else said(form.introduction, words),
            address_of(short, form.kind),
        )
        for short, form in forms.items()
        if form.kind in CALLS and (form.kind != "download" or assets)
    ]
    others = [
        (said(form.heading or form.name, words), address_of(short))
        for short, form in forms.items()
        if form.kind not in CALLS
    ]
    controller = words.notice.controller
    context = {
        "site": site_of(request),
        "effective": published.effective,
        "called": controller.trading_name or controller.name,
        "calls": calls,
        "others": others,
        "about": _first_sentence(controller.text or "", words),
    }
    return render(request, "web/site/home.html", context)


def _first_sentence(text: str, words: Translation) -> str:
    first = text.split(". ", maxsplit=1)[0].rstrip(".")
    page = page_language(words.language)
    return in_its_language(f"{first}.", words.language_of(text), page) if first else ""


def no_notice(request: HttpRequest) -> HttpResponse:
    """Say that no notice is published yet, and what to do about it: without one nothing is collected."""
    return render(request, "web/site/no_notice.html", {"site": site_of(request)})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Keep search engines from what is for members of staff, and from receipts."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
