"""Where to go afterwards: a page of the console, never another site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django.http import HttpRequest


def next_page(request: HttpRequest) -> str:
    """Give the page of the console that a request asks to be led to, else Today."""
    asked = str(request.POST.get("next") or request.GET.get("next") or "")
    here = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if here and asked.startswith(reverse("console:today")) else reverse("console:today")
