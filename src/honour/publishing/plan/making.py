"""Making a plan: every consequence of a new version, counted over the whole register."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.backends.base.base import BaseDatabaseWrapper

from honour.notice.diff import Change, diff
from honour.notice.reading import LoadedNotice
from honour.publishing.plan.comparison import Comparison, compare
from honour.publishing.plan.consequences import Consequence, Kind
from honour.publishing.plan.dates import count_moves, moving_groups, together
from honour.publishing.plan.declared import declared_changes
from honour.publishing.plan.facts import groups
from honour.publishing.plan.snapshot import snapshot
from honour.publishing.plan.uses import Uses
from honour.register.hidden import hidden_people, hidden_records

CHUNK = 20_000
"""People counted at a time: between chunks a plan says how far it is, and stops when asked to."""

Progress = Callable[[int, int], None]
"""Told how many of how many people have been gone through; whatever it raises stops the plan."""


@dataclass(frozen=True)
class ChangePlan:
    """What a new version does. ``changes``, clause by clause; ``consequences``, in the order of the notice.

    ``before`` and ``after`` are labels; ``digest`` is of the file planned; ``made_at``, when the register was read, and
    ``entry``, the last ledger entry by then; ``people`` and ``records``, how many were held.
    """

    before: str
    after: str
    digest: str
    made_at: datetime
    entry: int
    people: int
    records: int
    changes: tuple[Change, ...]
    consequences: tuple[Consequence, ...]


def make_plan(loaded: LoadedNotice, at: datetime, progress: Progress = lambda done, of: None) -> ChangePlan:  # noqa: ARG005 - nobody listens
    """Compare a file with the version in use, and count what the change does to the data held.

    The register is read as it stands at one moment; nobody who writes waits for it.
    Errors: those of ``compare``; whatever ``progress`` raises.
    """
    comparison = compare(loaded, at)
    with snapshot() as reading:
        entry, people, last = _standing(reading, at)
        uses = Uses(comparison)
        packing = uses.packing(sqlite=reading.vendor == "sqlite", over=_any_over(reading))
        categories = uses.categories
        moving = moving_groups(reading, comparison)
        dates: dict[tuple[str, Kind], Consequence] = {}
        progress(0, last)
        for chunk in _chunks(last):
            if categories:
                for group in groups(reading, packing, categories, chunk):
                    uses.add(group, packing)
            for each in moving:
                together(count_moves(reading, comparison, each, chunk), dates)
            progress(chunk[1], last)
        seen = f"superseded_by IS NULL AND id NOT IN {hidden_records(at)}"
        records = _one(reading, f"SELECT count(*) FROM register_record WHERE {seen}")  # noqa: S608 - ours
    found = [*uses.found.values(), *dates.values(), *declared_changes(comparison)]
    return ChangePlan(
        before=comparison.published.label,
        after=comparison.new.version,
        digest=comparison.digest,
        made_at=at,
        entry=entry,
        people=people,
        records=records,
        changes=tuple(diff(comparison.published.own, loaded.notice)),
        consequences=tuple(sorted(found, key=_order(comparison))),
    )


def _standing(reading: BaseDatabaseWrapper, at: datetime) -> tuple[int, int, int]:
    """Give the ledger's last entry, how many people are held, and the highest row of a person.

    Whom only a sealed hold keeps is not counted.
    """
    hidden = ", ".join(map(str, sorted(hidden_people(at))))
    seen = f" AND id NOT IN ({hidden})" if hidden else ""
    return (
        _one(reading, "SELECT coalesce(max(id), 0) FROM evidence_entry"),
        _one(reading, f"SELECT count(*) FROM register_subject WHERE status = 0{seen}"),  # noqa: S608 - whole numbers only
        _one(reading, "SELECT coalesce(max(id), 0) FROM register_subject"),
    )


def _any_over(reading: BaseDatabaseWrapper) -> bool:
    return bool(
        _one(reading, "SELECT count(*) FROM (SELECT 1 FROM register_record WHERE lapse_at IS NOT NULL LIMIT 1) AS a")
    )


def _one(reading: BaseDatabaseWrapper, query: str) -> int:
    with reading.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


def _chunks(last: int) -> Iterator[tuple[int, int]]:
    for start in range(0, last, CHUNK):
        yield start, min(start + CHUNK, last)


def _order(comparison: Comparison) -> Callable[[Consequence], tuple[int, int, str]]:
    clauses = [clause for notice in (comparison.new, comparison.old) for clause, _ in notice.clauses()]
    place = {clause: number for number, clause in reversed(list(enumerate(clauses)))}
    kinds: tuple[Kind, ...] = (
        "swap", "assessment", "goes", "loses", "told-13", "told-14", "asked", "gains", "moves", "form", "message",
        "category", "recipient", "role",
    )  # fmt: skip
    return lambda one: (place.get(one.clause, len(place)), kinds.index(one.kind), one.recipient)
