"""S23: nothing is kept past its date, and every date is the one that the notice gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection

from honour.evidence.models import Payload
from honour.evidence.provers import Exhibit, Finding, broken, kept, not_proved, prover
from honour.notice.wording import counted
from honour.register.due.moving import wrongly_dated
from honour.register.hidden import visible_records, without_hidden
from honour.register.holding import FREE, HELD_OPENLY
from honour.register.staging import staged_over
from honour.staff.expiring import accounts_due

GRACE = timedelta(hours=26)
"""The sweep runs each night; what it has had no chance at is not late."""
_MOST = 50


@prover(
    "S23",
    clause="retention",
    test=(
        "No record, and none of its purposes, is more than a night past its date, except what a hold names; and "
        "Honour's own trail, staging and accounts of staff who left keep to the periods that the notice states."
    ),
)
def nothing_is_kept_past_its_date(now: datetime) -> Finding:
    """Look for records, payloads, staged items and accounts that should be gone."""
    records = visible_records(now).count()
    if not records and not Payload.objects.exists():
        return not_proved("Nothing is held yet.")
    late = connection.ops.adapt_datetimefield_value(now - GRACE)
    past = _ids(f"r.due_at <= %s AND {FREE}", late)
    held = _ids(f"r.due_at <= %s AND {HELD_OPENLY}", late)
    payloads = Payload.objects.filter(expires_at__lt=(now - GRACE).astimezone(UTC).date()).count()
    staged = staged_over(now - GRACE).count()
    exhibits = [Exhibit("A record past its date.", record=str(record)) for record in past[:_MOST]]
    if payloads:
        exhibits.append(Exhibit(f"{counted(payloads, 'payload')} of the ledger past their day."))
    accounts = len(accounts_due(now, late=GRACE))
    if accounts:
        exhibits.append(Exhibit(f"{accounts} accounts of people who left, past their day."))
    if staged:
        exhibits.append(Exhibit(f"{staged} staged items past their time."))
    waiting = visible_records(now).filter(due_at=None).count()
    figure = f"{len(past):,} of {records:,} records are past their date"
    coverage = (
        f"all {counted(records, 'record')}, of which {waiting:,} wait for something that has not "
        f"happened and {len(held):,} are "
        "held; every payload of the ledger, every staged item and every account of somebody who left"
    )
    return broken(figure, coverage, exhibits) if exhibits else kept(figure, coverage)


@prover(
    "S23",
    clause="retention",
    test="The date of every record is reckoned again from the notice in use and from what has happened.",
)
def dates_are_those_of_the_notice(now: datetime) -> Finding:
    """Compare every date kept with the one that the notice gives."""
    records = visible_records(now).count()
    if not records:
        return not_proved("Nothing is held yet.")
    wrong = without_hidden(wrongly_dated(now), now)
    exhibits = [Exhibit("Its date is not the one the notice gives.", record=str(one)) for one in wrong[:_MOST]]
    figure = f"{len(wrong):,} of {records:,} dates are not those of the notice"
    coverage = f"the dates of all {counted(records, 'record')}"
    return broken(figure, coverage, exhibits) if exhibits else kept(figure, coverage)


def _ids(where: str, at: object) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT r.id FROM register_record r WHERE {where}", [at])  # type: ignore[list-item]  # noqa: S608 - ours
        return [row[0] for row in cursor.fetchall()]
