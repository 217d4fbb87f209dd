"""Enactments by the words with which a notice cites them."""

from __future__ import annotations

from honour.law.entry import Entry


class Enactment(Entry):
    """An enactment that Honour's own clauses or first notices cite: ``cite``, as they write it; ``about``, what."""

    cite: str
    about: str
