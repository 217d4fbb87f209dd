"""Starting and ending projects and services. What the notice keeps for as long as one runs follows at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from honour.dealings.models import Involvement, Service
from honour.dealings.services.errors import ServiceRefusedError
from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.register.due.triggers import move_trigger, open_trigger, tie
from honour.register.models import Subject
from honour.register.people import lock_person

declare("service:started", "A project or a service began.")
declare("service:ended", "A project or a service ended.")
declare("service:reopened", "A project or a service goes on after all.")
declare("service:involved", "People were tied to a project or a service.")

OWNER = "dealings.services"
TRIGGERS = {
    Service.Kind.PROJECT: ("project-ended", "contract-ended", "relationship-ended"),
    Service.Kind.SERVICE: ("service-ended", "contract-ended", "relationship-ended"),
}
"""What ends with each kind. A contract, and the relationship, end with the last project or service under it."""


def start_service(kind: Service.Kind, reference: str, *, by: str, at: datetime) -> Service:
    """Begin a project or service.

    Arguments: ``reference``, our own number of it, without anybody's name; ``by``, the opaque id of who says so.
    Errors: ``ServiceRefusedError`` when the reference is taken or empty.
    """
    if not reference.strip():
        raise ServiceRefusedError("Give the project or service a number of its own.")
    with transaction.atomic():
        if Service.objects.filter(reference=reference).exists():
            raise ServiceRefusedError("There is a project or service of this number already. Give it another one.")
        service = Service.objects.create(kind=kind, reference=reference, started_at=at)
        open_trigger(OWNER, str(service.pk), TRIGGERS[kind])
        entries.append("service:started", {"service": service.pk, "kind": kind.value, "by": by}, at=at)
    return service


def involve(service: Service, people: Iterable[str], *, by: str, at: datetime) -> int:
    """Tie people to a project or service; returns how many are new to it.

    Arguments: ``people``, their opaque ids. Errors: ``UnknownPersonError``; then nobody was tied.
    """
    with transaction.atomic():
        rows: list[Subject] = [lock_person(person) for person in people]
        known = set(Involvement.objects.filter(service=service).values_list("subject_id", flat=True))
        new = [row for row in rows if row.pk not in known]
        Involvement.objects.bulk_create(Involvement(service=service, subject=row, since=at) for row in new)
        tie(open_trigger(OWNER, str(service.pk), TRIGGERS[Service.Kind(service.kind)], service.ended_at), new, at)
        if new:
            entries.append("service:involved", {"service": service.pk, "people": len(new), "by": by}, at=at)
    return len(new)


def end_service(service: int, *, ended_at: datetime, by: str, now: datetime) -> int:
    """End a project or service on a day, which may lie behind or before us; returns how many records moved.

    Errors: ``ServiceRefusedError`` when it would end before it began.
    """
    with transaction.atomic():
        row = Service.objects.select_for_update().get(pk=service)
        if ended_at < row.started_at:
            raise ServiceRefusedError("It cannot end before it began. Look at both days again.")
        Service.objects.filter(pk=service).update(ended_at=ended_at)
        moved = move_trigger(OWNER, str(service), ended_at, now)
        entries.append("service:ended", {"service": service, "by": by, "records": moved}, at=now)
    return moved


def reopen_service(service: int, *, by: str, now: datetime) -> int:
    """Let a project or service go on: it was ended by mistake, or taken up again."""
    with transaction.atomic():
        Service.objects.select_for_update().get(pk=service)
        Service.objects.filter(pk=service).update(ended_at=None)
        moved = move_trigger(OWNER, str(service), None, now)
        entries.append("service:reopened", {"service": service, "by": by, "records": moved}, at=now)
    return moved
