"""A form of the notice shown and taken, wherever it stands: its own page, a landing page, a frame on another site.

It comes back with a signed ticket and from a page of ours, and so needs no cookie. A machine is thanked and nothing is
kept; a person who was too quick for us is told so, and goes on with one press.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from honour.intake.decoys import decoy_token
from honour.intake.forms import CHOICE, asking, can_be_asked
from honour.intake.limits import addresses_may, sender_may, until
from honour.intake.machines import TRAP, is_machine, is_too_quick
from honour.intake.origins import posted_by_our_page
from honour.intake.submitting import submit
from honour.intake.tickets import FIELD, Place, issue, read_ticket
from honour.notice.wording import say
from honour.register.errors import AnswersRefusedError, CollectingRefusedError
from honour.register.form_terms import asks_for_consent, is_open
from honour.register.versions import versions
from honour.register.wordings import form_wording
from honour.ui.foreign import said
from honour.web.frame import site_of
from honour.web.notices import labelled, words_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from honour.intake.forms import Asking
    from honour.intake.tickets import Ticket
    from honour.register.versions import Published

_NOT_OURS = (
    "We could not tell which notice stood beside this form when you opened it, so nothing was stored. "
    "It stands below as it is today: read it, and send the form once more."
)
_TOO_QUICK = (
    "That was quicker than people usually are, so nothing was stored yet: programs send forms that fast. "
    "What you wrote is still here. Press the button once more."
)
_SHUT = "This form cannot be taken at present, and nothing was stored. Write or ring: see below."
_UNTICKED = "Tick the box if you want this: without it we may take nothing from you here. Nothing was stored."
_ELSEWHERE = (
    "Nothing was stored: your browser says that this form was sent from another site. It stands below, on ours, "
    "with what was written on it. If it was you who wrote it, press the button once more."
)


@dataclass(frozen=True)
class Standing:
    """Where a form stands.

    Arguments: ``request``; ``form``, its short id; ``thank``, makes the answer to a form that was taken from the token
    of its receipt; ``place``; ``template`` and ``context``, the page around it.
    """

    request: HttpRequest
    form: str
    thank: Callable[[str], HttpResponse]
    place: Place = field(default_factory=Place)
    template: str = "web/site/form.html"
    context: dict[str, Any] = field(default_factory=dict)


def show_or_take(standing: Standing, in_use: Published) -> HttpResponse:
    """Show a form of the notice in use, or take it when it was posted.

    Errors: ``Http404`` for a form that cannot be filled in here.
    """
    if standing.request.method == "POST":
        return _take(standing, in_use)
    if not can_be_asked(in_use.notice, standing.form):
        raise Http404
    language = words_of(in_use).language
    ticket = issue(standing.form, in_use.label, standing.place, language)
    shut = not is_open(versions(), in_use, standing.form, timezone.now())
    return _show(standing, asking(in_use.notice, standing.form, language)(), ticket, shut=shut)


def _take(standing: Standing, in_use: Published) -> HttpResponse:
    """Take a form under the version that was shown with it, whatever is in use by now."""
    request, now = standing.request, timezone.now()
    if is_machine(request.POST):
        return standing.thank(decoy_token(standing.form, now))
    ticket = read_ticket(request.POST.get(FIELD, ""), standing.form)
    shown = labelled(ticket.version) if ticket else None
    if shown is not None and shown.published_at > now:
        shown = None  # nobody can have seen it yet
    if (
        ticket is None
        or not _in_this_language(ticket, in_use)
        or shown is None
        or not can_be_asked(shown.notice, standing.form)
    ):
        return _ask_again(standing, in_use, say(_NOT_OURS))
    if not posted_by_our_page(request):
        return _ask_again(standing, in_use, say(_ELSEWHERE), status=403)
    filled = asking(shown.notice, standing.form, ticket.language)(request.POST)
    if filled.is_valid() and is_too_quick(ticket, now):
        filled.add_error(None, say(_TOO_QUICK))
    return _keep(standing, filled, ticket, now) if filled.is_valid() else _show(standing, filled, ticket, status=400)


def _keep(standing: Standing, filled: Asking, ticket: Ticket, now: dt.datetime) -> HttpResponse:
    """Hand a valid form to the register, unless too many came."""
    try:
        with transaction.atomic():
            turned_away = _too_often(standing, filled, now)
            receipt = None if turned_away else submit(ticket, filled, now)
    except AnswersRefusedError as refused:
        filled.refuse(refused.fields)
    except CollectingRefusedError:
        if _only_for_who_agrees(filled, ticket):
            filled.add_error(CHOICE, say(_UNTICKED))
        else:
            filled.add_error(None, say(_SHUT))
    else:
        if receipt is not None:
            return standing.thank(receipt.token)
        filled.add_error(None, turned_away)
        return _show(standing, filled, ticket, status=429)
    return _show(standing, filled, ticket, status=400)


def _only_for_who_agrees(filled: Asking, ticket: Ticket) -> bool:
    """Say whether a form that was refused would be taken from somebody who ticks its box."""
    shown, now = labelled(ticket.version), timezone.now()
    if shown is None or filled.choice() or not asks_for_consent(shown, filled.point):
        return False
    return is_open(versions(), shown, filled.point, now)


def _too_often(standing: Standing, filled: Asking, now: dt.datetime) -> str:
    """Count a form, and say why no more are taken in this hour; empty while they are."""
    if not sender_may(str(standing.request.META.get("REMOTE_ADDR", "")), now):
        why = say(
            "Many forms came from your network within the hour, so this one was not taken and nothing was stored."
        )
    elif not addresses_may(filled.emails(), now):
        why = say(
            "This address stood on several forms within the hour, so nothing was stored and nothing is sent to it."
        )
    else:
        return ""
    after = f"{timezone.localtime(until(now)):%H:%M}"
    return f"{why} {say('Send it again after {time}, or write or ring: see below.', time=after)}"


def _in_this_language(ticket: Ticket, in_use: Published) -> bool:
    """Whether a form comes back to the page in the language in which it was shown; an older ticket names none."""
    return (ticket.language or in_use.notice.language) == words_of(in_use).language


def _ask_again(standing: Standing, in_use: Published, why: str, status: int = 400) -> HttpResponse:
    """Show the form as it is today with what was typed, and ask to send it once more."""
    if not can_be_asked(in_use.notice, standing.form):
        raise Http404
    language = words_of(in_use).language
    filled = asking(in_use.notice, standing.form, language)(standing.request.POST)
    filled.add_error(None, why)
    return _show(standing, filled, issue(standing.form, in_use.label, standing.place, language), status=status)


def _show(standing: Standing, filled: Asking, ticket: Ticket, status: int = 200, *, shut: bool = False) -> HttpResponse:
    context = {
        "site": site_of(standing.request),
        "form": filled,
        **_said(standing, filled),
        "questions": [filled[short] for short in filled.declared.fields],
        "choice": filled[CHOICE] if CHOICE in filled.fields else None,
        "ticket_field": FIELD,
        "ticket": str(ticket),
        "trap": TRAP,
        "shut": say(_SHUT) if shut else "",
        **standing.context,
    }
    return render(standing.request, standing.template, context, status=status)


def _said(standing: Standing, filled: Asking) -> dict[str, Any]:
    """Give what stands around the questions, in the language that is shown."""
    words = filled.words
    shown = words.notice.forms[filled.point]
    around = words.language != words.own and any(standing.context.values())  # what staff wrote has no translation
    return {
        "heading": said(shown.heading or shown.name, words),
        "introduction": said(shown.introduction, words),
        "short_notice": said(shown.short_notice, words),
        "button": said(shown.button, words),
        "mixed": around or "untranslated" in form_wording(words, filled.point),
    }
