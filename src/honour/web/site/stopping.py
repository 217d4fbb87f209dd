"""The page behind the link in every marketing message: stop, and undo that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from honour.intake.origins import posted_by_our_page
from honour.notice.wording import say
from honour.outreach.stop_links import StopLink, read_stop_link, stop_all, stop_topic, undo
from honour.register.languages import language_shown, written_in
from honour.ui.foreign import said
from honour.web.frame import site_of
from honour.web.notices import current, words_of

if TYPE_CHECKING:
    from django.http import HttpRequest

ONE_CLICK = "One-Click"
"""What mail programs post as ``List-Unsubscribe`` (RFC 8058 section 3.2)."""


@csrf_exempt  # the link itself is the secret, and mail programs post without cookies
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Say what the link stops; posted, stop it. Opening it changes nothing: machines that look at mail do that."""
    link = read_stop_link(token)
    if link is None:
        return _show(request, {"state": "unknown"}, 404)
    topic = _topic(link)
    if request.method != "POST":
        return _show(request, {"state": "asked", "link": link, "topic": topic})
    posted = _posted(request)
    if "List-Unsubscribe" in posted:
        return _one_click(posted.get("List-Unsubscribe", ""), link)
    now = timezone.now()
    what = posted.get("what")
    if what not in {"all", "topic"} or (what == "topic" and not topic):
        return _show(request, {"state": "asked", "link": link, "topic": topic}, 400)
    if not posted_by_our_page(request):
        return redirect("stop", token=token)
    shown = {"asked": _words(link, topic), "chosen": what, **written_in(language_shown())}
    done = stop_all(link, now, "link", shown) if what == "all" else stop_topic(link, now, shown)
    context = {"state": "done", "link": link, "topic": topic, "done": done, "token": token}
    return _show(request, context)


@csrf_exempt  # as above; what it undoes is named by a token of its own, which only the page before knows
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undo_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Undo the stop just made, if nothing was decided since."""
    link = read_stop_link(token)
    if link is None:
        return _show(request, {"state": "unknown"}, 404)
    if request.method != "POST" or not posted_by_our_page(request):
        return redirect("stop", token=token)
    undone = undo(link, request.POST.get("undo", "")[:2000], timezone.now())
    return _show(request, {"state": "undone" if undone else "not-undone", "link": link, "token": token})


def _posted(request: HttpRequest) -> QueryDict:
    """Read what was posted, whatever the program that posts calls it: a stop must not fail for a header's sake.

    Some name a charset, which Django refuses but for UTF-8, or no type at all; what they post is plain ASCII.
    """
    if request.content_type == "multipart/form-data":
        return request.POST
    return QueryDict(request.body, encoding="utf-8")


def _one_click(said: str, link: StopLink) -> HttpResponse:
    """Stop all marketing for a mail program whose user pressed its button; again and again comes to the same."""
    if said.strip() != ONE_CLICK:
        return HttpResponse("List-Unsubscribe=One-Click is expected.\n", status=400, content_type="text/plain")
    stop_all(link, timezone.now(), "one-click")
    return HttpResponse("Stopped.\n", content_type="text/plain")


def _topic(link: StopLink) -> str:
    """Give the name of the link's topic, in the notice in use; nothing when it has none any more."""
    published = current()
    words = words_of(published) if published else None
    declared = words.notice.topics.get(link.topic or "") if words else None
    return said(declared.name, words) if words and declared else ""


def _words(link: StopLink, topic: str) -> str:
    """Give what stood before the person, as evidence, without the address."""
    everything = say("Stop all marketing")
    return f"{say('Stop “{topic}”', topic=topic)}; {everything}" if topic and link.topic else everything


def _show(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    link = context.get("link")
    address = format_html('<span class="whole">{}</span>', link.address) if isinstance(link, StopLink) else ""
    context = {"site": site_of(request), "address": address, **context}
    response = render(request, "web/site/stop.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
