"""How the outbox stands: counts by state and reason."""

from __future__ import annotations

from django.db.models import Count

from honour.mailroom.models import Outgoing


def standing() -> list[tuple[str, str, int]]:
    """Give the state in words, the reason where there is one, and how many messages, in the order of the states.

    For a message that waits, the reason is the kind of error that its last try ended with.
    """
    rows = Outgoing.objects.values_list("state", "reason", "failure").annotate(count=Count("pk")).order_by("state")
    found: dict[tuple[int, str], int] = {}
    for state, reason, failure, count in rows:
        key = (state, reason or (failure if state == Outgoing.State.WAITING else ""))
        found[key] = found.get(key, 0) + count
    return [(Outgoing.State(state).label.lower(), reason, found[state, reason]) for state, reason in sorted(found)]
