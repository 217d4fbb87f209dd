"""Looking for people before their erasure destroys anything, and again afterwards; what both showed is certified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.utils import timezone

from honour.register.holding import held_openly, held_records
from honour.register.models import Erasure
from honour.retention.models import Certificate, Trace
from honour.retention.proof.certifying import certify, counts
from honour.retention.proof.exported import remove_exports
from honour.retention.proof.finder import Finder
from honour.retention.proof.looking import Look, look
from honour.retention.proof.marks import written_mark
from honour.retention.proof.needles import Needle
from honour.retention.proof.rewriting import rewrite_keys, rewrite_where_needed
from honour.retention.proof.rows import rows_about
from honour.retention.proof.sought import Sought
from honour.retention.proof.traces import traces_of

Step = Erasure.Step


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen before."""

    sought: tuple[Sought, ...]
    finder: Finder
    before: Look


def look_for(erasures: Sequence[int]) -> Seen | None:
    """Gather what there is of those about to be erased, look where it lies, and note by what it is known again.

    A replay after a restore repeats erasures that were proved when they were done. What has been destroyed already is
    left to ``honour.retention.proof.following``.
    """
    rows = Erasure.objects.filter(pk__in=erasures, step__lt=Step.DESTROYED).exclude(reason="replay")
    needles: list[Needle] = []
    sought = []
    for subject, group in groupby(rows.select_related("subject").order_by("subject", "pk"), lambda row: row.subject_id):
        openly = held_openly(subject)
        together = tuple(erasure for erasure in group if erasure.record not in openly)
        if not together:
            continue
        traces = traces_of(together)
        theirs = traces.needles()
        which = range(len(needles), len(needles) + len(theirs))
        needles += theirs
        whole = any(erasure.record is None for erasure in together)
        rows_of = rows_about([subject], but=held_records(subject)) if whole else {}
        sought.append(Sought(together, traces, which, rows_of, _last_of(together)))
    if not sought:
        return None
    finder = Finder(needles)
    before = look(finder)
    with transaction.atomic():
        for each in sought:
            _note(each, before.things(needles, each.needles))
    return Seen(tuple(sought), finder, before)


def _last_of(erasures: Sequence[Erasure]) -> Certificate | None:
    return Certificate.objects.filter(erasures__in=erasures).order_by("-pk").first()


def _note(sought: Sought, before: dict[str, Any]) -> None:
    """Write down by what the sealed bytes are known again, before anything of them is destroyed."""
    for erasure in sought.erasures:
        noted = Trace.objects.filter(erasure=erasure).values_list("marks", flat=True).first() or []
        marks = noted + [each for mark in sought.traces.marks if (each := written_mark(mark)) not in noted]
        Trace.objects.update_or_create(
            erasure=erasure,
            defaults={
                "marks": marks,
                "before": counts(before),
                "suppressed": sought.traces.suppressed,
                "at": timezone.now(),
            },
        )


def certify_seen(seen: Seen, at: datetime) -> None:
    """Look again, and certify what that showed of each person, of whatever went.

    What a hold keeps is no part of that: its certificate follows this one when the hold has ended. So whether there is
    a certificate tells nobody whether there is a hold.
    """
    removed = {each.needles.start: remove_exports(each.erasures) for each in seen.sought}
    rewritten = rewrite_keys(everything=not seen.before.places.applicable)
    after = look(seen.finder, seen.before)
    needles = seen.finder.needles
    files = after.files_with(needles, range(len(needles)), ("value", "hash", "key", "sealed"))
    if again := rewrite_where_needed(files):
        rewritten += again
        after = look(seen.finder, after)
    for sought in seen.sought:
        done = Erasure.objects.carried_out().filter(pk__in=[each.pk for each in sought.erasures])
        if done.count() < len(sought.erasures) or _last_of(sought.erasures) != sought.last:
            continue  # another process was first, or undid it
        certify(sought, seen.before, after, needles, at, rewritten, removed[sought.needles.start])
