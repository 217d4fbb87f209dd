"""Proving what the site promises, by reading its pages as they are served, and the words kept with every collection."""

from __future__ import annotations

import hashlib
import json
import re
from html import unescape
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.db.models import Count
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from honour.evidence.provers import Exhibit, judged, not_proved, prover
from honour.notice.wording import counted
from honour.register.hidden import of_visible_people
from honour.register.models import Collection, NoticeVersion, Wording
from honour.register.receipts import receipt_token
from honour.register.wordings import declared_for
from honour.web.notices import current, newest_first
from honour.web.places import every_place
from honour.web.serving import served

if TYPE_CHECKING:
    from datetime import datetime

    from honour.evidence.provers import Finding
    from honour.notice.model import Controller, Notice
    from honour.register.versions import Published
    from honour.web.places import FormPlace

RECEIPTS = 20
"""As many of the latest receipts are read as pages."""


def _words(html: str) -> str:
    """Give a page's words as one line, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def _pages(notice: Notice) -> dict[str, str]:
    """Give the pages that people get, by a name that holds no token, as they are served now."""
    addresses = {"the home page": "/", "the notice": reverse("privacy")}
    addresses |= {place.name: place.address for place in every_place(notice, timezone.now())}
    given = of_visible_people(Collection.objects.exclude(receipt_digest=None), timezone.now())
    for row in given.order_by("-pk")[:RECEIPTS]:
        token = receipt_token(bytes.fromhex(row.submission))
        addresses[f"the receipt of collection {row.pk}"] = reverse("receipt", args=[token])
    return {name: _page_at(address) for name, address in addresses.items()}


def _page_at(address: str) -> str:
    """Give a page as it is served; nothing when it is not."""
    answer = served(address)
    return answer.content.decode() if answer.status_code == HTTPStatus.OK and isinstance(answer, HttpResponse) else ""


def _identity(controller: Controller) -> dict[str, str]:
    said = {
        "name": controller.name,
        "company number": controller.company_number,
        "registered office": controller.registered_office,
        "email address": controller.email,
        "telephone number": controller.telephone,
    }
    return {what: value for what, value in said.items() if value}


@prover("S01", clause="controller", test="Each page that people get is read for who we are and how to reach us.")
def identity_is_everywhere(at: datetime) -> Finding:  # noqa: ARG001 - a prover is given the time
    """Examine the home page, the notice, every form and the latest receipts."""
    published = current()
    if published is None:
        return not_proved("No notice is published yet, so there is no page to read.")
    pages = _pages(published.notice)
    identity = _identity(published.notice.controller)
    exhibits = [
        Exhibit(f"{name.capitalize()} does not give our {what}.")
        for name, html in pages.items()
        for what, value in identity.items()
        if " ".join(value.split()) not in _words(html)
    ]
    coverage = f"{counted(len(pages), 'page')} as served, {len(identity)} facts each"
    return judged(
        exhibits,
        lambda faults: f"{counted(faults, 'fact')} about us missing from {counted(len(pages), 'page')}",
        coverage,
    )


@prover(
    "S03",
    clause="form",
    test=(
        "Each form is read as served, in each language: on its page, for each download, on landing pages, in frames on "
        "other sites; the "
        "words kept with every collection are compared."
    ),
)
def forms_say_it(at: datetime) -> Finding:
    """Examine short notice, link, choice and boxes wherever a form stands, who may frame it, and every wording kept."""
    published = current()
    if published is None:
        return not_proved("No notice is published yet, so there is no form to read.")
    notice, places = published.notice, every_place(published.notice, at)
    exhibits = [
        exhibit
        for language in ("", *notice.translations)
        for place in places
        for exhibit in _form_in(published, place, language)
    ]
    exhibits += [exhibit for place in places for exhibit in _frame(place)]
    exhibits += _wordings()
    collections = of_visible_people(Collection.objects.all(), at).count()
    if not places and not collections:
        return not_proved("There is no form to read, and nothing was collected on one.")
    coverage = (
        f"{counted(len(places), 'place')} where forms stand, as served, in "
        f"{counted(1 + len(notice.translations), 'language')}, all "
        f"{counted(collections, 'collection')} in "
        f"{counted(Wording.objects.count(), 'wording')}"
    )
    return judged(
        exhibits,
        lambda faults: (
            f"{counted(faults, 'fault')} in {counted(len(places), 'place')} and {counted(collections, 'collection')}"
        ),
        coverage,
    )


def _form_in(published: Published, place: FormPlace, language: str) -> list[Exhibit]:
    """Read a form where it stands, in one of the notice's languages or its own."""
    within = f"/in/{language}" if language else ""
    name = f"{place.name} in {language}" if language else place.name
    html = _page_at(f"{within}{place.address}")
    return _form(published.said_in(language).notice, place.form, name, html, f"{within}{reverse('privacy')}")


