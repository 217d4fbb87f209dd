"""Whom entries are about: the index by person on SQLite, written by the sequencer."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement

ABOUT_BITS = 16
"""Entries whose numbers differ only in so many last bits make a run in the index of people."""


class About(models.Model):
    """That an entry in the tree is about one person.

    SQLite's one writer would touch a page of an index by person for nearly every entry. So there the sequencer writes
    it, sorted, for all entries that it takes in together; those that wait for it are few, and read. By runs of entries
    first (``ABOUT_BITS``), so that new ones touch few pages however many people there are. On PostgreSQL the table is
    empty: an index on the payloads does the same there.
    """

    pk = models.CompositePrimaryKey("run", "subject", "entry")
    run = models.IntegerField()
    subject = models.BigIntegerField()
    entry = models.BigIntegerField()

    def __str__(self) -> str:
        return f"entry {self.entry} about {self.subject}"


class IndexOnPostgresql(models.Index):
    """An index that is there by name on SQLite, and empty."""

    def create_sql(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor, using: str = "", **kwargs: Any
    ) -> Statement:
        """Return the statement that makes it, for no row at all on SQLite."""
        if schema_editor.connection.vendor != "sqlite":
            return super().create_sql(model, schema_editor, using, **kwargs)
        nothing = models.Index(*self.expressions, name=self.name, condition=models.Q(pk__isnull=True))
        return nothing.create_sql(model, schema_editor, using, **kwargs)
