"""After a restore: what was erased again is taken out of PostgreSQL's files, as when it was erased first.

The backup brought it back, so that its keys and hashes stood in tables and in the log for a moment. Nobody looks for it
there any more: its certificate was made where it was erased.
"""

from __future__ import annotations

from django.db import connection

from honour.retention.proof.places import LOG, installed_places
from honour.retention.proof.rewriting import AT_NIGHT, rewrite_keys, wash_log


def clear_after_restore() -> None:
    """Write PostgreSQL's tables of keys and hashes anew, and write over its log where that can be seen.

    SQLite overwrites what it deletes.
    """
    if connection.vendor != "postgresql":
        return
    rewrite_keys(most=AT_NIGHT)
    wash_log(installed_places().files.get(LOG, []))
