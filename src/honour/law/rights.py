"""The rights of which a notice tells (UK GDPR Art 13(2)(b)-(c))."""

from __future__ import annotations

from typing import Literal

from honour.law.entry import Entry


class RightRule(Entry):
    """A right, and when the notice must tell of it."""

    article: str
    name: str
    when: Literal[
        "always", "portable-basis", "objectable-basis", "withdrawable-basis", "marketing", "machine-decision",
    ]  # fmt: skip
