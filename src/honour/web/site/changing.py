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
from honour.publishing.answering import LinkEndedError, answer, questions_of, telling_of
from honour.publishing.errors import ProposalError
from honour.publishing.plan.keeping import loaded_of
from honour.publishing.saying import new_uses
from honour.web.frame import site_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@csrf_exempt  # the link is the secret, and posts from elsewhere are turned away
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, token: str) -> HttpResponse:
    """Say what changes, ask, and take the answer."""
    try:
        telling = telling_of(token)
    except LinkEndedError as ended:
        return _shown(request, "web/site/change_ended.html", {"why": str(ended)}, 404)
    said = ""
    if request.method == "POST" and not posted_by_our_page(request):
        return redirect("change", token=token)
    if request.method == "POST":
        given = request.POST.get("answer")
        if given not in {"yes", "no"}:
            return _page(request, token, "", "Choose yes or no.", 400)
        try:
            telling = answer(token, request.POST.get("purpose", ""), given, timezone.now())  # type: ignore[arg-type]
        except ProposalError as refused:
            return _page(request, token, "", str(refused), 400)
        said = (
            "You said yes. You can change it here at any time." if given == "yes" else "You said no. Nothing happens."
        )
    del telling
    return _page(request, token, said, "", 200)


def _page(request: HttpRequest, token: str, said: str, wrong: str, status: int) -> HttpResponse:
    telling = telling_of(token)
    proposal = telling.proposal
    notice = loaded_of(proposal).notice
    context = {
        "notice": notice,
        "from": proposal.publish_at.date() if proposal.publish_at else notice.effective,
        "in_use": proposal.state == proposal.State.PUBLISHED,
        "uses": new_uses(telling),
        "questions": questions_of(telling),
        "said": said,
        "wrong": wrong,
    }
    return _shown(request, "web/site/change.html", context, status)


def _shown(request: HttpRequest, template: str, context: dict[str, object], status: int) -> HttpResponse:
    response = render(request, template, {"site": site_of(request), **context}, status=status)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
