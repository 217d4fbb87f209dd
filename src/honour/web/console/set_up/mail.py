"""Naming the mail server during the set-up, and sending oneself a real message by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from honour.mailroom.choosing import named_elsewhere
from honour.web.console.account.mail import known, try_what_was_named
from honour.web.console.account.mail_forms import MailForm
from honour.web.console.page import show
from honour.web.console.set_up.going import frame_of, go_on, pass_by
from honour.web.console.staff.mailing import mail_is_set_up

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.web.console.page import Visit
    from honour.web.models import FirstRun


def step(request: Visit, run: FirstRun) -> HttpResponse:
    """Name the server and try it; or go on without, and messages wait."""
    if request.method == "POST" and "on" in request.POST:
        pass_by(run, "mail")
        return go_on(request, run, "mail")
    usual = {"mail_from": run.answers.get("company", {}).get("email", "")}
    form = MailForm(request.POST if "host" in request.POST else None, initial=usual | _without_blanks(known()))
    problem = ""
    if request.method == "POST":
        problem = try_what_was_named(request, form)
        if not problem and not form.errors:
            pass_by(run, "mail")
            return go_on(request, run, "mail")
    context = {"form": form, "problem": problem, "set_up": mail_is_set_up(), "elsewhere": named_elsewhere()}
    context |= frame_of(run, "mail")
    return show(request, "web/console/set_up/mail.html", context, 400 if form.errors or problem else 200)


def _without_blanks(known: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in known.items() if value}
