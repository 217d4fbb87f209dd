"""Matters, from their start to their end or on their day, and whose data wait for that."""

from honour.dealings.matters.previewing import act_unless
from honour.dealings.matters.running import end_matter, reopen_matter, start_matter
from honour.dealings.matters.waiting import involve, let_wait, release, waiting_people

__all__ = [
    "act_unless",
    "end_matter",
    "involve",
    "let_wait",
    "release",
    "reopen_matter",
    "start_matter",
    "waiting_people",
]
