"""Companies, the groups they belong to, and which people are tied to them."""

from __future__ import annotations

from django.db import models

from honour.register.models.subjects import opaque_id


class Group(models.Model):
    """Companies that belong together."""

    name = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.name


class Company(models.Model):
    """A company that we deal with. A company is nobody's personal data; the ties of people to it are.

    A sole trader is a person: their business has no name here, only its tie to them. ``number`` is the register's.
    ``merged_into``: the company that stands in its place since two turned out to be one.
    """

    public_id = models.CharField(max_length=20, unique=True, default=opaque_id)
    name = models.CharField(max_length=200, default="")
    number = models.CharField(max_length=30, default="")
    sole_trader = models.BooleanField(default=False)
    group = models.ForeignKey(Group, models.SET_NULL, null=True, related_name="companies")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    known_since = models.DateTimeField()
    revision = models.IntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["name"], name="dealings_company_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~models.Q(number="") & models.Q(merged_into=None),
                name="one_company_per_number",
            ),
            models.CheckConstraint(
                condition=models.Q(sole_trader=False) | models.Q(name="", number=""), name="no_name_of_a_sole_trader"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def called(self) -> str:
        """What it is called on a page."""
        return "A sole trader" if self.sole_trader else self.name


class Tie(models.Model):
    """A person's tie to a company: who owns it, works for it, or is named in what it buys."""

    class Kind(models.TextChoices):
        """What the tie is."""

        WORKS_FOR = "works-for", "Works for it"
        OWNS = "owns", "Owns it, or trades as it"
        DEALS_WITH = "deals-with", "Deals with us for it"

    company = models.ForeignKey(Company, models.PROTECT, related_name="ties")
    subject = models.ForeignKey("register.Subject", models.PROTECT, related_name="ties")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    since = models.DateTimeField()
    recorded_by = models.CharField(max_length=100)
    entry = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "subject"], name="one_tie_per_company_and_person")]

    def __str__(self) -> str:
        return f"tie {self.pk}"
