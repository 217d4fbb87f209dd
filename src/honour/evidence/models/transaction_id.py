"""The database transaction that wrote a row, where the database can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    _Field = models.Field[None, None]
else:
    _Field = models.Field


class CurrentTransaction(models.Func):
    """The number of the present transaction on PostgreSQL; nothing on SQLite, which has one writer."""

    function = "pg_current_xact_id"
    arity = 0

    def as_sqlite(
        self,
        compiler: SQLCompiler,  # noqa: ARG002 - Django asks with all of these
        connection: BaseDatabaseWrapper,  # noqa: ARG002 - as above
        **extra_context: Any,  # noqa: ARG002 - as above
    ) -> tuple[str, tuple[str | int, ...]]:
        """Return the default of a database that numbers no transactions."""
        return "NULL", ()


class TransactionId(_Field):
    """A column that the database fills with the number of the transaction; read and written in SQL only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"null": True, "editable": False, "db_default": CurrentTransaction()}
        super().__init__(*args, **kwargs)

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Return ``xid8``, which does not wrap round, where there is one."""
        return "xid8" if connection.vendor == "postgresql" else "bigint"

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Leave to the class what it fixes itself."""
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("null", "editable", "db_default"):
            kwargs.pop(fixed, None)
        return str(name), path, list(args), kwargs
