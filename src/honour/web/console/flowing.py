"""Where data come from, what for, and who sees them: counted in the database, in one pass over the records."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import TYPE_CHECKING

from django.db import connection
from django.urls import reverse

from honour.evidence.models import Payload
from honour.notice.model import BUILT_IN, Notice
from honour.register.hidden import hidden_records
from honour.ui.charts.flow import Band, Flow, Node, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from honour.register.numbers import Clauses

LATELY = dt.timedelta(days=30)


def people_by_source_and_purpose(clauses: Clauses, now: dt.datetime) -> dict[tuple[str, str], int]:
    """Count the people whose current records came from a source and were collected for a purpose.

    Somebody with several records of one source and purpose counts once.
    """
    numbers = clauses.numbers.purposes
    if not numbers:
        return {}
    inner = ", ".join(f"MAX((purposes >> {n}) & 1) AS p{n}" for n in numbers.values())
    outer = ", ".join(f"SUM(p{n})" for n in numbers.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT source, {outer} FROM (SELECT source, {inner} FROM register_record "  # noqa: S608 - ours
            f"WHERE superseded_by IS NULL AND source IS NOT NULL AND id NOT IN {hidden_records(now)} "
            "GROUP BY subject_id, source) AS one GROUP BY source"
        )
        rows = cursor.fetchall()
    found = {}
    for source, *sums in rows:
        name = clauses.clause("sources", source)
        for purpose, people in zip(numbers, sums, strict=True):
            if name and people:
                found[name, purpose] = int(people)
    return found


def flow_of(notice: Notice, clauses: Clauses, now: dt.datetime, focus: str = "") -> Flow:
    """Give the drawing of a notice's flow: its declared sources, purposes and recipients, with the people in them.

    Arguments: ``focus``, a node's id, ``purpose.enquiries``; one that the drawing does not have is passed over.
    """
    counted = people_by_source_and_purpose(clauses, now)
    sources = [short for short in notice.sources if not short.startswith(BUILT_IN)]
    purposes = [short for short in notice.purposes if not short.startswith(BUILT_IN)]
    recipients = [short for short in notice.recipients if not short.startswith(BUILT_IN)]
    disclosed, refused = _from_the_ledger(now)
    declared = {
        (purpose, recipient)
        for recipient in recipients
        for purpose in Notice.chosen(notice.recipients[recipient].purposes, notice.purposes)
        if purpose in purposes
    }
    bands = [
        Band(f"source.{source}", f"purpose.{purpose}", people)
        for (source, purpose), people in counted.items()
        if source in sources and purpose in purposes
    ]
    bands += [
        Band(f"purpose.{purpose}", f"recipient.{recipient}", disclosed[purpose, recipient])
        for purpose, recipient in sorted(declared)
    ]
    known = {band.end for band in bands} | {band.start for band in bands}
    return Flow(
        "Where data come from, what for, and who sees them",
        _nodes("source", {s: notice.sources[s].name for s in sources if f"source.{s}" in known}),
        _nodes("purpose", {p: notice.purposes[p].name for p in purposes}),
        _nodes("recipient", {r: notice.recipients[r].name for r in recipients}),
        tuple(bands),
        tuple(Refusal(f"purpose.{p}", n, "in the last 30 days") for p, n in refused.items() if p in purposes),
        focus if focus in known else "",
    )


def _nodes(word: str, names: Mapping[str, str]) -> tuple[Node, ...]:
    page = reverse("privacy")
    return tuple(Node(f"{word}.{short}", name, url=f"{page}#{word}.{short}") for short, name in names.items())


def _from_the_ledger(now: dt.datetime) -> tuple[Counter[tuple[str, str]], Counter[str]]:
    """Count the people disclosed by purpose and recipient, and those refused by purpose, in the last thirty days."""
    disclosed: dict[tuple[str, str], set[int]] = {}
    refused: dict[str, set[int]] = {}
    rows = Payload.objects.filter(
        entry__kind__in=("person:disclosed", "person:refused"), entry__at__gte=now - LATELY
    ).values_list("entry__kind", "subject", "content")
    for kind, subject, content in rows.iterator():
        if subject is None:
            continue
        said = json.loads(content)
        purpose = str(said.get("purpose"))
        if kind == "person:refused":
            refused.setdefault(purpose, set()).add(subject)
        else:
            disclosed.setdefault((purpose, str(said.get("recipient"))), set()).add(subject)
    return (
        Counter({key: len(people) for key, people in disclosed.items()}),
        Counter({key: len(people) for key, people in refused.items()}),
    )
