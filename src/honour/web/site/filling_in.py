"""A form of the notice on a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from honour.web.frame import address_of
from honour.web.notices import current
from honour.web.site.home import no_notice
from honour.web.site.taking import Standing, show_or_take

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@csrf_exempt
def get_in_touch(request: HttpRequest) -> HttpResponse:
    """Show or take the form at the site's best-known address."""
    return fill_in(request, "get-in-touch")


@csrf_exempt  # a signed ticket and the origin of the post do its work, without a cookie: see honour.web.site.taking
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fill_in(request: HttpRequest, form: str) -> HttpResponse:
    """Show a form of the notice in use, or take one that was filled in."""
    published = current()
    if published is None:
        return no_notice(request)
    declared = published.notice.forms.get(form)
    if request.method != "POST" or (declared and declared.kind == "download"):  # one of those says what is wanted
        stands = address_of(form, declared.kind if declared else "other")
        if request.path != stands:
            return redirect(stands)
    return show_or_take(Standing(request, form, lambda token: redirect("receipt", token=token)), published)
