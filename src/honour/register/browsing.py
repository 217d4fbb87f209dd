"""Looking at a page of people at once: bounded, for a purpose, one ledger entry that names them all.

There is no browsing through everybody. What is shown is a list that somebody is at work on, such as the people of one
company or today's enquiries, and the values are opened as they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from pyroaring import BitMap

from honour.evidence import entries
from honour.gate.question import Actor, Ask
from honour.register.counting import FROM, dialect
from honour.register.known_keys import register_keyring
from honour.register.models import Subject
from honour.register.reading import ReadRecord
from honour.register.selection_rows import open_rows
from honour.register.versions import versions

MOST = 50
"""People on one page."""


@dataclass(frozen=True, slots=True)
class Browsed:
    """What a purpose may see of some people: their records by opaque id; ``withheld``, of whom nothing was opened."""

    purpose: str
    records: Mapping[str, Sequence[ReadRecord]] = field(repr=False)
    withheld: frozenset[str] = frozenset()
    entry: int = 0


def browse(
    actor: Actor, people: Sequence[str], purpose: str, at: datetime, *, categories: frozenset[str] | None = None
) -> Browsed:
    """Open what a purpose may see of a page of people.

    Arguments: ``people``, opaque ids, ``MOST`` at most; ``categories``, the ones wanted.
    Errors: ``ValueError`` for more people than a page has; those of ``honour.register.selecting.select``.
    """
    if len(people) > MOST:
        raise ValueError(f"A page shows {MOST} people at most.")
    keyring = register_keyring()
    ask = Ask(actor, "use", purpose, at, categories, None, None, frozenset())
    wanted = dict(Subject.objects.filter(public_id__in=people).values_list("pk", "public_id"))
    with transaction.atomic(durable=True):
        known = versions()
        gate = known.gate(at)
        asked = gate.filter(ask, dialect())
        found, counts = BitMap(), dict[int, int]()
        if wanted:
            among = ", ".join(str(int(number)) for number in wanted)
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT r.subject_id, r.category, count(*) {FROM} AND r.subject_id IN ({among}) AND {asked.where} "
                    "GROUP BY r.subject_id, r.category"
                )
                for number, category, count in cursor.fetchall():
                    found.add(number)
                    counts[category] = counts.get(category, 0) + count
        named = known.clauses.named["categories"]
        said = {
            "by": actor.name,
            "action": "use",
            "purpose": purpose,
            "version": gate.history.current.version,
            "people": len(found),
            "records": sum(counts.values()),
            "categories": sorted(named[number] for number in counts),
        }
        if asked.observed:
            said["mode"] = "observe"
        entry = entries.append("person:selected", said, subjects=found, at=at)
    records: dict[str, list[ReadRecord]] = {}
    for person, record in open_rows(keyring, known.clauses, asked, found, []):
        records.setdefault(person, []).append(record)
    withheld = frozenset(person for number, person in wanted.items() if number not in found)
    return Browsed(purpose, records, withheld, entry)
