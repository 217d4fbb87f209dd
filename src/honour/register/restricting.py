"""Restricting somebody who was to be erased and whom an open hold keeps, until the hold ends or that is undone.

What stays is used for the claim that it is kept for, and for nothing else (UK GDPR Arts 17(3)(e), 18). A consent would
let it be used all the same (Art 18(2)), so whoever asks to be erased has taken theirs back.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from honour.register.deciding import decide
from honour.register.models import Erasure, Permission, Subject
from honour.register.versions import versions

_HOW = "hold"
_OURS = {_HOW, "replay"}
Kind = Permission.Kind


def restrict(subject: Subject, by: str, at: datetime) -> None:
    """Restrict a person whose row is locked, and take back what they consented to.

    A restriction that they have already is theirs, and outlasts the hold.
    """
    for purpose in sorted(versions().clauses.of_bits("purposes", subject.consents)):
        decide(subject.public_id, Kind.WITHDRAWAL, about=purpose, at=at, how=_HOW, recorded_by=by)
    if not subject.restricted:
        decide(subject.public_id, Kind.RESTRICTION, at=at, how=_HOW, recorded_by=by)


def let_use_again(subject: int, by: str, at: datetime) -> None:
    """Lift the restriction of somebody who is here yet, once nothing of them waits any more to be erased with the rest.

    A restriction that they asked for stands.
    """
    person = Subject.objects.filter(pk=subject, status=Subject.Status.LIVE, restricted=True).first()
    if person is None or _is_waiting(subject):
        return
    last = _last(subject, {Kind.RESTRICTION})
    if (
        last is not None
        and last.how in _OURS
        and Erasure.objects.filter(subject=subject, of_all=True, asked_at=last.at).exists()
    ):
        decide(person.public_id, Kind.RESTRICTION_LIFTED, at=at, how=_HOW, recorded_by=by)


def consent_again(subject: Subject, asked_at: Collection[datetime], by: str, at: datetime) -> None:
    """Let the consents stand again that were taken back by erasures which are undone, unless that was decided since.

    Arguments: ``asked_at``, when these erasures were asked for.
    """
    if _is_waiting(subject.pk):
        return
    taken_back = Permission.objects.filter(subject=subject, kind=Kind.WITHDRAWAL, at__in=list(asked_at))
    for number in taken_back.order_by("about").values_list("about", flat=True).distinct():
        last = _last(subject.pk, {Kind.CONSENT, Kind.WITHDRAWAL}, about=number)
        given = _last(subject.pk, {Kind.CONSENT}, about=number)
        ours = last is not None and last.kind == Kind.WITHDRAWAL and last.how in _OURS and last.at in asked_at
        if given is None or not ours:
            continue
        purpose = versions().clauses.clause("purposes", number)
        decide(
            subject.public_id, Kind.CONSENT, about=purpose, at=at, how=_HOW, recorded_by=by, on_form=given.collection
        )


def _is_waiting(subject: int) -> bool:
    return Erasure.objects.filter(subject=subject, of_all=True, step__lt=Erasure.Step.CONFIRMED).exists()


def _last(subject: int, kinds: Collection[Kind], **more: int | None) -> Permission | None:
    return Permission.objects.filter(subject=subject, kind__in=kinds, **more).order_by("-at", "-pk").first()
