"""The thank-you page with the receipt, at an address that only the person has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from honour.evidence.errors import EvidenceError
from honour.evidence.proofs import proof_of
from honour.intake.decoys import read_decoy
from honour.intake.receipts import linked_receipt
from honour.notice.wording import language_spoken, say, words_for
from honour.notice.wording.tongue import named
from honour.register.known_keys import register_keyring
from honour.register.receipts import Receipt, find_receipt
from honour.register.wordings import form_wording
from honour.web.frame import identity, site_of
from honour.web.kept_words import kept_words, language_of
from honour.web.notices import current, labelled, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from django.http import HttpRequest
    from django.utils.safestring import SafeString


_CHOICES = {
    ("opt-out", True): "You ticked this, so we do not.",
    ("opt-out", False): (
        "You left this box empty, so we may, once we know that the address is yours and until you say no: you can at "
        "any time."
    ),
    ("opt-in", True): (
        "You ticked this. It counts once you have said, behind the link we send to your address, that it was you. You "
        "can take it back at any time."
    ),
    ("opt-in", False): "You left this box empty, so we do not.",
}


@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Thank a person and show their receipt: what was asked, in which words, for what, when; never their answers."""
    found = find_receipt(register_keyring(), token) or _decoy(token)
    if found is None:
        response = render(request, "web/site/no_receipt.html", {"site": site_of(request)}, status=404)
    else:
        response = render(request, "web/site/receipt.html", {"site": site_of(request), **_told(found)})
    return _private(response)


@require_safe
def proof(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out the proof that the ledger holds the collection: a file that anybody can check offline."""
    found = find_receipt(register_keyring(), token)
    if found is None or found.entry is None:
        raise Http404
    try:
        bundle = proof_of(found.entry)
    except EvidenceError:  # a new entry is in the tree within a second or two
        context = {
            "title": say("The proof is being made"),
            "sentences": (say("Wait a few seconds, then load this page again."),),
            "site": site_of(request),
        }
        response = render(request, "web/error.html", context, status=503)
        response["Retry-After"] = "3"  # seconds
    else:
        name = f'attachment; filename="proof-of-entry-{found.entry}.json"'
        response = HttpResponse(bundle.text(), content_type="application/json", headers={"Content-Disposition": name})
    return _private(response)


def _decoy(token: str) -> Receipt | None:
    """Give what a machine is shown for a form that it filled in: the thanks, and no entry, for nothing was kept."""
    published = current()
    meant = read_decoy(token, published.notice.forms) if published else None
    if published is None or meant is None:
        return None
    form, at = meant
    declared = published.notice.forms[form]
    return Receipt(
        token=token,
        point=form,
        at=at,
        version=published.label,
        version_digest=published.digest,
        wording=form_wording(words_of(published), form),
        answered=tuple(declared.fields),
        choice="left" if declared.marketing else "",
        entry=None,
    )


@require_safe
def linked(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Hand out the receipt in the standard form (ISO/IEC TS 27560), as linked data."""
    found = find_receipt(register_keyring(), token) or _decoy(token)
    said = linked_receipt(found) if found is not None else None
    if said is None:
        raise Http404
    name = 'attachment; filename="receipt.jsonld"'
    text = json.dumps(said, ensure_ascii=False, indent=2)
    return _private(HttpResponse(text, content_type="application/ld+json", headers={"Content-Disposition": name}))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep a receipt out of caches, indexes and the addresses that other sites see."""
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _told(found: Receipt) -> dict[str, Any]:
    """Give everything the receipt says, from what was kept: later versions of the notice change nothing in it."""
    wording = found.wording
    marketing, language = wording["marketing"], language_of(wording)
    chose = found.choice in {"opted-out", "opted-in"}
    published, said = labelled(found.version), kept_words(wording)
    shown = words_of(published).notice if published else None
    return {
        "receipt": found,
        "form_name": said(wording["form"]["name"]),
        "thanks": said(wording["thanks"]) or say("Thank you. Your receipt stands below."),
        "asked": [(said(field["label"]), field["id"] in found.answered) for field in wording["fields"]],
        "short_notice": said(wording["short_notice"]),
        "purposes": [(said(purpose["name"]), _why(purpose, said)) for purpose in found.purposes],
        "marketing": marketing and (said(marketing["wording"]), say(_CHOICES[marketing["kind"], chose])),
        "language_name": named(language),
        "other_language": language.partition("-")[0] != language_spoken().partition("-")[0],
        "controller": identity(shown.controller) if shown else None,
        "complaints": shown.complaints if shown else None,
    }


def _why(purpose: Mapping[str, Any], said: Callable[[str | None], str]) -> SafeString:
    """Say on what a purpose rests, and what follows from not giving the data."""
    bases: list[str] = [_basis(basis, said) for basis in purpose["bases"]]
    bases = bases or [say("The notice did not say on what basis.")]
    return format_html_join(" ", "{}", ((each,) for each in [*bases, said(purpose["consequence"])] if each))


def _basis(basis: Mapping[str, Any], said: Callable[[str | None], str]) -> SafeString:
    kind = words_for("Basis", "kind", basis["kind"]) or basis["kind"]
    covers = format_html(" ({})", said(basis["covers"])) if basis["covers"] else ""
    why = basis["said"] or ""
    end = "" if why.endswith(".") else "."
    return format_html("{}{}{}{}{}", f"{kind[0].upper()}{kind[1:]}", covers, ": " if why else "", said(why), end)
