"""Writing the certificate of an erasure: what was looked for, where, what was found before and after, what remains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from honour.backups.keeping import known_folders
from honour.evidence import entries
from honour.evidence.tree.signing import installed_signing
from honour.ledger.certificate import read_certificate, sign_certificate
from honour.register.hidden import kept_in_secret
from honour.register.holding import held_records, holds_of
from honour.register.models import DataKey, Erasure, Record, Subject
from honour.register.older import older_versions
from honour.retention.models import Certificate, Trace
from honour.retention.proof.archived import InBackups, in_backups
from honour.retention.proof.looking import Look, decoy_found
from honour.retention.proof.marks import written_mark
from honour.retention.proof.needles import BYTE_FORMS, TEXT_FORMS, Needle
from honour.retention.proof.remaining import remaining, unexpected
from honour.retention.proof.rows import rows_about
from honour.retention.proof.sought import Sought
from honour.retention.proof.traces import Mark

Things = Mapping[str, Mapping[str, Sequence[int]]]


def certify(  # noqa: PLR0913, PLR0917 - what was seen, before and after
    sought: Sought,
    before: Look,
    after: Look,
    needles: Sequence[Needle],
    at: datetime,
    rewritten: Sequence[str] = (),
    removed: int = 0,
) -> Certificate:
    """Certify what two looks showed of one person's erasures.

    Arguments: ``rewritten``, tables written anew; ``removed``, files of the person's data that we had written.
    """
    traces, which = sought.traces, sought.needles
    seen_before, seen_after = before.things(needles, which), after.things(needles, which)
    files = after.files_with(needles, which, ("value", "hash", "key", "sealed"))
    planted, found = decoy_found()
    stored = len(traces.hashes) + len(traces.marks)
    looked_for: dict[str, Any] = {
        "values": len(traces.values),
        "hashes": len(traces.hashes),
        "keys": sum(mark.kind == "key" for mark in traces.marks),
        "sealed": sum(mark.kind == "sealed" for mark in traces.marks),
        "too_short": traces.short,
        "words_of_the_notice": traces.common,
        "hashes_that_stay": traces.elsewhere,
        "forms_of_values": list(TEXT_FORMS),
        "forms_of_bytes": list(BYTE_FORMS),
    }
    told: dict[str, Any] = {
        "looked_for": looked_for,
        "searched": after.searched(),
        "method": method(after, rewritten),
        "before": counts(seen_before),
        "after": counts(seen_after),
        "control": {
            "stored": stored,
            "stored_found_before": _stored(seen_before),
            "planted_forms": planted,
            "planted_forms_found": found,
        },
    }
    if removed:
        told["files_removed"] = removed
    if sought.whole:
        subject = sought.erasures[0].subject_id
        told["rows"] = {"before": sought.rows, "after": rows_about([subject], but=held_records(subject))}
    return write(sought.erasures, traces.marks, traces.keys, seen_after, files, told, at, sought.last)


def write(  # noqa: PLR0913, PLR0917 - the parts of a certificate
    erasures: Sequence[Erasure],
    marks: Sequence[Mark],
    keys: Sequence[int],
    after: Things,
    files: Mapping[Path, str],
    told: Mapping[str, Any],
    at: datetime,
    follows: Certificate | None = None,
    *,
    unless_same: bool = False,
) -> Certificate:
    """Look into the backups, put the certificate together, sign and keep it, and say so on the ledger.

    Arguments: ``follows``, the certificate that this one brings up to date; ``unless_same``, whether that one is given
    back where it would say the same.
    """
    rows = list(Erasure.objects.filter(pk__in=[each.pk for each in erasures]).select_related("subject").order_by("pk"))
    subject = rows[0].subject
    in_secret = [row for row in rows if row.step == Erasure.Step.JOURNALLED]  # a sealed hold keeps some of it
    done = max(row.done_at or at for row in rows)
    shared = _shared(subject, marks, in_secret, at)
    backups = in_backups(known_folders(), subject, marks, shared, done, at, unmarked=bool(in_secret))
    first_in_secret = bool(in_secret) and follows is None
    remains = remaining(after, files, backups, locked=not shared, unmarked=first_in_secret)
    found = unexpected(after) or (backups.tried is not None and backups.tried.broken)
    if follows is not None and unless_same and _says(follows, remains, nothing_found=not found):
        return follows
    signing = installed_signing()
    with transaction.atomic():
        row = Certificate.objects.create(
            made_at=at, text="", nothing_found=not found, waits=bool(remains), follows=follows
        )
        row.erasures.set(rows)
        body = {
            "number": row.pk,
            "follows": follows.pk if follows else None,
            "made_at": at.isoformat(),
            "carried_out_at": _carried_out_at(follows) or done.isoformat(),
            "person": subject.public_id,
            "erasures": [_told(each) for each in rows],
            "kept": _kept(subject, rows, at) + ["in-secret"] * bool(in_secret),
            "key_still_needed": bool(shared),
            "data_keys": [{"key": number, "destroyed": number in _destroyed(keys)} for number in keys],
            "marks": [written_mark(mark) for mark in marks],
            "database": connection.vendor,
            **told,
            "backups": _backups(backups),
            "remains": remains,
            "nothing_found": not found,
        }
        row.text = sign_certificate(body, signing.signer, signing.keys)
        row.save(update_fields=["text"])
        digest = sha256(row.text.encode()).hexdigest()
        said = {"certificate": row.pk, "nothing_found": not found, "sha256": digest}
        entries.append("erasure:certified", said, subject=subject.pk, at=at)
    return row


def _says(certificate: Certificate, remains: Sequence[Any], *, nothing_found: bool) -> bool:
    said = read_certificate(certificate.text)
    return bool(said["remains"] == list(remains) and certificate.nothing_found == nothing_found)


def _carried_out_at(follows: Certificate | None) -> str | None:
    """Give when the first certificate says that it was carried out; an older one says nothing of that."""
    said: str | None = read_certificate(follows.text).get("carried_out_at") if follows else None
    return said


def _told(erasure: Erasure) -> dict[str, Any]:
    """Tell of an erasure, and count what went. ``done_at`` is empty while a sealed hold keeps some of it."""
    return {
        "erasure": erasure.pk,
        "record": erasure.record,
        "of_all": erasure.of_all,
        "reason": erasure.reason,
        "asked_at": erasure.asked_at.isoformat(),
        "done_at": erasure.done_at.isoformat() if erasure.done_at else None,
        "ledger_entry": erasure.entry,
        "gone": erasure.gone,
    }


def _kept(subject: Subject, erasures: Sequence[Erasure], at: datetime) -> list[str]:
    """Say what stays on purpose, but for what a sealed hold keeps."""
    stays = ["number", "ledger"]
    if Trace.objects.filter(erasure__in=erasures, suppressed=True).exists():
        stays.append("do-not-contact")
    if _others(subject, erasures, at).exists():
        stays.append("other-records")
        if holds_of(subject.pk, sealed=False):
            stays.append("held")
    return stays


def _others(subject: Subject, erasures: Sequence[Erasure], at: datetime) -> QuerySet[Record]:
    """Give what else is here of a person, but for what is as good as gone."""
    if subject.status == Subject.Status.ERASED:
        return Record.objects.none()
    going = older_versions([each.record for each in erasures if each.record is not None])
    return Record.objects.filter(subject=subject).exclude(pk__in=[*kept_in_secret(subject.pk, at), *going])


def _shared(subject: Subject, marks: Sequence[Mark], in_secret: Sequence[Erasure], at: datetime) -> frozenset[int]:
    """Give the keys of what was erased, or would be if no sealed hold kept it, that other records still need."""
    keys = {mark.key for mark in marks}
    kept = older_versions([each.record for each in in_secret if each.record is not None])
    keys.update(Record.objects.filter(pk__in=kept).values_list("key", flat=True))
    return frozenset(_others(subject, in_secret, at).filter(key__in=keys).values_list("key", flat=True))


def _destroyed(keys: Sequence[int]) -> set[int]:
    gone = DataKey.objects.filter(pk__in=list(keys), state=DataKey.State.DESTROYED, wrapped=b"")
    return set(gone.values_list("pk", flat=True))


def method(look: Look, rewritten: Sequence[str] = ()) -> dict[str, Any]:
    """Say how the database was searched: its files byte by byte, or its tables, read through it and written anew."""
    said: dict[str, Any] = {"bytes": look.places.applicable, "written_anew": list(rewritten)}
    return said if look.places.applicable else {**said, "why": look.places.why}


def counts(things: Things) -> dict[str, dict[str, int]]:
    """Count the different things found, by place and kind."""
    return {place: {kind: len(found) for kind, found in kinds.items()} for place, kinds in things.items()}


def _stored(things: Things) -> int:
    """Count the different things that lie in the files by design, and were found somewhere."""
    found = {
        thing for kinds in things.values() for kind, all_of in kinds.items() if kind != "values" for thing in all_of
    }
    return len(found)


def _backups(backups: InBackups) -> dict[str, Any] | None:
    if backups.tried is None:
        return None
    tried = backups.tried
    return {
        "newest": tried.name,
        "made_at": tried.made_at.isoformat(),
        "records_under_these_keys": tried.records,
        "opened": tried.opened,
        "trouble": tried.trouble,
        "with_a_key": [each.name for each in backups.keys],
    }
