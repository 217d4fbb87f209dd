"""What may be downloaded: the catalogue, the form for each file, and the link that was sent by mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from honour.intake.assets import offered, open_asset
from honour.intake.downloads import send_fresh_link, take
from honour.intake.forms import can_be_asked
from honour.intake.limits import addresses_may, until
from honour.intake.links import read_download
from honour.intake.models import Asset
from honour.intake.origins import posted_by_our_page
from honour.intake.tickets import Place
from honour.register.languages import language_shown
from honour.web.chosen import chosen_on
from honour.web.frame import site_of
from honour.web.notices import current
from honour.web.site.home import no_notice
from honour.web.site.taking import Standing, show_or_take

if TYPE_CHECKING:
    from typing import IO, Any

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from honour.intake.models import Download


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show everything that may be downloaded."""
    published = current()
    if published is None:
        return no_notice(request)
    assets = [one for one in offered() if not one.form or can_be_asked(published.notice, one.form)]
    context = {"site": site_of(request), "assets": assets, "mixed": bool(language_shown())}
    return render(request, "web/site/downloads.html", context)


@csrf_exempt  # see honour.web.site.taking
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def asset(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a file is, with the form that is filled in for it; or take that form."""
    published = current()
    if published is None:
        return no_notice(request)
    found = Asset.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    if found.withdrawn_at is not None:
        return _gone(request, found)
    if not found.form:
        context = {"site": site_of(request), "asset": found, "mixed": bool(language_shown())}
        return render(request, "web/site/free_download.html", context)
    standing = Standing(
        request,
        found.form,
        lambda token: redirect("receipt", token=token),
        Place(asset=found.slug),
        "web/site/download.html",
        {"asset": found},
    )
    return show_or_take(standing, published)


@require_safe
def free(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand out a file for which nothing is asked."""
    found = Asset.objects.filter(slug=slug, form="").first()
    if found is None:
        raise Http404
    opened = open_asset(found)
    return _handed_out(found, opened) if opened is not None else _gone(request, found)


@never_cache
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a mailed link stands for. Nothing happens yet: mail programs open links by themselves."""
    found = read_download(token)
    if found is None:
        return _answer(request, "web/site/link_unknown.html", status=404)
    if found.asset.withdrawn_at is not None:
        return _gone(request, found.asset)
    ended = found.expires_at <= timezone.now()
    context = {
        "asset": found.asset,
        "ended": timezone.localtime(found.expires_at) if ended else None,
        "token": token,
        **chosen_on(found.collection),
    }
    return _answer(request, "web/site/link.html", context, status=410 if ended else 200)


@csrf_exempt  # the link itself is the secret
@never_cache
@require_POST
def take_it(request: HttpRequest, token: str) -> HttpResponseBase:
    """Hand out the file of a mailed link, and so know that the address is right, unless that is all they want."""
    found, now = read_download(token), timezone.now()
    if found is None or found.expires_at <= now or not posted_by_our_page(request):
        return redirect("download-link", token=token)
    opened = take(found, now, confirms="just" not in request.POST)
    return _handed_out(found.asset, opened) if opened is not None else _gone(request, found.asset)


@csrf_exempt  # the link itself is the secret
@never_cache
@require_POST
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """Send a fresh link to the address to which an ended one was sent."""
    found, now = read_download(token), timezone.now()
    if found is None or not posted_by_our_page(request):
        return redirect("download-link", token=token)
    if not addresses_may([f"download {found.collection_id}"], now):
        context = {"asset": found.asset, "after": timezone.localtime(until(now))}
        return _answer(request, "web/site/link_sent.html", context, status=429)
    sent = send_fresh_link(found, _form_of(found), now)
    return _answer(request, "web/site/link_sent.html", {"asset": found.asset, "sent": sent})


def _form_of(found: Download) -> Any:
    """Give the form on which somebody asked, as it was shown, while the notice in use still has one of that name."""
    published = current()
    return published.notice.forms.get(found.collection.point) if published else None


def _handed_out(found: Asset, opened: IO[bytes]) -> FileResponse:
    """Send a file as something to keep, never as a page of ours."""
    response = FileResponse(opened, as_attachment=True, filename=found.file_name, content_type=found.media_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response


def _gone(request: HttpRequest, found: Asset) -> HttpResponse:
    return _answer(request, "web/site/asset_gone.html", {"asset": found}, status=410)


def _answer(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Show a page of a link, and keep its address from caches, indexes and other sites."""
    response = render(request, template, {"site": site_of(request), **(context or {})}, status=status)
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
