"""What stands behind each choice, in plain words: since when, and how we know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from honour.web.console.may_we import HOW

if TYPE_CHECKING:
    from collections.abc import Collection

    from honour.outreach.preferences.details import Details
    from honour.outreach.preferences.standing import Choice
    from honour.register.overview import Overview


REACHED_BY = {
    "email": ("email", "We have no email address of yours."),
    "sms": ("telephone", "We have no number of yours."),
    "telephone": ("telephone", "We have no number of yours."),
    "automated-call": ("telephone", "We have no number of yours."),
    "post": ("postal-address", "We have no postal address of yours."),
}
"""The type of field by which each way reaches somebody, and what is said where there is none."""


def said_of(choice: Choice, known: Overview, reached: Collection[str]) -> str:
    """Say when and how it was decided that something may come, or may not; and where it could not come anyway.

    Arguments: ``reached``, the types of the fields that we have of the person.
    """
    needs, missing = REACHED_BY.get(choice.kind, ("", ""))
    without = f" {missing}" if needs and needs not in reached else ""
    return f"{_decided(choice, known)}{without}"


def _decided(choice: Choice, known: Overview) -> str:
    if choice.decided is None:
        given = f"{timezone.localtime(known.since):%-d %B %Y}"
        return (
            f"You have not said no. We have had your details since {given}."
            if choice.allowed
            else "You did not sign up."
        )
    day = f"{timezone.localtime(choice.decided.at):%-d %B %Y}"
    if choice.decided.how == "undo":
        return f"You took a stop back on {day}."
    how = HOW.get(choice.decided.how, choice.decided.how)
    return f"You said {'yes' if choice.allowed else 'no'} on {day}, {how}."


def asked_about(details: Details) -> str:
    """Say since when we have details, and ask about those that are old."""
    told = f"{timezone.localtime(details.told):%B %Y}"
    if details.stale:
        return f"You told us this in {told}. Still right?"
    if details.confirmed is not None:
        return f"You said on {timezone.localtime(details.confirmed):%-d %B %Y} that this is right."
    return f"You told us this in {told}."
