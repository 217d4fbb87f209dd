"""Mail: naming the server, sending oneself a real message, and seeing what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.debug import sensitive_post_parameters

from honour.mailroom.choosing import choose_server, named_elsewhere, server_url
from honour.mailroom.errors import (
    MailNotSetUpError,
    MailroomError,
    PassingRefusalError,
    PermanentRefusalError,
    ServerUnavailableError,
)
from honour.mailroom.installed import installed_server, sender
from honour.mailroom.server import Security
from honour.mailroom.standing import standing
from honour.mailroom.trying import try_server
from honour.staff.roles import Part
from honour.ui.tables import Column, Row, Table
from honour.web.console.account.mail_forms import MailForm
from honour.web.console.account.mail_words import why
from honour.web.console.page import page, show
from honour.web.console.staff.mailing import mail_is_set_up

if TYPE_CHECKING:
    from django.http import HttpResponse

    from honour.mailroom.server import MailServer
    from honour.web.console.page import Visit

PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}


@sensitive_post_parameters("password")
@page(Part.STAFF, "GET", "POST", confirmed=True)
def mail(request: Visit) -> HttpResponse:
    """Show how mail leaves and what waits; name another server, or try the one there is."""
    form = MailForm(request.POST if "host" in request.POST else None, initial=known())
    problem = ""
    if request.method == "POST":
        problem = try_what_was_named(request, form)
    rows = tuple(Row((capfirst(state), why(reason) if reason else None, count)) for state, reason, count in standing())
    columns = Column("State"), Column("Why"), Column("Messages", number=True)
    context = {
        "form": form,
        "problem": problem,
        "server": _server(),
        "elsewhere": named_elsewhere(),
        "outbox": Table("The outbox", columns, rows, "Nothing waits, and nothing has left yet."),
    }
    return show(request, "web/console/account/mail.html", context, 400 if form.errors or problem else 200)


def try_what_was_named(request: Visit, form: MailForm) -> str:
    """Send the member a real message by the server that a form names, else by the one in use.

    The server is kept either way, so that what is wrong with it can be put right. Gives what went wrong
    and the way out; nothing when all is well.
    """
    try:
        if "host" in request.POST:
            if not form.is_valid():
                return ""
            server = _chosen(form)
        else:
            found = installed_server()
            if found is None:
                return "No mail server is set up yet. Enter one below."
            server = found
        try_server(server, request.user.email, timezone.now())
    except MailroomError as error:
        return explain(error)
    said = f"{server.name} took a message to {request.user.email}. Look whether it arrived."
    messages.success(request, f"{said[0].upper()}{said[1:]}")
    return ""


def _chosen(form: MailForm) -> MailServer:
    given, before = form.cleaned_data, _server()
    same = before is not None and (before.host, before.username) == (given["host"], given["username"])
    password = given["password"] or (before.password if before and same else "")
    security: Security = given["security"]
    url = server_url(given["host"], given["port"] or PORTS[security], security, given["username"], password)
    return choose_server(url, given["mail_from"])


def explain(error: MailroomError) -> str:
    """Say what failed and the way out."""
    if isinstance(error, ServerUnavailableError):
        return f"{error} Check the server’s name, the port, the user name and the password, then try again."
    if isinstance(error, PermanentRefusalError | PassingRefusalError):
        said = str(error).replace("answer-", "answer ")
        return f"The server will not take a message to your own address ({said}). It may not let you send as this one."
    return str(error)


def known() -> dict[str, object]:
    """Give what is known of the server in use, without its password."""
    server = _server()
    try:
        comes_from = sender()
    except MailNotSetUpError:
        comes_from = ""
    if server is None or server.folder is not None:
        return {"mail_from": comes_from, "security": "starttls"}
    port = server.port if server.port != PORTS[server.security] else None
    return {
        "host": server.host,
        "security": server.security,
        "port": port,
        "username": server.username,
        "mail_from": comes_from,
    }


def _server() -> MailServer | None:
    return installed_server() if mail_is_set_up() else None
