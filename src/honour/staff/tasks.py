"""What is done for staff again and again: names that are no longer needed go."""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.models import Session

from honour.evidence.work.duties import duty
from honour.staff.models import Attempt, Invitation

UNUSED = dt.timedelta(days=30)


@duty("staff:sweep", at=dt.time(3, 40))
def sweep(now: dt.datetime) -> None:
    """Delete invitations that ended a month ago, tries whose pause is over, and sessions that have ended."""
    Invitation.objects.filter(expires_at__lt=now - UNUSED).delete()
    Attempt.objects.filter(until__lt=int(now.timestamp())).delete()
    Session.objects.filter(expire_date__lt=now).delete()
