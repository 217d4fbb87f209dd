"""What people do here, which parts of the console that opens, and the purposes it acts for unless told otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from honour.evidence import entries
from honour.gate.question import ACTIONS
from honour.notice.check.activities import activities_of
from honour.staff.models import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from honour.gate.question import Action
    from honour.notice.model import Category, Notice, Purpose


class Part(StrEnum):
    """A part of the console, and what is done there."""

    TODAY = "today"
    PROMISES = "promises"
    PEOPLE = "people"
    STOPS = "stops"
    ERASURE = "erasure"
    HOLDS = "holds"
    MATTERS = "matters"
    SEALED = "sealed"
    REQUESTS = "requests"
    CONTACT = "contact"
    NOTICE = "notice"
    NOTICE_EDITING = "notice-editing"
    RECORDS = "records"
    STAFF = "staff"
    PUBLISHING = "publishing"
    APPROVING = "approving"
    IMPORTS = "imports"
    CONNECTIONS = "connections"


LEAD = "privacy-lead"
"""The role that answers for it all."""


@dataclass(frozen=True, slots=True)
class RoleKind:
    """A role as it comes with Honour.

    ``code`` is the word that the gate, the console and the command line use; ``called``, how a
    sentence names who has it; ``parts``, what it opens in the console; ``does``, what somebody with it does, for
    whoever gives it.
    """

    code: str
    name: str
    called: str
    parts: frozenset[Part]
    does: str


_EVERYBODY = frozenset({Part.TODAY, Part.PROMISES, Part.NOTICE})
_WITH_PEOPLE = _EVERYBODY | {Part.PEOPLE, Part.STOPS, Part.MATTERS, Part.APPROVING}

ROLES = {
    kind.code: kind
    for kind in (
        RoleKind(
            LEAD,
            "Privacy lead",
            "the privacy lead",
            frozenset(Part),
            "answers for the notice, and may do everything here",
        ),
        RoleKind(
            "support",
            "Support",
            "support",
            _WITH_PEOPLE | {Part.REQUESTS, Part.CONTACT},
            "answers people who write or ring, and puts their details right",
        ),
        RoleKind(
            "marketing",
            "Marketing",
            "marketing",
            _WITH_PEOPLE | {Part.CONTACT},
            "looks after forms, downloads and landing pages, and whoever may be sent news",
        ),
        RoleKind("finance", "Finance", "finance", _WITH_PEOPLE, "works with payments, invoices and debts"),
        RoleKind(
            "auditor",
            "Auditor",
            "the auditor",
            _EVERYBODY | {Part.RECORDS},
            "reads what was done, and opens nobody’s data",
        ),
    )
}

_MONEY = frozenset({"card-last-four", "bank-account"})
"""The types of field that make a category one about payments."""

_PAYING = re.compile(
    r"\b(pay|paid|paying|payments?|invoic\w*|bill(s|ed|ing)?|charg(e|es|ed|ing)|refund\w*|tax\w*|vat|bank\w*)\b",
    re.IGNORECASE,
)
"""Words, in English, by which a purpose is called after the payment."""

_WEIGHED = frozenset({"credit-check", "money-laundering-check", "fraud", "debt-collection"})
"""The activities in which finance weighs what somebody owes or may be trusted with."""


def make_roles() -> dict[str, Role]:
    """Make the roles that come with Honour, where they are missing, and give them by code."""
    return {
        kind.code: Role.objects.get_or_create(code=kind.code, defaults={"name": kind.name})[0]
        for kind in ROLES.values()
    }


@transaction.atomic
def require_second_factor(codes: Iterable[str], *, by: str) -> None:
    """Ask whoever has one of these roles, and no others, for a second factor; it holds from their next page.

    Arguments: ``by``, the opaque id of whoever decides.
    """
    wanted = set(codes)
    for code, role in make_roles().items():
        if role.needs_second_factor != (code in wanted):
            role.needs_second_factor = code in wanted
            role.save(update_fields=["needs_second_factor"])
            said = {"role": code, "second_factor": role.needs_second_factor, "by": by}
            entries.append("role:changed", said, at=timezone.now())


def default_grants(notice: Notice) -> Iterator[tuple[str, str, tuple[Action, ...]]]:
    """Give the grants that a notice suggests, as role, purpose and actions; the privacy lead may change them.

    The privacy lead acts for every purpose. Marketing acts for what is marketing; finance for what uses payment details
    and for weighing credit, fraud and debts; support for what customers are served with and written to about, and for
    training. Where serving them uses payment details, as an order does, support acts for it too, unless it is about the
    payment: uses nothing besides but how people are reached; or is called so, and adds nothing else to what support has
    for other purposes. What remains, such as the sale of the business, disclosures to authorities, tests and the data
    of one's own staff, is the privacy lead's alone. The auditor acts for none.
    """
    money = {short for short, category in notice.categories.items() if _is_money(category)}
    support = {short for short in notice.purposes if _serves(notice, short)}
    paid = {short for short in support if _named(notice, short) & money}
    reaching = {short for short, category in notice.categories.items() if _reaches_people(category)}
    had = reaching | {category for short in support - paid for category in _named(notice, short)}
    besides = {short: _named(notice, short) - money for short in paid}
    about_paying = {
        short for short, more in besides.items() if more <= (had if _is_called_paying(notice, short) else reaching)
    }
    for short, purpose in notice.purposes.items():
        yield LEAD, short, ACTIONS
        actions: tuple[Action, ...] = ("use", "contact") if purpose.message != "none" else ("use",)
        if purpose.stated == "built-in":
            continue
        if purpose.is_marketing:
            yield "marketing", short, actions
        elif _weighs(short, purpose) or _pays(notice, short, money):
            yield "finance", short, actions
        if short in support - about_paying:
            yield "support", short, actions


def _serves(notice: Notice, short: str) -> bool:
    """Say whether a purpose is what support does: serving people who are not one's own staff, or training."""
    purpose = notice.purposes[short]
    if purpose.stated == "built-in" or purpose.is_marketing or _weighs(short, purpose):
        return False
    if "staff-training" in activities_of(short, purpose):
        return True
    people = notice.chosen(purpose.subjects, notice.subjects)
    if people and all(notice.subjects[each].tie == "member-of-staff" for each in people):
        return False
    return purpose.message == "service" or any(basis.kind == "contract" for basis in purpose.bases)


def _weighs(short: str, purpose: Purpose) -> bool:
    return bool(activities_of(short, purpose) & _WEIGHED)


def _pays(notice: Notice, short: str, money: set[str]) -> bool:
    return bool(_named(notice, short) & money) and not activities_of(short, notice.purposes[short])


def _is_called_paying(notice: Notice, short: str) -> bool:
    return any(_PAYING.search(each) for each in (short.replace("-", " "), notice.purposes[short].name))


def _named(notice: Notice, short: str) -> frozenset[str]:
    """Give the categories that a purpose names; one that uses everything names none."""
    return frozenset() if notice.purposes[short].categories == "all" else notice.categories_of(short)


def _reaches_people(category: Category) -> bool:
    return any(field.identifier for field in category.fields.values())


def _is_money(category: Category) -> bool:
    return any(field.type in _MONEY for field in category.fields.values())
