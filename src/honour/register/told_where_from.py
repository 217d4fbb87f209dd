"""Whether people whose data came from elsewhere were told in time (UK GDPR Art 14(3)), as far as that is on record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value, fields
from django.db.models.functions import Coalesce
from django.utils import timezone

from honour.law import law_at
from honour.law.period import longest_days
from honour.register.hidden import of_visible_people
from honour.register.models import Collection, Permission, Record, Subject
from honour.register.versions import Versions, versions

NEEDS_NO_TELLING = frozenset({"person", "observation", "staff"})
"""Kinds of source that are the person, or nobody else than the person and us."""


@dataclass(frozen=True, slots=True)
class Untold:
    """Records of one source, under one version that declares it, of whose people nothing shows that they were told."""

    source: str
    version: int
    records: QuerySet[Record]


def untold(now: datetime) -> Iterator[Untold]:
    """Give what came from elsewhere and whose people, as far as is on record, were never told of it."""
    known = versions()
    held = _held(now)
    declared = {version.number: version.notice.sources for version in known.all}
    pairs = held.exclude(version=None).values_list("version", "source").distinct().order_by("version", "source")
    for version, number in pairs:
        source = known.clauses.clause("sources", number)
        clause = declared.get(version or 0, {}).get(source or "")
        if clause is None or source is None or version is None or clause.kind in NEEDS_NO_TELLING:
            continue
        ever, in_time = _evidence(known, source, version, _within(known, now))
        yield Untold(source, version, held.filter(version=version, source=number).filter(~ever & ~in_time))


def unsettled() -> QuerySet[Record]:
    """Give the records of which nobody knows under which notice they came, unless the person gave them."""
    clauses, known = versions().clauses, versions().all
    own = {
        clauses.number("sources", short)
        for version in known
        for short, clause in version.notice.sources.items()
        if clause.kind in NEEDS_NO_TELLING
    }
    return _held(timezone.now()).filter(version=None).filter(Q(source=None) | ~Q(source__in=own))


def _held(now: datetime) -> QuerySet[Record]:
    """Give the records of people who are here, but for those of whom only a sealed hold keeps anything."""
    return of_visible_people(Record.objects.all(), now)


@dataclass(slots=True)
class Told:
    """Records from elsewhere: told of in time, too late, not at all as far as is known, and not yet, in time still."""

    in_time: int = 0
    late: int = 0
    unknown: int = 0
    waiting: int = 0

    @property
    def records(self) -> int:
        """How many they are."""
        return self.in_time + self.late + self.unknown + self.waiting


def told_of(known: Versions, records: QuerySet[Record], source: str, version: int, now: datetime) -> Told:
    """Count the records of one source under one version by whether their people were told of that source in time.

    What counts as telling: a message that is on record, or a form on which they were shown a notice that names the
    source, also earlier; or the word of the list that brought them in, which names the notice that they were given.
    """
    within = _within(known, now)
    ever, in_time = _evidence(known, source, version, within)
    counted = Told(in_time=records.filter(in_time).count(), late=records.filter(ever & ~in_time).count())
    counted.waiting = records.filter(~ever & ~in_time, collected_at__gt=now - within).count()
    counted.unknown = records.count() - counted.records
    return counted


def told_late(known: Versions, records: QuerySet[Record], source: str, version: int, now: datetime) -> list[int]:
    """Give records of which people were told too late, a few of them."""
    ever, in_time = _evidence(known, source, version, _within(known, now))
    return list(records.filter(ever & ~in_time).order_by("pk").values_list("pk", flat=True)[:50])


def _within(known: Versions, now: datetime) -> timedelta:
    """Give the time that the law leaves, its months taken as the longest."""
    law = law_at(known.all[-1].notice.law, timezone.localdate(now))
    return timedelta(days=longest_days(law.constants.tell_within.period))


def _evidence(known: Versions, source: str, version: int, within: timedelta) -> tuple[Q, Q]:
    """Give the conditions on a record that its person was told at all, and that it was in time."""
    declaring = [each.number for each in known.all if source in each.notice.sources]
    messages = Permission.objects.filter(
        subject=OuterRef("subject"), kind=Permission.Kind.INFORMED, about__in=declaring
    )
    own = Coalesce(OuterRef("collection_id"), 0)
    forms = Collection.objects.filter(subject=OuterRef("subject"), version__in=declaring)
    others = forms.filter(Q(pk__lt=own) | Q(pk__gt=own))
    shown = Collection.objects.filter(subject=OuterRef("subject"))
    told = Subject.objects.annotate(told=F("informed").bitand(1 << version)).filter(pk=OuterRef("subject"), told__gt=0)
    by_the_list = Q(Exists(told)) & ~Q(Exists(messages)) & ~Q(Exists(shown))
    until = ExpressionWrapper(OuterRef("collected_at") + Value(within), output_field=fields.DateTimeField())
    ever = Q(Exists(messages)) | Q(Exists(others)) | by_the_list
    in_time = Q(Exists(messages.filter(at__lte=until))) | Q(Exists(others.filter(at__lte=until))) | by_the_list
    return ever, in_time
