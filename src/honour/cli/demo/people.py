"""Two hundred people who do not exist, the same ones each time.

Names come from Faker with a fixed seed; telephone numbers from the ranges that Ofcom keeps for drama (01632 960000 to
960999, 07700 900000 to 900999), addresses of mail and web from ``.example`` (RFC 2606): none of them reaches anybody.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import unicodedata
from dataclasses import dataclass

from faker import Faker

from honour.notice.model import CategoryField, FormField

SEED = 20181106
_MESSAGES = (
    "Could you send me prices for about {count} invoices a month?",
    "We still receive paper invoices from {count} suppliers. Can your service read those?",
    "Please ring me about connecting our accounts system.",
    "I saw your talk in Preston. Who could show us the product?",
    "Invoice {count} arrived twice. Can you see why?",
    "How long does it take to start with {count} suppliers?",
    "Which formats do you accept? Ours are mostly PDF.",
)


@dataclass(frozen=True)
class Person:
    """A synthetic person, when they wrote, and whether they opted out of marketing."""

    name: str
    email: str
    telephone: str
    company: str
    address: str
    message: str
    wrote_at: dt.datetime
    opted_out: bool

    def answer(self, short: str, asked: FormField, declared: CategoryField) -> str | None:
        """Give this person's answer to a question of a form; ``None`` leaves it blank, as people do."""
        by_type = {
            "email": self.email,
            "telephone": self.telephone if asked.required or not self.opted_out else None,
            "long-text": self.message,
            "postal-address": self.address,
            "choice": next(iter(declared.choices), None),
        }
        by_word = {"name": self.name, "full-name": self.name, "company": self.company, "message": self.message}
        if declared.type in by_type:
            return by_type[declared.type]
        return by_word.get(asked.field) or by_word.get(short)


def people(count: int, first: dt.datetime, last: dt.datetime, seed: int = SEED) -> list[Person]:
    """Make ``count`` people who wrote between ``first`` and ``last``, oldest first."""
    faker = Faker("en_GB")
    faker.seed_instance(seed)
    dice = random.Random(seed)  # noqa: S311 - synthetic people are the same each time
    span = (last - first) / max(count, 1)
    return [_person(faker, dice, index, first + span * (index + dice.random())) for index in range(count)]


def _person(faker: Faker, dice: random.Random, index: int, wrote_at: dt.datetime) -> Person:
    given, family = faker.first_name(), faker.last_name()
    company = faker.company()
    domain = re.sub(r"[^a-z]+", "-", _ascii(company)).strip("-")
    area = "01632 960" if dice.random() < 0.5 else "07700 900"  # noqa: PLR2004 - half have a landline
    return Person(
        name=f"{given} {family}",
        email=f"{_ascii(given)}.{_ascii(family)}{index}@{domain}.example",
        telephone=f"{area} {dice.randrange(1000):03d}",
        company=company,
        address=faker.address().replace("\n", ", "),
        message=dice.choice(_MESSAGES).format(count=dice.randrange(20, 900)),
        wrote_at=wrote_at.replace(microsecond=0),
        opted_out=dice.random() < 0.3,  # noqa: PLR2004 - three in ten tick the box
    )


def _ascii(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]+", "-", plain.lower()).strip("-")
