"""The notice's versions as published, and the numbers that its clauses have for ever."""

from __future__ import annotations

from django.db import models


class NoticeVersion(models.Model):
    """A published version of the notice, byte for byte. ``number`` is its bit in what people were informed of."""

    number = models.SmallIntegerField(primary_key=True)
    label = models.CharField(max_length=60, unique=True)
    digest = models.CharField(max_length=64)
    text = models.TextField()
    effective = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=100)
    as_is = models.BooleanField(default=False)
    acknowledged = models.JSONField(default=list)
    entry = models.BigIntegerField(null=True)

    class Meta:
        # Each use asks when one was last published; without the index that would read past every notice's text.
        indexes = [models.Index(fields=["published_at"], name="register_version_published")]

    def __str__(self) -> str:
        return self.label


class Number(models.Model):
    """The number of a clause: given once, kept across versions and when the clause is retired."""

    section = models.CharField(max_length=20)
    clause = models.CharField(max_length=130)
    number = models.SmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "clause"], name="one_number_per_clause"),
            models.UniqueConstraint(fields=["section", "number"], name="one_clause_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.section}.{self.clause}"


class Mode(models.Model):
    """A purpose that is observed: what enforcement would refuse goes through, and is written down."""

    purpose = models.CharField(max_length=60, unique=True)
    observed = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=100)

    def __str__(self) -> str:
        return f"{self.purpose}: {'observe' if self.observed else 'enforce'}"
