"""A form of the notice, filled in: shown with its short notice, taken under the version that stood beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from honour.intake.forms import CHOICE, asking, can_be_asked
from honour.intake.submitting import submit
from honour.intake.tickets import FIELD, issue, read_ticket
from honour.register.errors import AnswersRefusedError, CollectingRefusedError
from honour.web.frame import address_of, site_of
from honour.web.notices import current, labelled
from honour.web.site.home import no_notice

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from honour.intake.forms import Asking
    from honour.intake.tickets import Ticket
    from honour.register.versions import Published

NOT_OURS = (
    "We could not tell which notice stood beside this form when you opened it, so nothing was stored. "
    "It stands below as it is today: read it, and send the form once more."
)


def get_in_touch(request: HttpRequest) -> HttpResponse:
    """Show or take the form at the site's best-known address."""
    return fill_in(request, "get-in-touch")


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fill_in(request: HttpRequest, form: str) -> HttpResponse:
    """Show a form of the notice in use, or take one that was filled in."""
    if request.method != "POST" and request.path != address_of(form):
        return redirect(address_of(form))
    published = current()
    if published is None:
        return no_notice(request)
    if request.method == "POST":
        return _take(request, form, published)
    if not can_be_asked(published.notice, form):
        raise Http404
    ticket = issue(form, published.label)
    return _show(request, asking(published.notice, form)(), published, ticket)


def _take(request: HttpRequest, form: str, in_use: Published) -> HttpResponse:
    """Take a form under the version that was shown with it, whatever is in use by now."""
    ticket = read_ticket(request.POST.get(FIELD, ""), form)
    shown = labelled(ticket.version) if ticket else None
    if shown is not None and shown.published_at > timezone.now():
        shown = None  # nobody can have seen it yet
    if ticket is None or shown is None or not can_be_asked(shown.notice, form):
        return _ask_again(request, form, in_use)
    filled = asking(shown.notice, form)(request.POST)
    if filled.is_valid():
        try:
            receipt = submit(ticket, filled, timezone.now())
        except AnswersRefusedError as refused:
            filled.refuse(refused.fields)
        except CollectingRefusedError as refused:
            filled.add_error(None, str(refused))
        else:
            return redirect("receipt", token=receipt.token)
    return _show(request, filled, shown, ticket, status=400)


def _ask_again(request: HttpRequest, form: str, in_use: Published) -> HttpResponse:
    """Show the form as it is today with what was typed, and ask to send it once more."""
    if not can_be_asked(in_use.notice, form):
        raise Http404
    filled = asking(in_use.notice, form)(request.POST)
    filled.add_error(None, NOT_OURS)
    return _show(request, filled, in_use, issue(form, in_use.label), status=400)


def _show(
    request: HttpRequest, filled: Asking, published: Published, ticket: Ticket, status: int = 200
) -> HttpResponse:
    context = {
        "site": site_of(request),
        "form": filled,
        "declared": filled.declared,
        "questions": [filled[short] for short in filled.declared.fields],
        "choice": filled[CHOICE] if CHOICE in filled.fields else None,
        "ticket_field": FIELD,
        "ticket": str(ticket),
        "published": published,
    }
    return render(request, "web/site/form.html", context, status=status)
