"""What of the installation itself waits on Today: a worker that is not running, mail that does not leave, backups.

For whoever answers for the installation. Each is counted in the database; no folder is read.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from honour.backups.rehearsing import ENTRY
from honour.evidence.models import Duty, Entry
from honour.evidence.tree.integrating import the_tree
from honour.evidence.tree.rows import next_leaves
from honour.evidence.work import declared_duties
from honour.mailroom.models import Outgoing
from honour.notice.wording import counted
from honour.staff.roles import Part
from honour.ui.waiting import Onlooker, Waiting, waiting_items
from honour.web.console.account.undelivered import failed, stopped

if TYPE_CHECKING:
    from collections.abc import Iterator

LATE = timedelta(minutes=15)
"""A duty that has been due for as long was not begun by anybody."""
TRIES = 3
"""As often does something fail before somebody has to know: what passes by itself does so sooner."""
WAITED = timedelta(hours=1)
LATELY = timedelta(days=7)


@waiting_items("worker", part=Part.STAFF)
def worker_that_stands_still(who: Onlooker) -> Iterator[Waiting]:
    """Say that nothing is done in the background, or that something of it fails again and again."""
    always = [name for name, duty in declared_duties().items() if duty.wanted is None]
    rows = list(Duty.objects.filter(pk__in=always).values_list("run_after", "lease_until"))
    rows += _waiting_for_the_tree()
    idle = [due for due, lease in rows if due < who.now - LATE and (lease is None or lease <= who.now)]
    board = reverse("console:promises")
    how = "Mail, sweeps and proofs wait for it. Start it where Honour runs: honour worker, or honour serve."
    if not rows:
        yield Waiting("The worker has not run yet.", board, urgency="now", detail=how)
    elif idle:
        yield Waiting(f"The worker has not run since {_time(min(idle))}.", board, urgency="now", detail=how)
    failing = Duty.objects.exclude(failure="").filter(attempts__gte=TRIES).order_by("pk")
    for name, attempts, failure in failing.values_list("name", "attempts", "failure"):
        sentence = f"“{name}” failed {attempts} times: {failure}."
        yield Waiting(sentence, board, urgency="now", detail="It is tried again. The log says where it failed.")


def _waiting_for_the_tree() -> list[tuple[datetime, datetime | None]]:
    """Give since when an entry waits to be taken into the tree, and until when a worker is at it.

    Each is taken within seconds, where other duties are hours apart: it is the first to show that nobody is at work.
    """
    waiting = next_leaves(the_tree(), 1)
    written = Entry.objects.filter(pk__in=[leaf.id for leaf in waiting]).values_list("at", flat=True)
    duty = Duty.objects.filter(pk="ledger:integrate").values_list("run_after", "lease_until")
    return [(max(at, due), lease) for at in written for due, lease in duty]


@waiting_items("outbox", part=Part.STAFF)
def mail_that_does_not_leave(who: Onlooker) -> Iterator[Waiting]:
    """Say how many messages wait for a server, failed, or were stopped for a reason that is not their receiver's."""
    mail = reverse("console:mail")
    stuck = ~Q(failure="") | Q(run_after__lt=who.now - WAITED)
    waiting = Outgoing.objects.filter(stuck, state=Outgoing.State.WAITING, queued_at__lt=who.now - WAITED)
    told = waiting.aggregate(first=Min("queued_at"), count=Count("pk"))
    if told["count"]:
        sentence = f"{counted(told['count'], 'message')} could not leave, the first since {_time(told['first'])}."
        yield Waiting(sentence, mail, told["count"], urgency="now", detail="Try the mail server.")
    listed, since = reverse("console:mail-undelivered"), who.now - LATELY
    failing = failed().filter(ended_at__gte=since).count()
    if failing:
        sentence = f"{counted(failing, 'message')} could not be delivered in the last seven days."
        yield Waiting(sentence, listed, failing, detail="Whose they are, why, and what to do stands there.")
    stopping = stopped().filter(ended_at__gte=since).count()
    if stopping:
        yield Waiting(
            f"{counted(stopping, 'message')} {'was' if stopping == 1 else 'were'} stopped before leaving in the last "
            "seven days.",
            listed,
            stopping,
            detail="Nobody had asked us to stop them: the reasons stand there.",
        )


@waiting_items("rehearsals", part=Part.STAFF)
def backups_that_nobody_tried(who: Onlooker) -> Iterator[Waiting]:
    """Say how long ago a backup was last restored to try it."""
    promise = reverse("console:promise", args=["K04"])
    every = timedelta(days=settings.HONOUR_REHEARSE_DAYS)
    last = Entry.objects.filter(kind=ENTRY).order_by("-pk").values_list("at", flat=True).first()
    how = "It is done where Honour runs: honour backup rehearse."
    if last is None:
        yield Waiting("No backup was restored yet to try it.", promise, urgency="soon", detail=how)
    elif who.now - last > every:
        days = (who.now - last).days
        late = who.now - last > 2 * every
        sentence = f"A backup was last restored to try it {counted(days, 'day')} ago."
        yield Waiting(sentence, promise, urgency="due" if late else "soon", detail=how)


def _time(at: datetime) -> str:
    return f"{timezone.localtime(at):%-d %B, %H:%M}"
