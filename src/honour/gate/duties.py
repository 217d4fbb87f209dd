"""What an asker must do when it goes ahead."""

from __future__ import annotations

from collections.abc import Collection

from honour.gate.history import History

DUTIES = {
    "pass-to-controller": "Pass what was asked to the customer whose data they are.",
    "record-disclosure": "Record who received which records, when and why, so that the person can be told.",
    "record-ground": "Record the ground that was given, with its reference.",
    "include-unsubscribe": "Put a way to stop into the message.",
    "check-channel": "Check that this channel may be used for marketing to this person; the gate does not yet.",
}
"""Each obligation and what it asks."""


def duties(  # noqa: PLR0913 - one fact each
    history: History, action: str, purpose: str, recipient: str | None, *, grounds: Collection[str], lifted: bool
) -> tuple[str, ...]:
    """Give the obligations of a use that goes ahead.

    Args: ``grounds``, those that the asker gave; ``lifted``, one of them lets restricted data be used.
    """
    declared = history.current.purposes.get(purpose)
    if declared is None:
        return ()
    found = ["pass-to-controller"] if declared.role == "processor" else []
    if action == "disclose":
        found.append("record-disclosure")
    receives = history.current.recipients.get(recipient or "")
    if lifted or (receives is not None and receives.condition.kind in grounds):
        found.append("record-ground")
    if action == "contact" and purpose in history.marketing:
        found += ["include-unsubscribe", "check-channel"]
    return tuple(found)


def duties_refused(history: History, purpose: str) -> tuple[str, ...]:
    """Give the obligations that remain when nothing may be used: what is a customer's is passed on all the same."""
    declared = history.current.purposes.get(purpose)
    return ("pass-to-controller",) if declared is not None and declared.role == "processor" else ()
