"""What is gone after an erasure: keys, values, files, identifiers, permissions, collections, staged items."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from honour.register.attachments.forgetting import forget_attachments
from honour.register.holders import Going, forget_held
from honour.register.models import Collection, DataKey, Identifier, Permission, Record, Subject, TriggerTie
from honour.register.older import older_versions
from honour.register.staging import forget_staged_of


@dataclass(frozen=True, slots=True)
class Gone:
    """How many records, data keys and staged items are gone."""

    records: int
    keys: int
    staged: int


def forget_person(subject: Subject, keep: frozenset[int] = frozenset()) -> Gone:
    """Destroy the keys of a person and delete every row about them; the opaque id stays, with nothing beside it.

    Arguments: ``keep``, records that a hold keeps, with their keys and what they are found by.
    """
    digests = [(kind, bytes(digest)) for kind, digest in subject.identifiers.values_list("kind", "digest")]
    staged = forget_staged_of(subject, digests)
    forget_held(Going(subject.pk))
    going = Record.objects.filter(subject=subject).exclude(pk__in=keep)
    forget_attachments(subject.pk, list(going.values_list("pk", flat=True)) if keep else None)
    keys = _destroy(DataKey.objects.filter(subject=subject).exclude(record__in=keep))
    Identifier.objects.filter(subject=subject).exclude(record__in=keep).delete()
    going.update(superseded_by=None)  # or their order of going would matter
    records = going.delete()[0]
    Permission.objects.filter(subject=subject).delete()
    TriggerTie.objects.filter(subject=subject).delete()
    Collection.objects.filter(subject=subject, record=None).delete()
    Subject.objects.filter(pk=subject.pk).update(
        kind=None,
        consents=0,
        objections=0,
        marketing_objection=False,
        restricted=False,
        informed=0,
        approvals=0,
        last_contact=None,
        stops=0,
        paused_until=None,
        subscriber=Subject.Subscriber.UNKNOWN,
    )
    return Gone(records, keys, staged)


def forget_record(subject: Subject, record: int) -> Gone:
    """Delete a record, the older versions it replaced, and their key when no other record is left under it."""
    found = Record.objects.filter(pk=record, subject=subject).first()
    if found is None:
        return Gone(0, 0, 0)
    going = older_versions([found.pk])
    forget_held(Going(subject.pk, tuple(going)))
    forget_attachments(subject.pk, going)
    Identifier.objects.filter(record__in=going).delete()
    Record.objects.filter(pk__in=going).update(superseded_by=None)
    records = Record.objects.filter(pk__in=going).delete()[0]
    left = Record.objects.filter(key=found.key_id).exists()
    keys = 0 if left else _destroy(DataKey.objects.filter(pk=found.key_id))
    return Gone(records, keys, 0)


def _destroy(keys: models.QuerySet[DataKey]) -> int:
    return keys.exclude(state=DataKey.State.DESTROYED).update(wrapped=b"", state=DataKey.State.DESTROYED)
