"""The lawful bases and what each entails (UK GDPR Art 6(1))."""

from __future__ import annotations

from typing import Literal

from honour.law.entry import Entry


class BasisRule(Entry):
    """What a lawful basis entails: rights, balancing test, and what must be stated.

    ``erase``: ``never`` and ``unless-required`` by Art 17(3)(b); ``after-objection``: once an objection is upheld.
    ``objectable``: Art 21(1). ``must_state``: facts of a basis in the notice, any one of which will do.
    """

    erase: Literal["always", "never", "after-objection", "unless-required"]
    portable: bool
    objectable: bool
    withdrawable: bool
    balancing_test: bool
    public_authorities: bool = True
    must_state: tuple[Literal["why", "enactment", "interest", "condition"], ...] = ()
    record: str


class AnnexCondition(Entry):
    """A condition of Annex 1, one of which a recognised legitimate interest names; ``words`` tell it by its wording."""

    name: str
    words: tuple[str, ...]
