"""A letter as mail: its headers, the words around it, and who is responsible at its end."""

from __future__ import annotations

from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString

from honour.mailroom.errors import PermanentRefusalError
from honour.mailroom.installed import sender
from honour.mailroom.messages import stop_link_of
from honour.notice.wording import language_spoken, say
from honour.register.errors import UnknownVersionError
from honour.register.languages import language_shown, offered
from honour.register.versions import versions

if TYPE_CHECKING:
    from datetime import datetime

    from honour.mailroom.letters import Letter
    from honour.mailroom.queued import Queued
    from honour.notice.model import Controller


class Identity(NamedTuple):
    """Who sends: what company mail has to say (Companies (Trading Disclosures) Regulations 2015, reg 25)."""

    name: str
    registration: str
    registered_office: str
    address: str
    email: str
    telephone: str


def compose(letter: Letter, queued: Queued, *, marketing: bool) -> EmailMultiAlternatives:
    """Make a letter into mail, with plain text and simple HTML.

    A marketing message carries the way to stop it, in words and for mail programs (RFC 2369, RFC 8058).
    Errors: ``PermanentRefusalError`` for a marketing message without a way to stop it; ``MailNotSetUpError``.
    """
    who, stop = identity(queued.at), None
    headers = {
        "Message-ID": message_id(queued.id),
        "Date": format_datetime(queued.at),
        **letter.headers,
    }
    if letter.automatic:
        headers["Auto-Submitted"] = "auto-generated"
    if marketing:
        stop = stop_link_of(queued)
        if not stop:
            raise PermanentRefusalError("no-way-to-stop")
        headers["List-Unsubscribe"] = f"<{stop}>"
        if stop.startswith("https://"):  # RFC 8058 section 3.1 asks for it: mail programs post nothing in the clear
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return written(letter, queued.address, headers, who, stop)


def written(
    letter: Letter, to: str, headers: dict[str, str], who: Identity | None, stop: str | None = None
) -> EmailMultiAlternatives:
    """Write a letter down with these headers and what stands at its end."""
    around = {"who": who, "stop": stop, "said": _around(), "language": language_spoken()}
    # A letter's HTML comes out of a template; what is made of its text is escaped here.
    html = SafeString(letter.html or linebreaks(urlize(letter.text.strip(), autoescape=True)))
    message = EmailMultiAlternatives(
        letter.subject,
        render_to_string("mailroom/letter.txt", {"body": letter.text.strip(), **around}),
        sender(),
        [to],
        headers=headers,
        reply_to=_reply_to(who),
    )
    message.attach_alternative(
        render_to_string("mailroom/letter.html", {"body": html, "subject": letter.subject, **around}), "text/html"
    )
    return message


def _around() -> dict[str, str]:
    """Give the words around every letter, in the language it is written in."""
    return {
        "stop": say("Stop messages like this"),
        "registered_office": say("Registered office"),
        "address": say("Write to"),
        "telephone": say("Telephone"),
        "email": say("Email"),
    }


def identity(at: datetime) -> Identity | None:
    """Give the identity block of the controller, as the notice in use names it; nothing while there is none."""
    try:
        published = versions().current(at)
    except UnknownVersionError:
        return None
    controller = published.said_in(offered(language_shown(), at)).notice.controller
    return Identity(
        name=controller.name,
        registration=registration(controller),
        registered_office=controller.registered_office or "",
        address=controller.address or "",
        email=controller.email or "",
        telephone=controller.telephone or "",
    )


def registration(controller: Controller) -> str:
    """Say where a company is registered, and under which number; empty for what is not registered."""
    where, number = controller.registered_in, controller.company_number
    if where and number:
        return say("Registered in {where}, number {number}.", where=where, number=number)
    if where:
        return say("Registered in {where}.", where=where)
    return say("Registered, number {number}.", number=number) if number else ""


def message_id(public_id: str) -> str:
    """Give the Message-ID of a message: the same at every attempt, so that who gets it twice can tell."""
    site: str = settings.HONOUR_PUBLIC_URL
    return f"<{public_id}@{urlsplit(site).hostname or 'localhost'}>"


def _reply_to(who: Identity | None) -> list[str]:
    """Answers reach the address that the notice names, where mail comes from another."""
    return [who.email] if who and who.email and who.email != parseaddr(sender())[1] else []
