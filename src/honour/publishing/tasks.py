"""What a version on its way needs done by itself: plans, messages, publication at its time, reviews remembered."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from honour.evidence.clock import require_likely
from honour.evidence.work import duty
from honour.publishing.from_elsewhere import (
    FOUND_EVERY,
    anybody_to_inform,
    find_untold,
    follow_informing,
    hasten_disclosed,
    queue_informing,
)
from honour.publishing.into_use import publish_due
from honour.publishing.models import PlanRun, Proposal, Telling
from honour.publishing.plan.keeping import make_waiting
from honour.publishing.reviewing import remind
from honour.publishing.telling import follow_messages, queue_messages, unrecorded


def _plans_wait() -> bool:
    return PlanRun.objects.filter(state=PlanRun.State.WAITING).exists()


def _scheduled() -> bool:
    return Proposal.objects.filter(state=Proposal.State.SCHEDULED, publish_at__lte=timezone.now()).exists()


def _tellings_wait() -> bool:
    published = unrecorded().filter(proposal__state=Proposal.State.PUBLISHED)
    return Telling.objects.filter(state=Telling.State.QUEUED).exists() or published.exists()


@duty("plans:make", every=timedelta(seconds=1), lease=timedelta(minutes=5), lane="plans", wanted=_plans_wait)
def make_plans(now: datetime) -> None:
    """Make the plans that wait, in a lane of their own: a large store keeps nothing else waiting."""
    make_waiting(now)


@duty("notice:publish", every=timedelta(seconds=1), lease=timedelta(minutes=5), wanted=_scheduled)
def publish_scheduled(now: datetime) -> None:
    """Publish the versions whose time has come, by a clock that can be believed: what was published is in force."""
    require_likely(now)
    publish_due(now)


@duty("notice:tell", every=timedelta(seconds=2), lease=timedelta(minutes=5), wanted=_tellings_wait)
def tell(now: datetime) -> None:
    """Queue the messages of those who are to be told, and follow what became of them."""
    queue_messages(now)
    follow_messages(now)


@duty("sources:find", every=FOUND_EVERY, lease=timedelta(minutes=30), lane="plans")
def find_whom_to_inform(now: datetime) -> None:
    """Find whose data came from elsewhere and who was not told of it, and who cannot wait as theirs were passed on."""
    find_untold(now)
    hasten_disclosed(now)


@duty("sources:tell", every=timedelta(seconds=10), lease=timedelta(minutes=5), wanted=anybody_to_inform)
def inform(now: datetime) -> None:
    """Queue the messages of those who are told where their data came from, and follow what became of them."""
    queue_informing(now)
    follow_informing(now)


@duty("notice:remind", at=time(7, 0))
def remind_of_reviews(now: datetime) -> None:
    """Write to the privacy lead when the notice or an assessment is due to be looked at again."""
    remind(now)
