"""Telling people of data that did not come from them: once, within the law's time, or with the first message before.

Whoever is to be told is found by what is on record, the same that the board counts by. They wait a day, so that the
privacy lead can look and hold; whoever is written to for another reason meanwhile, or whose data are passed on, is told
at once (UK GDPR Art 14(3)(b) and (c)).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby, islice

from django.db import connection, transaction
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet, Value
from django.utils import timezone
from pyroaring import BitMap

from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.evidence.models import Payload
from honour.law import law_at
from honour.mailroom.models import Outgoing
from honour.mailroom.outbox import queue
from honour.publishing.delivered import take_over
from honour.publishing.errors import SourceError
from honour.publishing.models import HeldSource, Informing
from honour.register.due.periods import add_period
from honour.register.fetching import remove
from honour.register.hidden import hidden_people
from honour.register.holders import Going, holder
from honour.register.languages import languages_of, offered, written_in
from honour.register.models import Permission, Subject
from honour.register.told_where_from import Untold, untold
from honour.register.versions import versions

declare("source:held", "Nobody is told of data from a source until somebody says so.")
declare("source:released", "People are told of data from a source.")
declare("source:told-by-post", "People whom no message reached were told by post where their data came from.")

KIND = "publishing:source"
LOOK_FIRST = timedelta(days=1)
"""How long the privacy lead can look before a message goes by itself."""
FOUND_EVERY = timedelta(hours=1)
FOUND_WITHIN = timedelta(days=1)
"""After so long whoever is to be told is on the list, as long as the worker runs: it looks every hour."""
BATCH = 500
"""People written to in one transaction."""
_ADDED = 2_000
_MAY_BE_DISCLOSED = ("person:disclosed", "person:selected")
State = Informing.State
DONE = (State.TOLD, State.POSTED)


def find_untold(now: datetime) -> int:
    """Put everybody on the list who is to be told and is not on it; returns how many. Each source stands for itself.

    Whoever should have been told before they were found waits for somebody to say so: it may be that they know.
    """
    found = 0
    for group in untold(now):
        period = law_at(versions().all[-1].notice.law, timezone.localdate(now)).constants.tell_within.period
        listed = Informing.objects.filter(source=group.source).values("subject")
        people = group.records.exclude(subject__in=listed).values_list("subject").annotate(Min("collected_at"))
        rows = (_row(who, first, group, period, now) for who, first in people.order_by("subject").iterator())
        while batch := list(islice(rows, _ADDED)):
            Informing.objects.bulk_create(batch, ignore_conflicts=True)
            found += len(batch)
    return found


def _row(subject: int, first: datetime, group: Untold, period: str, now: datetime) -> Informing:
    due_by = add_period(first, period)
    return Informing(
        subject_id=subject,
        source=group.source,
        version=group.version,
        state=State.LATE if due_by <= now else State.WAITING,
        found_at=now,
        due_by=due_by,
        not_before=min(now + LOOK_FIRST, due_by),
    )


def hasten_disclosed(now: datetime) -> int:
    """Let those be told at once whose data were passed on since they came (UK GDPR Art 14(3)(c)); returns how many."""
    waiting = Informing.objects.filter(state=State.WAITING, not_before__gt=now)
    first = waiting.aggregate(first=Min("found_at"))["first"]
    if first is None:
        return 0
    uses = Payload.objects.filter(entry__kind__in=_MAY_BE_DISCLOSED, entry__at__gte=first - FOUND_EVERY)
    passed_on = BitMap()
    for content, subject, subjects in uses.values_list("content", "subject", "subjects").iterator():
        if json.loads(content).get("action") != "disclose":
            continue
        if subject is not None:
            passed_on.add(subject)
        elif subjects is not None:
            passed_on |= BitMap.deserialize(bytes(subjects))
    rows = [row for row, subject in waiting.values_list("pk", "subject_id").iterator() if subject in passed_on]
    for start in range(0, len(rows), BATCH):
        Informing.objects.filter(pk__in=rows[start : start + BATCH]).update(not_before=now)
    return len(rows)


def queue_informing(now: datetime) -> int:
    """Queue the messages of those whose time has come, one for each person; return how many."""
    queued = 0
    while True:
        with transaction.atomic():
            people = list(_due(now).order_by("subject").values_list("subject_id", flat=True).distinct()[:BATCH])
            waiting = _unheld().filter(subject__in=people).select_related("subject").order_by("subject", "pk")
            rows, known = list(waiting), languages_of(people)
            for subject, group in groupby(rows, lambda row: row.subject):
                theirs = list(group)
                sent = queue(
                    KIND,
                    at=now,
                    person=subject.public_id,
                    context={"informing": theirs[0].pk, **written_in(offered(known.get(subject.pk, ""), now))},
                    dedupe=f"source:{theirs[0].pk}",
                )
                for row in theirs:
                    row.state, row.message = State.QUEUED, sent.public_id
            Informing.objects.bulk_update(rows, ["state", "message"])
        queued += len(people)
        if len(people) < BATCH:
            return queued


def _unheld() -> QuerySet[Informing]:
    return Informing.objects.filter(state=State.WAITING).exclude(source__in=HeldSource.objects.values("source"))


def _due(now: datetime) -> QuerySet[Informing]:
    """Give those whose day of waiting is over, and those who are written to for another reason since their data came.

    Up to ``FOUND_EVERY`` goes by until they are found.
    """
    came = ExpressionWrapper(OuterRef("found_at") - Value(FOUND_EVERY), output_field=DateTimeField())
    others = Outgoing.objects.filter(
        person=OuterRef("subject__public_id"),
        queued_at__gte=came,
        state__in=[Outgoing.State.WAITING, Outgoing.State.SENT],
    )
    return _unheld().filter(Q(not_before__lte=now) | Exists(others.exclude(kind=KIND)))


def follow_informing(now: datetime) -> None:
    """Take over from the outbox what became of the messages, and tell the register who has been told."""
    take_over(Informing.objects.filter(state=State.QUEUED), KIND, now)
    record_informed(now)


def record_informed(at: datetime) -> int:
    """Let the register know who was told of which source: the fact, its evidence, the ledger; returns how many."""
    recorded = 0
    for source, version in _unrecorded().order_by().values_list("source", "version").distinct():
        recorded += _record(source, version, at)
    return recorded


def _record(source: str, version: int, at: datetime) -> int:
    with transaction.atomic():
        rows = _unrecorded().filter(source=source, version=version)
        people = BitMap(rows.values_list("subject_id", flat=True))
        if not people:
            return 0
        payload = {"version": versions().clauses.clause("versions", version), "people": len(people), "source": source}
        entry = entries.append("people:informed", payload, at=at, subjects=people)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO register_permission (subject_id, kind, about, at, how, recorded_by, entry) "
                "SELECT i.subject_id, %s, %s, i.told_at, CASE WHEN i.state = 'posted' THEN 'letter' ELSE 'mail' END, "
                "'', %s FROM publishing_informing i JOIN register_subject s ON s.id = i.subject_id "
                "WHERE i.source = %s AND i.version = %s AND NOT i.recorded AND i.state IN ('told', 'posted') "
                "AND s.status = 0",
                [Permission.Kind.INFORMED.value, version, entry, source, version],
            )
        Subject.objects.filter(pk__in=rows.values("subject")).update(informed=F("informed").bitor(1 << version))
        rows.update(recorded=True)
    return len(people)


def _unrecorded() -> QuerySet[Informing]:
    return Informing.objects.filter(state__in=DONE, recorded=False, subject__status=Subject.Status.LIVE)


def anybody_to_inform() -> bool:
    """Say whether anybody waits to be told, is being told, or was told and the register does not know it yet."""
    return Informing.objects.filter(state__in=[State.WAITING, State.QUEUED]).exists() or _unrecorded().exists()


def hold_source(source: str, reason: str, *, by: str, at: datetime) -> None:
    """Let nobody be told of a source until ``release_source``; what is on its way already is not called back.

    Arguments: ``reason``, naming nobody. Errors: ``SourceError`` without one.
    """
    if not reason.strip():
        raise SourceError("Say why they are not to be told now: the law lets that be only for a reason.")
    with transaction.atomic():
        held = {"reason": reason.strip(), "held_by": by, "held_at": at}
        HeldSource.objects.update_or_create(source=source, defaults=held)
        entries.append("source:held", {"source": source, "reason": reason.strip(), "by": by}, at=at)


def release_source(source: str, *, by: str, at: datetime) -> int:
    """Have everybody told of a source who waits, those found late too; returns how many."""
    with transaction.atomic():
        HeldSource.objects.filter(source=source).delete()
        rows = informings().filter(source=source, state__in=[State.LATE, State.WAITING])
        people = rows.update(state=State.WAITING, not_before=at)
        entries.append("source:released", {"source": source, "people": people, "by": by}, at=at)
    return people


def told_of_source_by_post(source: str, *, by: str, at: datetime) -> int:
    """Say that everybody whom no message reached was told of a source by post; returns how many."""
    with transaction.atomic():
        rows = informings().filter(source=source, state=State.FAILED)
        people = BitMap(rows.values_list("subject_id", flat=True))
        if not people:
            return 0
        rows.update(state=State.POSTED, told_at=at)
        payload = {"source": source, "people": len(people), "by": by}
        entries.append("source:told-by-post", payload, at=at, subjects=people)
        record_informed(at)
    return len(people)


def informings() -> QuerySet[Informing]:
    """Give who was told or is to be told, but for those of whom only a sealed hold keeps anything."""
    return Informing.objects.exclude(subject__in=hidden_people(timezone.now()))


def sources_concerned() -> Iterator[tuple[str, dict[str, int]]]:
    """Give each source of which somebody is told or to be told, with how many people are how far."""
    for source in informings().order_by("source").values_list("source", flat=True).distinct():
        rows = informings().filter(source=source)
        yield source, {state.value: rows.filter(state=state).count() for state in State}


@holder("informings", Informing)
def forget(going: Going) -> int:
    """Forget who was told where their data came from, when people are erased."""
    return remove(Informing, *going.people()) if going.records is None else 0
