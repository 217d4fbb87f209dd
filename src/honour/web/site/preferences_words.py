"""What stands behind each choice, in plain words: since when, and how we know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from honour.web.console.may_we import HOW

if TYPE_CHECKING:
    from honour.outreach.preferences.details import Details
    from honour.outreach.preferences.standing import Choice
    from honour.register.overview import Overview


def said_of(choice: Choice, known: Overview) -> str:
    """Say when and how it was decided that something may come, or may not."""
    if choice.decided is None:
        given = f"{timezone.localtime(known.since):%-d %B %Y}"
        return (
            f"You have not said no. We have had your details since {given}."
            if choice.allowed
            else "You did not sign up."
        )
    day = f"{timezone.localtime(choice.decided.at):%-d %B %Y}"
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
