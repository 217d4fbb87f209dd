"""A form in a frame on another site: only on the sites that are listed for it, and without a cookie."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from honour.intake.decoys import read_decoy
from honour.intake.models import Asset
from honour.intake.origins import framing_page
from honour.intake.places import embedding_origins
from honour.intake.tickets import FIELD, Place, read_ticket
from honour.notice.wording import say
from honour.register.known_keys import register_keyring
from honour.register.receipts import find_receipt
from honour.register.wordings import form_wording
from honour.web.frame import site_of
from honour.web.kept_words import kept_words
from honour.web.notices import current, words_of
from honour.web.site.taking import Standing, show_or_take

if TYPE_CHECKING:
    from django.http import HttpRequest

_SCRIPT = (Path(__file__).parent / "embed.js").read_text(encoding="utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def script(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Give the script that makes the frame."""
    response = HttpResponse(_SCRIPT, content_type="text/javascript; charset=utf-8")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@csrf_exempt  # see honour.web.site.taking
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def framed(request: HttpRequest, form: str, asset: str = "") -> HttpResponse:
    """Show or take a form in a frame on a listed site."""
    origins, published = embedding_origins(form), current()
    if not origins or published is None:
        raise Http404
    if asset and not Asset.objects.filter(slug=asset, form=form, withdrawn_at=None).exists():
        raise Http404
    declared = published.notice.forms.get(form)
    if declared is None or (declared.kind == "download" and not asset):
        raise Http404
    origin = _framed_by(request, form, origins)
    if origin is None:
        return _only_by(render(request, "web/site/framed_elsewhere.html", status=403), origins)
    place = Place(asset=asset, origin=origin)
    found = Asset.objects.filter(slug=asset).first() if asset else None
    thank = partial(redirect, "embed-thanks", form)
    standing = Standing(request, form, thank, place, "web/site/framed.html", {"asset": found})
    return _only_by(show_or_take(standing, published), origins)


@never_cache
@require_safe
def thanks(request: HttpRequest, form: str, token: str) -> HttpResponse:
    """Thank in the frame; the receipt opens on a page of its own."""
    origins, published = embedding_origins(form), current()
    if not origins or published is None or form not in published.notice.forms:
        raise Http404
    found = find_receipt(register_keyring(), token)
    if found is None and read_decoy(token, published.notice.forms) is None:
        raise Http404
    wording = found.wording if found else form_wording(words_of(published), form)
    said = kept_words(wording)
    context = {"site": site_of(request), "thanks": said(wording["thanks"]) or say("Thank you."), "token": token}
    return _only_by(render(request, "web/site/framed_thanks.html", context), origins)


def _framed_by(request: HttpRequest, form: str, origins: list[str]) -> str | None:
    """Give the listed site in whose page the frame stands, empty where the browser does not say; ``None``: another.

    A browser that names nobody still shows the frame on listed sites only: ``frame-ancestors`` tells it so.
    """
    if request.method == "POST":
        ticket = read_ticket(request.POST.get(FIELD, ""), form)
        return ticket.place.origin if ticket and ticket.place.origin in origins else ""
    named = framing_page(request)
    return named if named in {"", *origins} else None


def _only_by(response: HttpResponse, origins: list[str]) -> HttpResponse:
    """Let these sites, and no other, show the page in a frame; the rest of the policy stays."""
    response.xframe_options_exempt = True  # it knows no list (RFC 7034)
    only = {"frame-ancestors": origins}
    response._csp_replace = only  # type: ignore[attr-defined]  # noqa: SLF001 - django-csp's own way
    response["X-Robots-Tag"] = "noindex"
    return response
