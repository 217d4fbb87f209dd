"""Accounts of people who have left: kept as long as the notice's own clause says, and then gone.

The opaque id stays where it acted, on the ledger and beside what was recorded; with the account goes whose it was.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.register.due.periods import add_period
from honour.register.versions import versions
from honour.staff.models import Member

declare("member:forgotten", "The account of somebody who no longer works here was deleted.")
RULE = "honour-staff-accounts"
"""The notice's clause that says how long: counted from the day on which somebody left."""


def goes_at(member: Member, now: dt.datetime) -> dt.datetime | None:
    """Say when a member's account is past its date; ``None`` while they work here, or no notice is in use."""
    period = _period(now)
    return add_period(member.left_at, period) if period and member.left_at and not member.is_active else None


def accounts_due(now: dt.datetime, *, late: dt.timedelta = dt.timedelta(0)) -> list[Member]:
    """Give the leavers whose accounts are past their date. Arguments: ``late``, by how much at least."""
    leavers = Member.objects.filter(is_active=False, left_at__lte=now).order_by("pk")
    dated = ((each, goes_at(each, now)) for each in leavers)
    return [each for each, at in dated if at is not None and at <= now - late]


def forget_accounts(now: dt.datetime) -> int:
    """Delete the accounts that are past their date, with their roles, second factors and ties to a provider."""
    gone = 0
    for each in accounts_due(now):
        with transaction.atomic():
            row = Member.objects.select_for_update().filter(pk=each.pk, is_active=False).first()
            if row is not None:
                said = {"member": row.opaque_id, "rule": RULE}
                row.delete()
                entries.append("member:forgotten", said, at=now)
                gone += 1
    return gone


def _period(now: dt.datetime) -> str | None:
    known = versions()
    rule = known.current(now).notice.retention.get(RULE) if known.all else None
    return rule.period if rule is not None else None
