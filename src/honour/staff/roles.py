"""What people do here, which parts of the console that opens, and the purposes it acts for unless told otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from honour.evidence import entries
from honour.gate.question import ACTIONS
from honour.staff.models import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from honour.gate.question import Action
    from honour.notice.model import Notice, Purpose


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
    sentence names who has it; ``parts``, what it opens in the console.
    """

    code: str
    name: str
    called: str
    parts: frozenset[Part]


_EVERYBODY = frozenset({Part.TODAY, Part.PROMISES, Part.NOTICE})
_WITH_PEOPLE = _EVERYBODY | {Part.PEOPLE, Part.STOPS, Part.MATTERS, Part.APPROVING}

ROLES = {
    kind.code: kind
    for kind in (
        RoleKind(LEAD, "Privacy lead", "the privacy lead", frozenset(Part)),
        RoleKind("support", "Support", "support", _WITH_PEOPLE | {Part.REQUESTS, Part.CONTACT}),
        RoleKind("marketing", "Marketing", "marketing", _WITH_PEOPLE | {Part.CONTACT}),
        RoleKind("finance", "Finance", "finance", _WITH_PEOPLE),
        RoleKind("auditor", "Auditor", "the auditor", _EVERYBODY | {Part.RECORDS}),
    )
}

_MONEY = frozenset({"card-last-four", "bank-account"})
"""The types of field that make a category one about payments."""

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

    The privacy lead acts for every purpose. Marketing acts for what is marketing; finance for payments, checks, fraud
    and debts; support for what speaks with people about their service, and for training. What remains, such as the
    sale of the business, disclosures to authorities and tests, is the privacy lead's alone. The auditor acts for none.
    """
    for short, purpose in notice.purposes.items():
        yield LEAD, short, ACTIONS
        role = _role_for(notice, purpose)
        if role is not None:
            yield role, short, ("use", "contact") if purpose.message != "none" else ("use",)


def _role_for(notice: Notice, purpose: Purpose) -> str | None:
    """Say which role, beside the privacy lead, acts for a purpose unless told otherwise."""
    if purpose.stated == "built-in":
        return None
    if purpose.is_marketing:
        return "marketing"
    money = {
        name
        for name, category in notice.categories.items()
        if {field.type for field in category.fields.values()} & _MONEY
    }
    named = set() if purpose.categories == "all" else set(purpose.categories)
    activities = set(purpose.activities or ())
    if activities & _WEIGHED or (named & money and not activities):
        return "finance"
    return "support" if purpose.message == "service" or "staff-training" in activities else None
