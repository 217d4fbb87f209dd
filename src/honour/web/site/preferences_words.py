"""What stands behind each choice, in plain words: since when, and how we know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from honour.notice.wording import day_in_words, month_in_words, say
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
HOW_THEY_SAID_IT = {**HOW, "preferences": "on the page of your preferences", "undo": "by taking a stop back"}
"""How a decision came, inside a sentence to whoever made it."""


def said_of(choice: Choice, known: Overview, reached: Collection[str]) -> str:
    """Say when and how it was decided that something may come, or may not; and where it could not come anyway.

    Arguments: ``reached``, the types of the fields that we have of the person.
    """
    needs, missing = REACHED_BY.get(choice.kind, ("", ""))
    without = f" {say(missing)}" if needs and needs not in reached else ""
    return f"{_decided(choice, known)}{without}"


def _decided(choice: Choice, known: Overview) -> str:
    if choice.decided is None:
        given = day_in_words(timezone.localtime(known.since))
        return (
            say("You have not said no. We have had your details since {day}.", day=given)
            if choice.allowed
            else say("You did not sign up.")
        )
    day = day_in_words(timezone.localtime(choice.decided.at))
    if choice.decided.how == "undo":
        return say("You took a stop back on {day}.", day=day)
    how = say(HOW_THEY_SAID_IT.get(choice.decided.how, choice.decided.how))
    said = "You said yes on {day}, {how}." if choice.allowed else "You said no on {day}, {how}."
    return say(said, day=day, how=how)


def asked_about(details: Details) -> str:
    """Say since when we have details, and ask about those that are old."""
    told = month_in_words(timezone.localtime(details.told))
    if details.stale:
        return say("You told us this in {month}. Still right?", month=told)
    if details.confirmed is not None:
        day = day_in_words(timezone.localtime(details.confirmed))
        return say("You said on {day} that this is right.", day=day)
    return say("You told us this in {month}.", month=told)
