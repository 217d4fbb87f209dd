"""Who the controller is and how to reach it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.countries import country_in
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import listed, quoted
from honour.notice.model import Contact

_COMPANY_FORM = re.compile(r"\b(company|corporation|limited|ltd|llp|plc|cic)\b", re.IGNORECASE)
_COMPANY_NAME = re.compile(r"\b(limited|ltd|llp|plc|cic|cyf|ccc)\.?$", re.IGNORECASE)


def _reachable(contact: Contact) -> bool:
    return any((contact.email, contact.telephone, contact.address, contact.page))


@rule("L05", "N01")
def no_contact(case: Case) -> Iterator[Fault]:
    """The controller, or its representative, has neither email, telephone, postal address nor page."""
    controller = case.notice.controller
    if not _reachable(controller):
        yield Fault(
            ("controller",),
            f"Nothing says how to reach {controller.name}.",
            "Give an email address, a telephone number or an `address` for letters; a registered office is none.",
        )
    if controller.representative and not _reachable(controller.representative):
        yield Fault(
            ("controller", "representative"),
            "Nothing says how to reach the representative.",
            "Give the representative's email address, telephone number or postal address.",
        )


@rule("N01")
def no_representative(case: Case) -> Iterator[Fault]:
    """The controller is registered in another country, has no address here, and names no representative: a warning.

    A place that is no country's name, nor that of a state of America, tells nothing.
    """
    controller, home = case.notice.controller, case.law.constants.home
    abroad = _registered_abroad(case)
    here = {country_in(each) for each in (controller.address, controller.registered_office)} & home.countries
    if abroad and not here and controller.representative is None:
        yield Fault(
            ("controller",),
            f"{controller.name} is registered in {abroad}, and nothing says who represents it in {home.name}.",
            "Name the `representative` and how to reach them. Where there need be none, have that on file.",
            "warning",
        )


def _registered_abroad(case: Case) -> str | None:
    """Give where the controller is registered, if that is a country other than the law's own."""
    registered = case.notice.controller.registered_in
    country = country_in(registered)
    return registered if country is not None and country not in case.law.constants.home.countries else None


@rule("L05")
def nothing_on_officer(case: Case) -> Iterator[Fault]:
    """Nothing says whether there is a data protection officer: a warning."""
    controller = case.notice.controller
    if controller.data_protection_officer is None and not controller.no_data_protection_officer:
        yield Fault(
            ("controller",),
            "Nothing says whether there is a data protection officer.",
            "Give the officer's contact, or set `no_data_protection_officer: true`.",
            "warning",
        )


@rule("N02")
def officer_without_contact(case: Case) -> Iterator[Fault]:
    """There is a data protection officer, and no way to reach them."""
    officer = case.notice.controller.data_protection_officer
    if officer and not _reachable(officer):
        yield Fault(
            ("controller", "data_protection_officer"),
            "Nothing says how to reach the data protection officer.",
            "Give the officer's email address, telephone number or postal address.",
        )


@rule("H30")
def company_details(case: Case) -> Iterator[Fault]:
    """A company of the United Kingdom does not show its number, registered office or where in it it is registered."""
    controller = case.notice.controller
    is_company = (
        controller.company_number
        or _COMPANY_FORM.search(controller.legal_form or "")
        or _COMPANY_NAME.search(controller.name)
    )
    details = {
        "company number": controller.company_number,
        "registered office": controller.registered_office,
        "part of the United Kingdom in which it is registered": controller.registered_in,
    }
    absent = [name for name, given in details.items() if not given]
    if is_company and absent and not _registered_abroad(case):
        yield Fault(
            ("controller",),
            f"{quoted(controller.name)} is a company and does not show its {listed(absent)}.",
            "Fill in `company_number`, `registered_office` and `registered_in`.",
        )
