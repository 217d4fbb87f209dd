"""Restricting somebody who was to be erased and whom an open hold keeps, until the hold ends or that is undone.

What stays is used for the claim that it is kept for, and for nothing else (UK GDPR Arts 17(3)(e), 18).
"""

from __future__ import annotations

from datetime import datetime

from honour.register.deciding import decide
from honour.register.models import Erasure, Permission, Subject

_HOW = "hold"


def restrict(subject: Subject, by: str, at: datetime) -> None:
    """Restrict a person whose row is locked; a restriction that they have already is theirs, and outlasts the hold."""
    if not subject.restricted:
        decide(subject.public_id, Permission.Kind.RESTRICTION, at=at, how=_HOW, recorded_by=by)


def let_use_again(subject: int, by: str, at: datetime) -> None:
    """Lift the restriction of somebody who is here yet, once nothing of them waits any more to be erased with the rest.

    A restriction that they asked for stands.
    """
    of_all = Erasure.objects.filter(subject=subject, of_all=True)
    person = Subject.objects.filter(pk=subject, status=Subject.Status.LIVE, restricted=True).first()
    if person is None or of_all.filter(step__lt=Erasure.Step.CONFIRMED).exists():
        return
    restrictions = Permission.objects.filter(subject=subject, kind=Permission.Kind.RESTRICTION)
    last = restrictions.order_by("-at", "-pk").first()
    if last is not None and of_all.filter(asked_at=last.at).exists():
        decide(person.public_id, Permission.Kind.RESTRICTION_LIFTED, at=at, how=_HOW, recorded_by=by)
