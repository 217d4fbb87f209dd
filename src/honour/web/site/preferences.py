"""What we may send somebody: the link asked for by address, and the pages behind it."""

from __future__ import annotations

import datetime as dt
from functools import partial, wraps
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from honour.intake.limits import addresses_may, sender_may
from honour.intake.new_address import ask_about_new_address
from honour.intake.origins import posted_by_our_page
from honour.notice.wording import day_in_words, say
from honour.outreach.masking import masked
from honour.outreach.preferences.choosing import choose, end_pause, pause, stop_everything
from honour.outreach.preferences.details import details_of, put_right, say_right
from honour.outreach.preferences.links import (
    LASTS,
    PreferencesLink,
    ask_for_link,
    read_link_to_stop,
    read_preferences_link,
)
from honour.outreach.preferences.standing import standing
from honour.register.errors import AnswersRefusedError, RegisterError, UnknownPersonError
from honour.register.languages import language_shown
from honour.register.overview import overview
from honour.ui.foreign import said
from honour.web.details_form import DetailsForm
from honour.web.frame import site_of
from honour.web.notices import current, words_of
from honour.web.site.home import no_notice
from honour.web.site.preferences_forms import AskForm
from honour.web.site.preferences_words import asked_about, said_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

MONTHS = {"1": 30, "3": 91, "6": 182}
"""How long a pause may last, in months, and that in days."""
_PAUSES = {"1": "Pause for a month", "3": "Pause for 3 months", "6": "Pause for 6 months"}


