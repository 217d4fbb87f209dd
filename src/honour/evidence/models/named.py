"""The people of an entry about a few, by each of whom it is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    _Number = models.BigIntegerField[int, int]
else:
    _Number = models.BigIntegerField

FEW_BITS = 6
FEW = 1 << FEW_BITS
"""People up to whom an entry has a row for each: of so many a search need not look into the set."""


class Place(_Number):
    """A primary key that SQLite keeps as the row's own number, which saves an index."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """Return ``integer`` on SQLite: only a primary key of that very word is the row number."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class Named(models.Model):
    """One of the few people whom an entry is about; kept as long as its payload, and found by the person.

    ``id`` is the entry's number, and in its last bits the person's place among them: the rows of an entry lie together.
    """

    id = Place(primary_key=True)
    subject = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="evidence_named_subject")]

    def __str__(self) -> str:
        return f"person {self.pk & FEW - 1} of entry {self.pk >> FEW_BITS}"
