"""The notice itself: as it is, as it was, and what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from honour.notice.render.html import fragment
from honour.notice.wording import day_in_words, say
from honour.ui.foreign import said
from honour.ui.tables import Column, Row, Table
from honour.web.changes import changes_shown, counted, is_mixed
from honour.web.frame import site_of
from honour.web.notices import current, labelled, newest_first, words_of
from honour.web.site.home import no_notice

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from honour.register.versions import Published


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the notice that is in use."""
    published = current()
    return _show(request, published, in_use=True) if published else no_notice(request)


@require_safe
def version(request: HttpRequest, label: str) -> HttpResponse:
    """Show a published version, in use or replaced."""
    return _show(request, _version(label), in_use=False)


_written: dict[str, SafeString] = {}
"""The mark-up of each version by its digest and language, written once for each process: a version never changes."""


def article(published: Published, language: str = "") -> SafeString:
    """Give a version of the notice as mark-up, in its own language or another; every text in it is escaped."""
    key = f"{published.digest} {language}"
    if key not in _written:
        _written[key] = SafeString(fragment(published.notice, language=language))
    return _written[key]


def _show(request: HttpRequest, published: Published, *, in_use: bool) -> HttpResponse:
    now, words = current(), words_of(published)
    context = {
        "site": site_of(request),
        "published": published,
        "article": article(published, words.language),
        "title": said(words.notice.title, words),
        "is_current": in_use or (now is not None and now.number == published.number),
    }
    return render(request, "web/site/privacy.html", context)


@require_safe
def all_versions(request: HttpRequest) -> HttpResponse:
    """List every published version, and lead to what changed between neighbours."""
    published = newest_first()
    if not published:
        return no_notice(request)
    now = current()
    rows = tuple(
        Row(
            (
                format_html('<span class="whole">{}</span>', one.label),
                day_in_words(timezone.localtime(one.published_at)),
                day_in_words(one.effective),
                _state(one, now),
                _changes(one, before),
            ),
            reverse("privacy-version", args=[one.label]),
        )
        for one, before in zip(published, [*published[1:], None], strict=True)
    )
    heads = (say("Version"), say("Published"), say("Applies from"), say("State"), say("What changed"))
    table = Table(say("Versions of our notice"), tuple(map(Column, heads)), rows)
    context = {"site": site_of(request), "table": table, "count": len(rows)}
    return render(request, "web/site/versions.html", context)


def _state(one: Published, now: Published | None) -> str:
    return say("In use" if now is not None and one.number == now.number else "Replaced")


def _changes(one: Published, before: Published | None) -> SafeString | str:
    if before is None:
        return say("The first")
    url = reverse("privacy-difference", args=[before.label, one.label])
    return format_html('<a href="{}">{}</a>', url, say("Compare with {version}", version=before.label))


@require_safe
def difference(request: HttpRequest, before: str, after: str) -> HttpResponse:
    """Show what changed from one version to another, clause by clause."""
    one, other = _version(before), _version(after)
    sections = changes_shown(one, other)
    context = {
        "site": site_of(request),
        "mixed": is_mixed(sections),
        "before": one,
        "after": other,
        "sections": sections,
        "counted": counted(sections),
    }
    return render(request, "web/site/difference.html", context)


@require_safe
def machine_readable(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Give the notice in use as data: every clause with its id, for whoever reads notices by machine."""
    published = current()
    if published is None:
        return JsonResponse({"error": "No privacy notice is published yet."}, status=404)
    labels = [one.label for one in newest_first()]
    return JsonResponse(published.as_data(labels), json_dumps_params={"ensure_ascii": False})


def _version(label: str) -> Published:
    """Give a published version. Errors: ``Http404`` when there is none of that label."""
    published = labelled(label)
    if published is None:
        raise Http404
    return published
