"""Who is responsible, and whose data they are."""

from __future__ import annotations

from honour.notice.model import Contact, Controller
from honour.notice.render import addresses
from honour.notice.render.parts import ClauseBlock, Line, Link, Section
from honour.notice.render.view import Pair, View, fact, facts, joined, said, web_link
from honour.notice.wording import say


def controller(view: View) -> Section:
    """Say who decides about the data, and how they are reached (Art 13(1)(a)-(b))."""
    who = view.notice.controller
    block = ClauseBlock(
        "controller",
        who.name,
        (
            *said(who),
            *facts(
                fact("Trading as", who.trading_name),
                fact("Company", _registration(who)),
                fact("Registered office", who.registered_office),
                *reached(who),
                fact("Data protection officer", _somebody(who.data_protection_officer) or _no_officer(who)),
                fact("Representative", _somebody(who.representative)),
            ),
        ),
    )
    return Section("who-we-are", "Who we are", (block, *view.statements("contact")))


def subjects(view: View) -> Section:
    """Say whose data they are."""
    blocks = [
        ClauseBlock(f"subject.{short}", each.name, tuple(said(each))) for short, each in view.own("subjects").items()
    ]
    return Section("whose-data", "Whose data this is about", tuple(blocks))


def reached(contact: Contact) -> tuple[Pair | None, ...]:
    """Give the ways to reach somebody."""
    return (
        fact("Letters", contact.address),
        fact("Email", _linked(contact.email, addresses.mail(contact.email or ""))),
        fact("Telephone", _linked(contact.telephone, addresses.telephone(contact.telephone or ""))),
        fact("Page", web_link(contact.page)),
    )


def _linked(words: str | None, address: str | None) -> Line:
    if not words:
        return ()
    return (Link(words, address) if address else words,)


def _registration(who: Controller) -> str:
    parts = [who.legal_form or ""]
    if who.registered_in:
        parts.append(say("registered in {place}", place=who.registered_in))
    if who.company_number:
        parts.append(say("number {number}", number=who.company_number))
    words = ", ".join(part for part in parts if part)
    return words[:1].upper() + words[1:]


def _somebody(contact: Contact | None) -> Line:
    if contact is None:
        return ()
    ways = [pair[1] for pair in reached(contact) if pair and isinstance(pair[1], tuple)]
    return joined([(contact.name,), *ways] if contact.name else ways) or ("appointed; no way to reach them is stated",)


def _no_officer(who: Controller) -> Line:
    return ("None is appointed",) if who.no_data_protection_officer else ()
