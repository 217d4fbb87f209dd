"""A row that belongs to a row of another table and has its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    _OneToOne = models.OneToOneField["models.Model", "models.Model"]
else:
    _OneToOne = models.OneToOneField


class RowOf(_OneToOne):
    """A one-to-one key that SQLite keeps as the row's own number, which saves an index."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """Return ``integer`` on SQLite: only a primary key of that very word is the row number."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)
