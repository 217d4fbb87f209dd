"""Certificates of erasures: each with its letter, what was looked for and found, what remains, and the file.

What was found and the file are for whoever may know of sealed holds: by them it shows whether one keeps something. All
others see the letter, and that the certificate is as it was signed.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from honour.evidence.tree.signing import installed_keys
from honour.ledger.certificate import open_certificate
from honour.ledger.errors import LedgerError
from honour.register.models import Erasure
from honour.retention.models import Certificate
from honour.retention.proof.letter import letter_of
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.naming import trail
from honour.web.console.page import page, refused, show
from honour.web.console.records import views

if TYPE_CHECKING:
    from collections.abc import Mapping

    from honour.web.console.page import Visit

A_PAGE = 50  # certificates
_LARGE = ((10**9, "GB"), (10**6, "MB"), (10**3, "kB"))


@page(Part.RECORDS)
def certificates(request: Visit) -> HttpResponse:
    """List the certificates, the newest first; one that a newer one has brought up to date is left out."""
    found = Certificate.objects.filter(followed=None).prefetch_related("erasures__subject").order_by("-pk")
    listed = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = tuple(
        Row(
            (
                f"Certificate {one.pk}",
                next((each.subject.public_id for each in one.erasures.all()), ""),
                f"{timezone.localtime(one.made_at):%-d %B %Y, %H:%M}",
                _stands(one),
            ),
            reverse("console:certificate", args=[one.pk]),
        )
        for one in listed
    )
    columns = (Column("Certificate"), Column("Person"), Column("Made"), Column("Says"))
    waiting = Erasure.objects.carried_out().filter(trace__isnull=False, certificates=None).count()
    context = {
        "count": found.count(),
        "bad": found.filter(nothing_found=False).count(),
        "waiting": waiting,
        "table": Table("Certificates of erasures, newest first", columns, rows, "Nothing was erased yet."),
        "pages": listed,
        "views": views("console:certificates"),
    }
    return show(request, "web/console/certificates.html", context)


@page(Part.RECORDS)
def certificate(request: Visit, number: int) -> HttpResponse:
    """Show a certificate in words, its signature checked here and now; or hand it, or its letter, out as a file."""
    found = Certificate.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    written = letter_of(found)
    figures = Part.SEALED in request.parts
    if "file" in request.GET:
        if not figures:
            return refused(request, Part.SEALED)
        return _file(found.text, f"certificate-{number}.txt")
    if "letter" in request.GET:
        return _file(written.text(), f"letter-{number}.txt")
    context: dict[str, object] = {
        "certificate": found,
        "letter": written,
        "trail": trail(
            ("Records", reverse("console:records")),
            ("Certificates", reverse("console:certificates")),
            (f"{number}", ""),
        ),
        "newer": found.followed.order_by("-pk").first(),
        "figures": figures,
    }
    try:
        opened = open_certificate(found.text, installed_keys())
    except LedgerError as changed:
        context["refused"] = str(changed)
        return show(request, "web/console/certificate.html", context)
    said = opened.body
    context |= {
        "said": said,
        "key": str(opened.key),
        "places": _places(said),
        "remains": _remains(said),
        "marks": [mark for mark in said["marks"] if mark["kind"] == "key"],
        "values": said["looked_for"]["values"],
        "in_secret": figures and "in-secret" in said["kept"],
    }
    return show(request, "web/console/certificate.html", context)


def _stands(one: Certificate) -> str:
    if not one.nothing_found:
        return "Something was found"
    return "Gone; something locked remains for a while" if one.waits else "Gone everywhere"


def _places(said: Mapping[str, Any]) -> Table:
    """Put what was searched and found into a table, place by place."""
    searched = {each["place"]: each for each in said["searched"]}
    rows = tuple(
        Row(
            (
                place[:1].upper() + place[1:],
                searched.get(place, {}).get("files", 0),
                _size(searched.get(place, {}).get("bytes", 0)),
                sum(said["before"].get(place, {}).values()),
                sum(said["after"].get(place, {}).values()),
            )
        )
        for place in dict.fromkeys([*searched, *said["before"], *said["after"]])
    )
    columns = (
        Column("Place"), Column("Files", number=True), Column("Size", number=True), Column("Found before", number=True),
        Column("Found after", number=True),
    )  # fmt: skip
    return Table("Where it was looked for", columns, rows, "Nothing was searched.")


def _remains(said: Mapping[str, Any]) -> Table:
    rows = tuple(
        Row(
            (
                each["what"][:1].upper() + each["what"][1:],
                "Yes, by whoever has our keys" if each["readable"] else "No",
                f"{dt.date.fromisoformat(each['until']):%-d %B %Y}" if each["until"] else "Not known",
                f"{each['how'][:1].upper()}{each['how'][1:]}. {', '.join(each['files'])}".strip(),
            )
        )
        for each in said["remains"]
    )
    columns = (Column("What remains"), Column("Can it be read?"), Column("Until"), Column("How it goes"))
    return Table("What remains", columns, rows, "Nothing remains that we know of.")


def _size(size: int) -> str:
    for large, unit in _LARGE:
        if size >= large:
            return f"{size / large:,.1f} {unit}"
    return f"{size} B"


def _file(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text.encode(), content_type="text/plain; charset=utf-8", headers=headers)
