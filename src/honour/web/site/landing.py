"""Landing pages of campaigns: words of their own above a form of the notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from honour.intake.forms import can_be_asked
from honour.intake.models import LandingPage
from honour.intake.tickets import Place
from honour.web.frame import site_of
from honour.web.notices import current
from honour.web.site.home import no_notice
from honour.web.site.taking import Standing, show_or_take

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@csrf_exempt  # see honour.web.site.taking
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def landing(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a landing page with its form, or take the form; once it has closed, say so."""
    published, now = current(), timezone.now()
    if published is None:
        return no_notice(request)
    page = LandingPage.objects.select_related("asset").filter(slug=slug, opens_at__lte=now).first()
    if page is None:
        raise Http404
    closed = page.closes_at is not None and page.closes_at <= now
    gone = page.asset is not None and page.asset.withdrawn_at is not None
    if closed or gone or not can_be_asked(published.notice, page.form):
        context = {"site": site_of(request), "page": page, "closed": closed and timezone.localtime(page.closes_at)}
        return render(request, "web/site/landing_closed.html", context, status=410)
    standing = Standing(
        request,
        page.form,
        lambda token: redirect("receipt", token=token),
        Place(asset=page.asset.slug if page.asset else "", landing=page.slug),
        "web/site/landing.html",
        {"page": page, "asset": page.asset},
    )
    return show_or_take(standing, published)
