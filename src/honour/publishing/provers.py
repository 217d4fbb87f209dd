"""S29: the version in use is the newest published, and whoever had to be told was told before any use under it.

S18: whoever is to be told where their data came from is on the list for it, and nobody's time goes by there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from honour.evidence.models import Payload
from honour.evidence.provers import Exhibit, Finding, broken, judged, kept, not_proved, prover
from honour.notice.wording import counted
from honour.publishing.from_elsewhere import FOUND_WITHIN, informings
from honour.publishing.models import HeldSource, Informing, Proposal
from honour.register.models import Collection, NoticeVersion, Permission, Record
from honour.register.provers.uses import LedgerUse, covering, uses
from honour.register.told_where_from import untold
from honour.register.versions import Versions, versions


@prover(
    "S29",
    clause="changes",
    test=(
        "The version in use is the one published last, and the one the ledger names last; none was published by a "
        "proposal that nobody approved."
    ),
)
def the_newest_version_is_in_use(now: datetime) -> Finding:
    """Hold the version in use against the versions and the ledger."""
    rows = list(NoticeVersion.objects.order_by("published_at", "number"))
    if not rows:
        return not_proved("No version of the notice is published yet.")
    known = versions()
    newest, in_use = rows[-1], known.current(now)
    exhibits = []
    if in_use.label != newest.label:
        words = f"Version {in_use.label} is in use, and {newest.label} was published after it."
        exhibits.append(Exhibit(words, entry=newest.entry))
    payload = Payload.objects.filter(entry__kind="notice:published").order_by("-entry_id").first()
    if payload is not None and json.loads(payload.content)["version"] != in_use.label:
        exhibits.append(Exhibit("The ledger names another version as the one published last.", entry=payload.entry_id))
    unapproved = Proposal.objects.filter(state=Proposal.State.PUBLISHED, approved_by="")
    exhibits += [Exhibit(f"Version {one.label} was published without approval.") for one in unapproved]
    coverage = f"all {counted(len(rows), 'version')}"
    return judged(exhibits, lambda faults: f"{faults:,} of {len(rows)} versions out of order", coverage)


@prover(
    "S29",
    clause="changes",
    test="Nobody's data were used for a purpose that came after they were given before that person had been told.",
)
def told_before_use(_: datetime) -> Finding:
    """Follow each use of data for a purpose that the notice they were given under did not name."""
    known = versions()
    examined = later = 0
    exhibits: list[Exhibit] = []
    for use in uses():
        examined += 1
        new = list(_given_before(known, use))
        later += bool(new)
        if new and not use.observed and not _told(known, use):
            exhibits.append(Exhibit(f"Used for {use.purpose} before the person was told of it.", entry=use.entry))
    if not examined:
        return not_proved("No data have been used yet.")
    coverage = covering(examined)
    return judged(
        exhibits,
        lambda faults: f"{faults:,} of {later} uses for a later purpose came before the person was told",
        coverage,
    )


def _given_before(known: Versions, use: LedgerUse) -> Iterator[int]:
    """Give the records of a use whose notice did not declare the purpose."""
    if use.subject is None or not use.records:
        return
    declares = {version.number: use.purpose in version.notice.purposes for version in known.all}
    for pk, version in Record.objects.filter(pk__in=use.records).values_list("pk", "version"):
        if version is not None and not declares.get(version, False):
            yield pk


def _told(known: Versions, use: LedgerUse) -> bool:
    """Say whether somebody had been told, by the time of a use, of a version that declares its purpose."""
    declaring = [version.number for version in known.all if use.purpose in version.notice.purposes]
    if use.subject is None:
        return False
    told = Permission.objects.filter(
        subject_id=use.subject, kind=Permission.Kind.INFORMED, about__in=declaring, at__lte=use.at
    )
    shown = Collection.objects.filter(subject_id=use.subject, version__in=declaring, at__lte=use.at)
    return told.exists() or shown.exists()


@prover(
    "S18",
    clause="sources",
    test=(
        "Whoever is to be told where their data came from is on the list of those to be told; nobody's time went by "
        "on it, unless somebody holds it."
    ),
)
def everybody_is_told_where_from(now: datetime) -> Finding:
    """Hold the list of those to be told against the register and the clock."""
    exhibits: list[Exhibit] = []
    missing = 0
    for group in untold(now):
        listed = Informing.objects.filter(source=group.source).values("subject")
        left_out = group.records.filter(collected_at__lte=now - FOUND_WITHIN).exclude(subject__in=listed)
        missing += left_out.values("subject").distinct().count()
        exhibits += [Exhibit("Its person is on no list of those to be told.", record=str(pk)) for pk in _few(left_out)]
    held = HeldSource.objects.values("source")
    waiting = informings().filter(state__in=[Informing.State.WAITING, Informing.State.QUEUED])
    gone_by = now - timedelta(hours=1)
    late = waiting.filter(due_by__lte=gone_by, not_before__lte=gone_by).exclude(source__in=held)
    exhibits += [Exhibit(f"Informing {pk} was due and has not gone.") for pk in _few(late)]
    on_list = informings().count()
    by_hand = informings().filter(state=Informing.State.LATE).count() + waiting.filter(source__in=held).count()
    listed_now = counted(on_list, "person", "people")
    coverage = f"{listed_now} on the list" + (f", {by_hand} held" if by_hand else "")
    if exhibits:
        faults = counted(missing + late.count(), "person", "people")
        return broken(f"{faults} not told of data from elsewhere as they should be", coverage, exhibits)
    return kept(f"nobody left out of {listed_now} to be told of data from elsewhere", coverage)


_MOST = 50


def _few(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:_MOST])
