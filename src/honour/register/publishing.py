"""Publishing a version of the notice: from then on, it is what runs (see docs/decisions/0003)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from honour.evidence import entries
from honour.evidence.work import bring_forward
from honour.gate.numbers import NoNumberLeft
from honour.notice.builtin import with_builtin
from honour.notice.check import Finding, check
from honour.notice.reading import read_notice
from honour.register.due.moving import move_due
from honour.register.due.scope import EVERYBODY
from honour.register.errors import PublishingRefusedError
from honour.register.known_keys import register_keyring
from honour.register.models import NoticeVersion
from honour.register.numbers import allot_numbers
from honour.register.versions import Published, versions


def publish(data: bytes, name: str, *, actor: str, at: datetime, as_is: Collection[str] | None = None) -> Published:
    """Publish a notice's file, and record it on the ledger.

    Arguments: ``name``, the file's name for messages; ``actor``, the opaque id of who publishes; ``at``, aware;
    ``as_is``, for a historical notice, every error acknowledged by name: its code (``L04``), or code and clause
    (``L04 retention.records``). Publishing the very same file again changes nothing.
    Errors: those of reading the file; ``PublishingRefusedError`` while the check has errors that are not acknowledged,
    when its id is not that of the versions before, when the label was published with other bytes, when it would apply
    before the one in use or in years, when it replaces another than that, or when no number is left. Nothing is written
    then.
    """
    register_keyring()
    notice = read_notice(data, name)
    joined = with_builtin(notice)
    digest = hashlib.sha256(data).hexdigest()
    other = versions().refuses(notice)
    if other:
        raise PublishingRefusedError(other, ("another-notice",))
    before = NoticeVersion.objects.filter(label=notice.version).first()
    if before:
        return _published_before(before, digest)
    out = versions().out_of_turn(notice, at)
    if out:
        raise PublishingRefusedError(out.sentence, (out.code,))
    errors = [finding for finding in check(notice, at=timezone.localdate(at)) if finding.severity == "error"]
    acknowledged = _acknowledge(errors, as_is)
    with transaction.atomic():
        try:
            number = allot_numbers(joined).versions[notice.version]
        except NoNumberLeft as full:
            raise PublishingRefusedError(str(full), ("no-number-left",)) from full
        payload = {
            "version": notice.version,
            "digest": digest,
            "effective": notice.effective.isoformat(),
            "by": actor,
            "as_is": as_is is not None,
            "acknowledged": acknowledged,
        }
        entry = entries.append("notice:published", payload, at=at)
        NoticeVersion.objects.create(
            number=number,
            label=notice.version,
            digest=digest,
            text=data.decode("utf-8"),
            effective=notice.effective,
            published_at=at,
            published_by=actor,
            as_is=as_is is not None,
            acknowledged=acknowledged,
            entry=entry,
        )
        if NoticeVersion.objects.count() == 1:
            bring_forward("promises:prove", at)  # until now the board could only say that there is no notice
        moved = move_due(EVERYBODY, at)
        if moved:
            entries.append("retention:moved", {"version": notice.version, "records": moved}, at=at)
    return versions().numbered(number)


def _published_before(before: NoticeVersion, digest: str) -> Published:
    if before.digest != digest:
        day = f"{timezone.localtime(before.published_at):%-d %B %Y}"
        raise PublishingRefusedError(
            f"Version {before.label} was published on {day} with other words. A published "
            "version never changes: give this one a new version label.",
            ("label-taken",),
        )
    return versions().numbered(before.number)


def _acknowledge(errors: list[Finding], as_is: Collection[str] | None) -> list[str]:
    """Give the errors acknowledged, by code and clause.

    Errors: ``PublishingRefusedError`` when one is not.
    """
    named = frozenset(as_is or ())
    missing = [each for each in errors if each.code not in named and f"{each.code} {each.clause}" not in named]
    if missing:
        said = "; ".join(f"{each.code} {each.clause}: {each.sentence}" for each in missing[:5])
        more = f" And {len(missing) - 5} more." if len(missing) > 5 else ""  # noqa: PLR2004 - as many as were said
        raise PublishingRefusedError(
            f"The check finds {len(missing)} errors that stand in the way. {said}{more} Mend them, or, for a "
            "historical notice, publish it as it is and acknowledge each by its code.",
            tuple(dict.fromkeys(each.code for each in missing)),
        )
    return sorted({f"{each.code} {each.clause}" for each in errors})
