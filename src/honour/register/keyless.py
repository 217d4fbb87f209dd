"""What a restored database holds without its key: the key was destroyed after the data were copied, for good reason."""

from __future__ import annotations

from honour.register.models import DataKey, Record, Staged


def drop_keyless_staged() -> int:
    """Delete staged items that came back without their keys: they were filed, or had expired, since. Gives how many."""
    return Staged.objects.filter(wrapped=b"").delete()[1].get("register.Staged", 0)


def count_keyless() -> int:
    """Count the records that nobody can open, though nothing says that they were to go."""
    return Record.objects.filter(key__state=DataKey.State.LIVE, key__wrapped=b"").count()
