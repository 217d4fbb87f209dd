"""Observe or enforce: whether a purpose's refusals withhold, or are written down and let pass."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.register.known_keys import register_keyring
from honour.register.models import Mode
from honour.register.versions import versions

declare("purpose:mode-set", "A purpose was set to be enforced, or only observed.")


def set_mode(purpose: str, *, observed: bool, actor: str, at: datetime) -> None:
    """Observe a purpose, or enforce it, from now on.

    Errors: ``UnknownClauseError`` when no version ever declared it.
    """
    register_keyring()
    versions().clauses.number("purposes", purpose)
    with transaction.atomic():
        Mode.objects.update_or_create(
            purpose=purpose, defaults={"observed": observed, "changed_at": at, "changed_by": actor}
        )
        payload = {"purpose": purpose, "mode": "observe" if observed else "enforce", "by": actor}
        entries.append("purpose:mode-set", payload, at=at)
