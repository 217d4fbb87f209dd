"""What changes for one person, and what they are asked: behind the signed link of the message that told them.

No cookie is set or needed: the link says who answers, and only a POST answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from honour.intake.origins import posted_by_our_page
from honour.notice.wording import day_in_words, say
from honour.publishing.answering import LinkEndedError, answer, questions_of, telling_of
from honour.publishing.errors import ProposalError
from honour.publishing.saying import new_uses, words_of
from honour.ui.foreign import Foreign
from honour.web.frame import site_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@csrf_exempt  # the link is the secret, and posts from elsewhere are turned away
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, token: str) -> HttpResponse:
    """Say what changes, ask, and take the answer."""
    try:
        telling_of(token)
    except LinkEndedError as ended:
        return _shown(request, "web/site/change_ended.html", {"why": str(ended)}, 404)
    said = ""
    if request.method == "POST" and not posted_by_our_page(request):
        return redirect("change", token=token)
    if request.method == "POST":
        given = request.POST.get("answer")
        if given not in {"yes", "no"}:
            return _page(request, token, "", say("Choose one of the two."), 400)
        try:
            answer(token, request.POST.get("purpose", ""), given, timezone.now())  # type: ignore[arg-type]
        except ProposalError as refused:
            return _page(request, token, "", str(refused), 400)
        said = say(
            "You said yes. You can change it here at any time." if given == "yes" else "You said no. Nothing happens."
        )
    return _page(request, token, said, "", 200)


def _page(request: HttpRequest, token: str, said: str, wrong: str, status: int) -> HttpResponse:
    telling = telling_of(token)
    proposal = telling.proposal
    notice, uses, questions = words_of(proposal).notice, new_uses(telling), questions_of(telling)
    first = timezone.localtime(proposal.publish_at) if proposal.publish_at else notice.effective
    shown = [words for use in uses for words in (use.name, use.text, use.recipient)]
    shown += [words for asked in questions for words in (asked.name, asked.text, asked.why)]
    context = {
        "mixed": any(isinstance(words, Foreign) for words in shown),
        "reach": notice.controller.email or notice.controller.name,
        "from": day_in_words(first),
        "in_use": proposal.state == proposal.State.PUBLISHED,
        "uses": uses,
        "questions": questions,
        "said": said,
        "wrong": wrong,
    }
    return _shown(request, "web/site/change.html", context, status)


def _shown(request: HttpRequest, template: str, context: dict[str, object], status: int) -> HttpResponse:
    response = render(request, template, {"site": site_of(request), **context}, status=status)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