@csrf_exempt  # it changes nothing; the origin of the post is looked at
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a link by address. The answer is the same whether the address is known or not."""
    if current() is None:
        return no_notice(request)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "ask", {"form": form}, 400 if form.errors else 200)
    now = timezone.now()
    if not posted_by_our_page(request):
        return redirect("preferences")
    if not sender_may(request.META.get("REMOTE_ADDR", ""), now):
        return _page(request, "too_many", {}, 429)
    address = form.cleaned_data["email"]
    if addresses_may([address], now):
        ask_for_link(address, now, language_shown())
    return _page(request, "asked", {"days": LASTS.days})


def _behind_link(
    view: Callable[..., HttpResponse], read: Callable[[str], PreferencesLink | None] = read_preferences_link
) -> Callable[..., HttpResponse]:
    """Let a view run for whoever has a link that has not ended; others are told how to get a fresh one.

    Arguments: ``read``, what opens the link.
    """

    @csrf_exempt  # the link is the secret, and posts from elsewhere are turned away
    @sensitive_post_parameters()
    @never_cache
    @wraps(view)
    def run(request: HttpRequest, token: str, **more: int) -> HttpResponse:
        link = read(token)
        if link is None:
            return _page(request, "unknown", {}, 404)
        if link.ends <= timezone.now():
            return _page(request, "ended", {"ended": timezone.localtime(link.ends)}, 410)
        if request.method == "POST" and not posted_by_our_page(request):
            return redirect("preferences-of", token=token)
        return view(request, link, token, **more)

    return run


@_behind_link
@require_http_methods(["GET", "HEAD"])
def show(request: HttpRequest, link: PreferencesLink, token: str) -> HttpResponse:
    """Show what we may send somebody, by topic and way, and the details we have of them."""
    published, now = current(), timezone.now()
    if published is None:
        return no_notice(request)
    words = words_of(published)
    known = overview(link.person)
    details = details_of(link.person, words.notice, now)
    emails = [value for each in details for value in each.values.values() if "@" in value]
    fields = {each.category: published.notice.categories[each.category].fields for each in details}
    reached = {fields[each.category][short].type for each in details for short in each.values}
    topics = [
        (
            said(topic.name, words),
            topic,
            [(choice, choice.way, said_of(choice, known, reached)) for choice in topic.choices],
        )
        for topic in standing(known, words.notice)
    ]
    paused = known.paused_until
    address = format_html('<span class="whole">{}</span>', masked(emails[0])) if emails else ""
    context: dict[str, object] = {
        "token": token,
        "address": address,
        "ticking": format_html(
            say("Tick what may come to you at {address} and elsewhere. It holds as soon as you save."), address=address
        ),
        "known": known,
        "topics": topics,
        "paused": timezone.localtime(paused) if paused is not None and paused > now else None,
        "details": [
            (
                each,
                said(each.name, words),
                [(said(label, words), value) for label, value in each.labelled],
                asked_about(each),
            )
            for each in details
        ],
        "months": [(months, say(phrase)) for months, phrase in _PAUSES.items()],
    }
    return _page(request, "shown", context)


@_behind_link
@require_POST
def choose_them(request: HttpRequest, link: PreferencesLink, token: str) -> HttpResponse:
    """Let come what is ticked, stop the rest."""
    published = current()
    if published is None:
        return no_notice(request)
    wanted = frozenset(request.POST.getlist("wanted"))
    done = choose(link.person, wanted, words_of(published).notice, timezone.now())
    messages.success(request, say("Saved. It holds from now on.") if done else say("Nothing was changed."))
    return redirect("preferences-of", token=token)


@partial(_behind_link, read=read_link_to_stop)
@require_POST
def stop_them(request: HttpRequest, link: PreferencesLink, token: str) -> HttpResponse:
    """Stop all marketing, also of somebody who opened the page before their erasure was begun."""
    try:
        stop_everything(link.person, timezone.now())
    except UnknownPersonError:
        return _page(request, "unknown", {}, 404)
    messages.success(
        request, say("Stopped: no more marketing. You’ll still get messages about services you use, such as invoices.")
    )
    return redirect("preferences-of", token=token)


@_behind_link
@require_POST
def pause_them(request: HttpRequest, link: PreferencesLink, token: str) -> HttpResponse:
    """Pause marketing for some months, or end the pause."""
    now = timezone.now()
    if "end" in request.POST:
        end_pause(link.person, now)
        messages.success(request, say("The pause is over. What you chose holds."))
    elif request.POST.get("months") in MONTHS:
        until = now + dt.timedelta(days=MONTHS[request.POST["months"]])
        pause(link.person, until, now)
        messages.success(
            request,
            say("Paused until {day}. Then what you chose holds again.", day=day_in_words(timezone.localtime(until))),
        )
    return redirect("preferences-of", token=token)


@_behind_link
@require_POST
def still_right(request: HttpRequest, link: PreferencesLink, token: str, record: int) -> HttpResponse:
    """Record that somebody found their details right."""
    try:
        say_right(link.person, record, timezone.now())
    except RegisterError as error:
        messages.error(request, say(str(error)))
    else:
        messages.success(request, say("Thank you. We have noted that these details are right."))
    return redirect("preferences-of", token=token)


@_behind_link
@require_http_methods(["GET", "HEAD", "POST"])
def put_details_right(request: HttpRequest, link: PreferencesLink, token: str, record: int) -> HttpResponse:
    """Let somebody put their details right."""
    published, now = current(), timezone.now()
    if published is None:
        return no_notice(request)
    found = [each for each in details_of(link.person, published.notice, now) if each.record == record]
    if not found:
        messages.error(request, say("These details were replaced or deleted since you opened the page."))
        return redirect("preferences-of", token=token)
    posted: QueryDict | None = request.POST if request.method == "POST" else None
    form = DetailsForm(words_of(published), found[0].category, found[0].values, posted)
    if posted is not None and form.is_valid():
        try:
            with transaction.atomic():
                asked = ask_about_new_address(put_right(link.person, record, form.values(), now), now)
        except AnswersRefusedError as error:
            form.refuse(error.fields)
        except RegisterError as error:
            form.add_error(None, say(str(error)))
        else:
            more = say("We have sent a link to the new address: open it, so that we know it is yours.") if asked else ""
            messages.success(request, f"{say('Put right. It holds from now on.')} {more}".strip())
            return redirect("preferences-of", token=token)
    context = {"form": form, "details": found[0], "token": token}
    return _page(request, "details", context, 400 if form.errors else 200)


def _page(request: HttpRequest, state: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    template = {"shown": "web/site/preferences.html", "details": "web/site/preferences_details.html"}.get(
        state, "web/site/preferences_ask.html"
    )
    response = render(request, template, {"site": site_of(request), "state": state, **context}, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
