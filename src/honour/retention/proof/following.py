"""Looking again: at what remained for a while, at proofs that were cut off, and whenever somebody doubts.

Of somebody erased nothing is known any more, so they are looked for by the marks of what was sealed; and by values,
where whoever doubts types them. These are held in memory only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from honour.ledger.certificate import read_certificate
from honour.register.holding import held_records
from honour.register.models import Erasure
from honour.retention.models import Certificate, Trace
from honour.retention.proof.certifying import counts, method, write
from honour.retention.proof.exported import remove_exports
from honour.retention.proof.finder import Finder
from honour.retention.proof.looking import decoy_found, look
from honour.retention.proof.marks import read_mark
from honour.retention.proof.needles import BYTE_FORMS, TEXT_FORMS
from honour.retention.proof.rewriting import AT_NIGHT, AT_ONCE, rewrite_keys, rewrite_where_needed, wash_log
from honour.retention.proof.rows import rows_about
from honour.retention.proof.traces import Mark, Traces


def look_again(
    erasures: Sequence[Erasure], at: datetime, values: Iterable[str] = (), *, night: bool = False
) -> Certificate:
    """Look for somebody erased again, and certify what that shows.

    Arguments: ``erasures``, of one person and done; ``values`` that somebody typed; ``night``, whether large tables may
    be written anew too.
    """
    last = Certificate.objects.filter(erasures__in=erasures).order_by("-pk").first()
    marks = _marks(erasures)
    traces = Traces(marks=marks)
    traces.seek(value for value in values if value.strip())
    finder = Finder(traces.needles())
    rewritten, removed = rewrite_keys() if night else [], remove_exports(erasures)
    seen = look(finder)
    which, everything = range(len(finder.needles)), ("value", "hash", "key", "sealed")
    files = seen.files_with(finder.needles, which, everything)
    more = rewrite_where_needed(files, AT_NIGHT if night else AT_ONCE)
    if wash_log(files) or more:
        rewritten += more
        seen = look(finder, seen)
        files = seen.files_with(finder.needles, which, everything)
    after = seen.things(finder.needles, which)
    planted, found = decoy_found()
    stored = len(marks)
    told: dict[str, Any] = {
        "looked_for": {
            "values": len(traces.values),
            "too_short": traces.short,
            "words_of_the_notice": traces.common,
            "hashes": 0,
            "keys": sum(mark.kind == "key" for mark in marks),
            "sealed": sum(mark.kind == "sealed" for mark in marks),
            "again": True,
            "forms_of_values": list(TEXT_FORMS),
            "forms_of_bytes": list(BYTE_FORMS),
        },
        "searched": seen.searched(),
        "method": method(seen, rewritten),
        "before": _before(erasures, last),
        "after": counts(after),
        "control": {"stored": stored, "planted_forms": planted, "planted_forms_found": found},
    }
    if removed:
        told["files_removed"] = removed
    if any(erasure.record is None for erasure in erasures):
        subject = erasures[0].subject_id
        told["rows"] = {"after": rows_about([subject], but=held_records(subject))}
    keys = sorted({mark.key for mark in marks if mark.kind == "key" and mark.key})
    return write(erasures, marks, keys, after, files, told, at, last, unless_same=night)


def certify_cut_off(at: datetime) -> int:
    """Certify erasures that are done, and whose proof was cut off, by their marks; gives how many certificates."""
    cut_off = Erasure.objects.carried_out().filter(trace__isnull=False, certificates=None)
    rows = cut_off.select_related("subject").order_by("subject", "pk")
    people = [list(group) for _, group in groupby(rows, lambda row: row.subject_id)]
    for together in people:
        look_again(together, at)
    return len(people)


def follow_up(at: datetime) -> int:
    """Look again at what something remained of; gives how many certificates were made.

    Where nothing has changed since the last certificate, no new one is made.
    """
    made = 0
    for last in Certificate.objects.filter(waits=True, followed=None):
        if _is_to_be_looked_at(last, at):
            made += look_again(list(last.erasures.all()), at, night=True) != last
    return made


def _is_to_be_looked_at(last: Certificate, at: datetime) -> bool:
    """Say whether something has changed: a day has come by which something goes, or it goes by itself any night."""
    remains = read_certificate(last.text)["remains"]
    days = [each["until"] for each in remains]
    return any(day is None or day <= timezone.localdate(at).isoformat() for day in days)


def _marks(erasures: Sequence[Erasure]) -> list[Mark]:
    found: dict[str, Mark] = {}
    for marks in Trace.objects.filter(erasure__in=erasures).values_list("marks", flat=True):
        found |= {json.dumps(mark, sort_keys=True): read_mark(mark) for mark in marks}
    return list(found.values())


def _before(erasures: Sequence[Erasure], last: Certificate | None) -> dict[str, Any]:
    """Give what was found before the erasure: as the last certificate says, or as was noted then."""
    if last is not None:
        said: dict[str, Any] = read_certificate(last.text)["before"]
        return said
    trace = Trace.objects.filter(erasure__in=erasures).first()
    return trace.before if trace else {}
