"""Changes of an enquiry, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from honour.intake.models import Enquiry, EnquiryChange

if TYPE_CHECKING:
    from collections.abc import Iterable

    from honour.web.console.naming import Names

OUTCOMES = dict(Enquiry.Outcome.choices)
STATES = dict(Enquiry.State.choices)


def sentences(changes: Iterable[EnquiryChange], names: Names) -> tuple[str, ...]:
    """Say what was changed, when and by whom."""
    return tuple(f"{_when(one)}: {_said(one, names)}" for one in changes)


def history(enquiry: Enquiry, names: Names) -> tuple[tuple[str, str], ...]:
    """Give everything that was changed, the newest first, as when and what."""
    rows = EnquiryChange.objects.filter(enquiry=enquiry).order_by("-pk")[:100]
    return tuple((_when(one), _said(one, names)) for one in rows)


def _when(one: EnquiryChange) -> str:
    return f"{timezone.localtime(one.at):%-d %B, %H:%M}"


def _said(one: EnquiryChange, names: Names) -> str:  # noqa: PLR0911 - a sentence for each
    who = names.who(one.by)
    match one.what:
        case "opened":
            return f"It came by {who}." if one.by.startswith("form:") else f"{who} wrote it down."
        case "owner" if not one.after:
            return f"{who} gave it back."
        case "owner" if one.after == one.by:
            return f"{who} took it."
        case "owner":
            return f"{who} handed it to {names.who(one.after)}."
        case "answer":
            return f"{who} answered."
        case "outcome":
            return f"{who} closed it: {OUTCOMES.get(one.after, 'open again').lower()}."
        case _:
            return (
                f"{who} changed it from “{STATES.get(one.before, one.before)}” to “{STATES.get(one.after, one.after)}”."
            )
