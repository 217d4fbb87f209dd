"""Starting, ending and reopening matters. The dates of everybody's data that wait for one follow at once."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from honour.dealings.matters.errors import MatterRefusedError
from honour.dealings.matters.kinds import SAID, Kind
from honour.dealings.matters.waiting import OWNER, involve, let_wait
from honour.dealings.models import Company, Matter, Tie
from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.register.due.triggers import move_trigger, open_trigger

_EARLIEST, _LATEST = 1900, 2200

declare("matter:started", "A project, an invoice, a case or the like was recorded.")
declare("matter:ended", "A project, a case or the like ended, or its day became known.")
declare("matter:reopened", "A project, a case or the like goes on after all.")


def start_matter(  # noqa: PLR0913 - what a matter is
    kind: Kind,
    reference: str,
    *,
    by: str,
    at: dt.datetime,
    started_at: dt.datetime | None = None,
    ended_at: dt.datetime | None = None,
    what: str = "",
    company: Company | None = None,
) -> Matter:
    """Record a matter, with the people of the company it is for. An accounting period takes in what came in it.

    Arguments: ``reference``, our own number of it, and ``what``, a few words on it: both without anybody's name;
    ``by``, the opaque id of who says so; ``started_at``, ``at`` unless given; ``ended_at``, its end or day, if known.
    Errors: ``MatterRefusedError`` when the number is taken or empty, or it would end before it began.
    """
    number, words, begun = reference.strip(), " ".join(what.split()), started_at or at
    if not number:
        raise MatterRefusedError("Give it a number of its own.")
    if "@" in number + words:
        raise MatterRefusedError("Leave out addresses and names: who it concerns is tied to it afterwards.")
    _require_order(begun, ended_at)
    try:
        with transaction.atomic():
            row = Matter.objects.create(kind=kind, reference=number, what=words, company=company, started_at=begun)
            open_trigger(OWNER, str(row.pk), SAID[kind].triggers)
            said = {"matter": row.pk, "kind": kind.value, "by": by}
            entries.append("matter:started", said | ({"company": company.public_id} if company else {}), at=at)
            if company is not None:
                involve(row, _people_of(company), by=by, at=at)
            if ended_at is not None:
                end_matter(row.pk, ended_at=ended_at, by=by, now=at)
                row.refresh_from_db()
    except IntegrityError:
        raise MatterRefusedError(
            "Something else has this number already. Open that, or give another one.", taken=True
        ) from None
    return row


def end_matter(matter: int, *, ended_at: dt.datetime, by: str, now: dt.datetime) -> int:
    """End a matter, or say its day, which may lie behind or before us; returns how many records moved.

    Errors: ``MatterRefusedError`` when it would end before it began.
    """
    with transaction.atomic():
        row = Matter.objects.select_for_update(of=("self",)).get(pk=matter)
        if not SAID[Kind(row.kind)].began:
            row.started_at = min(row.started_at, ended_at)
        _require_order(row.started_at, ended_at)
        row.ended_at = ended_at
        row.save(update_fields=["started_at", "ended_at"])
        moved = move_trigger(OWNER, str(matter), ended_at, now)
        if row.kind == Kind.PERIOD:
            moved += let_wait(row, row.started_at, ended_at, by=by, now=now)
        entries.append("matter:ended", {"matter": matter, "by": by, "records": moved}, at=now)
    return moved


def reopen_matter(matter: int, *, by: str, now: dt.datetime) -> int:
    """Let a matter go on: it was ended by mistake, or taken up again. What a sweep has taken does not come back."""
    with transaction.atomic():
        Matter.objects.select_for_update(of=("self",)).get(pk=matter)
        Matter.objects.filter(pk=matter).update(ended_at=None)
        moved = move_trigger(OWNER, str(matter), None, now)
        entries.append("matter:reopened", {"matter": matter, "by": by, "records": moved}, at=now)
    return moved


def _people_of(company: Company) -> list[str]:
    return list(Tie.objects.filter(company=company).order_by("pk").values_list("subject__public_id", flat=True))


def _require_order(began: dt.datetime, ended: dt.datetime | None) -> None:
    """See that the days are in order, and such as periods of years can be counted from."""
    for each in filter(None, (began, ended)):
        if not _EARLIEST <= each.year <= _LATEST:
            raise MatterRefusedError(f"Give a day between {_EARLIEST} and {_LATEST}.")
    if ended is not None and ended < began:
        raise MatterRefusedError("It cannot end before it began. Look at both days again.")
