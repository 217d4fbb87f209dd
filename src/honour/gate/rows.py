"""Facts as the register's columns hold them: numbers and bit sets, so that a read builds no sets.

A plain tuple in the same order does as well, as a database cursor gives it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

LIVE, ERASED, UNKNOWN = 0, 1, 2
"""A subject's status; a subject of whom the register has no row is unknown."""


class SubjectRow(NamedTuple):
    """A person's facts: the columns of ``register_subject`` that the gate reads, in this order.

    ``kind`` is a number of ``Numbers.kinds``; ``consents`` and ``objections`` are bits of purposes, ``informed`` bits
    of versions, ``approvals`` bits of recipients, ``stops`` bits of what the person chose about marketing.
    """

    kind: int | None = None
    status: int = LIVE
    consents: int = 0
    objections: int = 0
    marketing_objection: bool = False
    restricted: bool = False
    informed: int = 0
    approvals: int = 0
    stops: int = 0
    paused_until: datetime | None = None


class RecordRow(NamedTuple):
    """A record's terms: the columns of ``register_record`` that the gate reads, in this order.

    ``id`` is handed back as it came. ``category``, ``version`` and ``source`` are numbers, ``purposes`` and ``over``
    bits.
    """

    id: Any
    category: int
    version: int | None
    purposes: int
    source: int | None
    on_consent: bool = False
    due_at: datetime | None = None
    over: int = 0
