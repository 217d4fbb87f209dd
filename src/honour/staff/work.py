"""What a member holds: apps sign up what they keep in members' names, so that a leaver's work can be handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from honour.staff.models import Member


@dataclass(frozen=True, slots=True)
class Work:
    """Something kept in a member's name.

    ``name``, as a page lists it ("enquiries"); ``held`` gives a line for each thing a member holds; ``hand_over`` gives
    everything of one to another and says how much that was; without it the things are only listed.
    """

    name: str
    held: Callable[[Member], list[str]]
    hand_over: Callable[[Member, Member], int] | None = None


_signed_up: dict[str, Work] = {}


def sign_up(work: Work) -> None:
    """Make known what an app keeps in members' names."""
    _signed_up[work.name] = work


def work_of(member: Member) -> dict[Work, list[str]]:
    """Give what a member holds, by kind; kinds of which there is nothing are left out."""
    held = {work: work.held(member) for work in _signed_up.values()}
    return {work: lines for work, lines in held.items() if lines}


def hand_over(leaver: Member, successor: Member) -> dict[str, int]:
    """Give all that a leaver holds to somebody else; say how much of each kind that was."""
    moved = {work.name: work.hand_over(leaver, successor) for work in _signed_up.values() if work.hand_over is not None}
    return {name: count for name, count in moved.items() if count}
