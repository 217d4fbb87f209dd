"""What somebody answers who sets a notice up: about the company, what it uses data for, which, how long, who else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

PERIODS = {"P6M": "6 months", "P1Y": "1 year", "P2Y": "2 years", "P3Y": "3 years", "P6Y": "6 years"}
"""The periods that are offered, as ISO 8601 writes them."""

COUNTRIES = (
    "United Kingdom", "Ireland", "Austria", "Belgium", "Denmark", "Finland", "France", "Germany", "Italy",
    "Netherlands", "Norway", "Poland", "Portugal", "Spain", "Sweden", "Switzerland", "Australia", "Canada", "India",
    "Japan", "Singapore", "South Africa", "United States",
)  # fmt: skip
"""The countries that are offered; which safeguard each needs, the law says."""

RECIPIENTS = {
    "hosting": "The company that runs our servers",
    "mail": "The company whose office and mail software we use",
    "accountant": "Our accountants",
    "payment": "The bank or company that takes our payments",
    "delivery": "The company that delivers to you",
}
"""The kinds of company that a small company gives data to."""


@dataclass(frozen=True, slots=True)
class Company:
    """Who decides about the data, as the trading disclosures and Art 13(1)(a) want it.

    ``kind``: only a company has a number and a registered office. ``officer``: the address of the data protection
    officer, where there is one.
    """

    name: str
    email: str
    address: str
    kind: Literal["company", "sole-trader", "other"] = "company"
    company_number: str = ""
    registered_in: str = ""
    registered_office: str = ""
    telephone: str = ""
    officer: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who else gets data: its name, where it is known, and the country in which it holds them."""

    name: str = ""
    country: str = "United Kingdom"


def _usual_periods() -> dict[str, str]:
    return {"enquiries": "P1Y", "services": "P6Y", "complaints": "P6Y", "marketing": "P2Y", "feedback": "P1Y"}


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that is asked. Answering enquiries and complaints is not asked: everybody has to.

    ``uses``: ``services``, ``payments``, ``marketing``, ``newsletter``, ``feedback``. ``businesses``: whether some
    customers are companies, so that their staff are met. ``details``: the contact details beside name and email
    (``telephone``, ``address``, ``company``). ``periods``: how long, by purpose. ``recipients``: who else, by kind.
    """

    company: Company
    uses: frozenset[str] = frozenset({"services", "payments"})
    businesses: bool = True
    details: frozenset[str] = frozenset({"telephone", "company"})
    periods: Mapping[str, str] = field(default_factory=_usual_periods)
    recipients: Mapping[str, Recipient] = field(default_factory=lambda: {"hosting": Recipient()})

    def uses_for(self, use: str) -> bool:
        """Whether data are used for something."""
        return use in self.uses

    def period(self, purpose: str) -> str:
        """Give how long data are kept for a purpose."""
        return self.periods.get(purpose) or _usual_periods()[purpose]

    @property
    def has_customers(self) -> bool:
        """Whether anything is done for customers."""
        return bool(self.uses & {"services", "payments", "marketing", "feedback"})

    @property
    def customers(self) -> list[str]:
        """Give the kinds of customer."""
        return ["customer", "staff-of-customer"] if self.businesses else ["customer"]