def _form(notice: Notice, short: str, name: str, html: str, privacy: str) -> list[Exhibit]:
    """Say what a form lacks that has to stand there (UK GDPR Art 13; PECR reg 22(3)(c))."""
    form, words = notice.forms[short], _words(html)
    faults = []
    if " ".join(form.short_notice.split()) not in words:
        faults.append("does not carry its short notice")
    if f'href="{privacy}"' not in html:
        faults.append("does not lead to the whole notice")
    if form.marketing and " ".join(form.marketing.wording.split()) not in words:
        faults.append("does not offer the choice about marketing")
    if re.search(r"<input[^>]*\schecked", html):
        faults.append("has a box ticked beforehand")
    if len(re.findall(r'<input[^>]*type="checkbox"', html)) > (form.marketing is not None):
        faults.append("offers more than one choice about marketing")
    return [Exhibit(f"{name} {fault}.") for fault in faults]


def _frame(place: FormPlace) -> list[Exhibit]:
    """Say where a page may be framed by others than those on the list, or sets a cookie."""
    answer = served(place.address)
    policy = answer.headers.get("Content-Security-Policy", "")
    allowed = " ".join(re.findall(r"frame-ancestors ([^;]*)", policy))
    faults = []
    if set(allowed.split()) != set(place.framed_by or ["'none'"]):
        faults.append(f"may be framed by {allowed or 'anybody'}")
    if answer.cookies:
        faults.append("sets a cookie")
    return [Exhibit(f"{place.name} {fault}.") for fault in faults]


def _wordings() -> list[Exhibit]:
    """Find words that are not those of their digest, or not those of the version that the collection names."""
    known = {one.number: one for one in newest_first()}
    exhibits = [
        Exhibit(f"The words kept under {wording.digest[:12]} were changed afterwards.")
        for wording in Wording.objects.all()
        if hashlib.sha256(wording.text.encode()).hexdigest() != wording.digest
    ]
    said = Collection.objects.values("point", "version", "wording__text", "negotiated_sale")
    pairs = said.annotate(count=Count("pk")).order_by()
    for pair in pairs:
        published = known.get(pair["version"])
        notice = published.notice if published is not None else None
        if published is None or notice is None or pair["point"] not in notice.forms:
            label = NoticeVersion.objects.filter(number=pair["version"]).values_list("label", flat=True).first()
            exhibits.append(
                Exhibit(f"In {counted(pair['count'], 'collection')} stands a form that version {label} does not have.")
            )
        elif (said := json.loads(pair["wording__text"])) != declared_for(published, pair["point"], said):
            words = (
                f"In {counted(pair['count'], 'collection')} of version {notice.version} stand "
                "other words than its form has."
            )
            exhibits.append(Exhibit(words))
        elif pair["negotiated_sale"] and not notice.forms[pair["point"]].negotiates_sale:
            words = (
                f"{counted(pair['count'], 'collection')} by {pair['point']} counted as sales, and "
                f"as none in {notice.version}."
            )
            exhibits.append(Exhibit(words))
    return exhibits
