"""What stands at well-known addresses (RFC 8615): the notice as linked data, and whom to tell of a security fault."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from honour.notice.render.linked import notice_as_linked
from honour.web.notices import current

if TYPE_CHECKING:
    from django.http import HttpRequest

STAYS_FRESH = dt.timedelta(days=180)
"""Within the year that RFC 9116 recommends at most; counted from each day anew, so that it never lapses."""


@require_safe
def linked(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Give the notice in use as JSON-LD, each clause under its address on the page."""
    published = current()
    if published is None:
        return JsonResponse({"error": "No privacy notice is published yet."}, status=404)
    page = settings.HONOUR_PUBLIC_URL.rstrip("/") + reverse("privacy-version", args=[published.label])
    return JsonResponse(
        notice_as_linked(published.notice, page),
        content_type="application/ld+json",
        json_dumps_params={"ensure_ascii": False},
    )


@require_safe
def security(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as above
    """Say whom to tell of a security fault (RFC 9116); nobody is named where neither settings nor notice name one."""
    published = current()
    controller = published.notice.controller if published else None
    contact = settings.HONOUR_SECURITY_CONTACT or (controller.email if controller else None)
    if not contact:
        return HttpResponse("No contact is named yet.\n", status=404, content_type="text/plain; charset=utf-8")
    root = settings.HONOUR_PUBLIC_URL.rstrip("/")
    midnight = timezone.now().astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
        f"Expires: {(midnight + STAYS_FRESH).isoformat().replace('+00:00', 'Z')}",
    ]
    if root.startswith("https://"):  # web addresses in it are https, or it is not valid
        lines.append(f"Canonical: {root}{reverse('security-txt')}")
    if published:
        lines.append(f"Preferred-Languages: {published.notice.language.partition('-')[0]}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
