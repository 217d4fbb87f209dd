"""PostgreSQL keeps a statement's plan with the connection, for as many statements as the driver lets it.

The driver lets it keep a hundred; the register alone asks more. Each that comes back would be planned anew, and another
be given up for it, which takes as long as carrying out several.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base

KEPT = 500
"""Statements whose plans a connection keeps: more than we have."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that keeps the plans of all our statements."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect. Errors: those of the driver."""
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = KEPT
        return connection
