"""Who is responsible, and whose data they are."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from honour.notice.model.clause import Clause, Name, Text


class Contact(Clause):
    """A way to reach somebody: any of email, telephone, post, page."""

    name: Text | None = None
    email: Text | None = None
    telephone: Text | None = None
    address: Text | None = Field(None, description="A postal address, lines separated by commas.")
    page: Text | None = Field(None, description="The address of a web page.")


class Controller(Contact):
    """The organisation that decides why and how personal data are used (UK GDPR Art 4(7), 13(1)(a))."""

    name: Name = Field(description="The organisation's registered name.")
    trading_name: Text | None = None
    legal_form: Text | None = Field(None, description="For instance: private company limited by shares.")
    company_number: Text | None = None
    registered_in: Text | None = Field(None, description="The part of the United Kingdom or the state of registration.")
    registered_office: Text | None = None
    relevant_person: bool | None = Field(
        None, description="Whether money-laundering law obliges this organisation (MLR 2017 reg 8)."
    )
    public_authority: bool = False
    data_protection_officer: Contact | None = Field(None, description="Art 37; absent when nothing is said.")
    no_data_protection_officer: bool = Field(False, description="The notice says that none is appointed.")
    representative: Contact | None = Field(None, description="Art 27.")


class Subject(Clause):
    """A kind of person whose data are used, and that kind's tie to a company."""

    name: Name
    tie: Literal[
        "customer", "prospect", "staff-of-customer", "staff-of-customer-group", "client-matter", "visitor",
        "staff-of-connected-company", "staff-of-supplier", "member-of-staff", "other",
    ] = Field("other", description="The person's tie to the organisation or to a company it deals with.")  # fmt: skip
    is_customer: bool = Field(False, description="Bought, or negotiated to buy: what a soft opt-in needs.")
    children: bool = Field(False, description="May include people under 18.")
