"""S10 and S13: what passed is one person's, under a purpose; what was asked is somebody's, and answered in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from honour.evidence.provers import Exhibit, Finding, judged, not_proved, prover
from honour.intake.enquiries.changing import UNANSWERED
from honour.intake.models import Enquiry, Interaction
from honour.notice.wording import counted
from honour.register.hidden import of_visible_people, of_visible_records
from honour.register.models import Attachment, Collection
from honour.register.provers.sampling import sample
from honour.register.provers.uses import uses
from honour.register.versions import versions


@prover(
    "S10",
    clause="categories",
    test=(
        "Each call, letter, mail and note is a record of the same person, in its newest version, kept for the purpose "
        "it was written down for; each file opened was opened for a purpose that lists its category."
    ),
)
def what_passed_is_one_persons(now: datetime) -> Finding:
    """Follow each interaction to its record, and each opening of a file to its purpose."""
    every = of_visible_records(Interaction.objects.select_related("record"), now)
    chosen, coverage = sample(every, now, "interactions")
    if not chosen:
        return not_proved("No call, letter or mail has been written down yet.")
    exhibits = [*_misplaced(chosen), *_misread()]
    return judged(
        exhibits,
        lambda faults: f"{faults:,} of {len(chosen)} interactions are out of place or were read for something else",
        coverage,
    )


def _misplaced(rows: Iterable[Interaction]) -> Iterable[Exhibit]:
    clauses = versions().clauses
    for row in rows:
        record = str(row.record_id)
        if row.record.subject_id != row.subject_id:
            yield Exhibit("What passed with one person is kept with another.", row.entry, record)
        elif row.record.superseded_by_id is not None:
            yield Exhibit("A timeline shows what was put right since.", row.entry, record)
        elif row.purpose not in clauses.of_bits("purposes", row.record.purposes):
            yield Exhibit("What passed is kept for another purpose than it was written down for.", row.entry, record)


def _misread() -> Iterable[Exhibit]:
    held = set(Attachment.objects.values_list("record_id", flat=True))
    notices = {version.label: version.notice for version in versions().all}
    for use in uses():
        notice = notices.get(use.version)
        if not held.intersection(use.records) or notice is None or use.observed:
            continue
        if use.purpose not in notice.purposes or not set(use.categories) <= notice.categories_of(use.purpose):
            yield Exhibit("A file was opened for a purpose that does not list its data.", use.entry)


@prover(
    "S13",
    clause="purpose.enquiries",
    test=(
        "Each enquiry of somebody who is not being erased is answered, closed or waits for the person, or it is within "
        "its working days (Monday to Friday, counted from the day after it came); one past half of them has an owner "
        "who works here; each is answered under a purpose that its form was for."
    ),
)
def enquiries_are_answered_in_time(now: datetime) -> Finding:
    """Look for enquiries that are late, nobody's, or under another purpose than people knew of."""
    every = of_visible_people(Enquiry.objects.all(), now)
    total = every.count()
    if not total:
        return not_proved("Nobody has asked anything yet.")
    exhibits = [*_late(every, now), *_nobodys(every, now), *_elsewhere(every)]
    coverage = f"all {counted(total, 'enquiry', 'enquiries')}"
    return judged(
        exhibits,
        lambda faults: f"{faults:,} of {total:,} enquiries are late, left lying or handled for something else",
        coverage,
    )


def _late(every: QuerySet[Enquiry], now: datetime) -> Iterable[Exhibit]:
    rows = every.filter(state__in=UNANSWERED, due_on__lt=timezone.localdate(now)).order_by("due_on")
    for row in rows.iterator():
        yield Exhibit(f"Enquiry {row.public_id} should have been answered by {row.due_on:%-d %B %Y}.")


def _nobodys(every: QuerySet[Enquiry], now: datetime) -> Iterable[Exhibit]:
    today = timezone.localdate(now)
    rows = every.filter(state__in=UNANSWERED, due_on__gte=today).select_related("owner")
    for row in rows.filter(owner=None) | rows.filter(owner__is_active=False):
        come = timezone.localdate(row.received_at)
        if (today - come) * 2 > row.due_on - come:
            yield Exhibit(f"Enquiry {row.public_id} is nobody's, and half of its time is over.")


def _elsewhere(every: QuerySet[Enquiry]) -> Iterable[Exhibit]:
    notices = {version.number: version.notice for version in versions().all}
    points = dict(Collection.objects.filter(enquiry__isnull=False).values_list("pk", "version"))
    for row in every.exclude(collection=None).only("public_id", "purpose", "point", "collection_id"):
        form = notices[points[row.collection_id or 0]].forms.get(row.point)
        if form is None or row.purpose not in form.purposes:
            yield Exhibit(f"Enquiry {row.public_id} is answered under a purpose that its form was not for.")
