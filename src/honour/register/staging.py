"""Staging: personal data on the way somewhere, sealed under a key of their own, gone within days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from honour.keyring import make_data_key, seal, unseal
from honour.register.errors import StagingRefusedError, UnknownRecordError
from honour.register.fetching import any_of, fetch
from honour.register.inserting import insert_rows
from honour.register.known_keys import register_keyring
from honour.register.models import HeldThing, Staged, StagedIdentifier, Subject
from honour.register.models.subjects import opaque_id

LONGEST = timedelta(days=7)
_HELD = Exists(
    HeldThing.objects.filter(subject=OuterRef("subject_id"), category=None, record=None, hold__ended_at=None)
)
"""True for a staged item whose person is held with everything that is about them."""
LARGEST = 25 * 1024 * 1024
"""Bytes of one staged item."""


def stage(  # noqa: PLR0913 - each is a fact about what is kept
    owner: str,
    kind: str,
    content: bytes,
    at: datetime,
    keep: timedelta,
    *,
    subject: str | None = None,
    identifiers: Iterable[tuple[str, str]] = (),
) -> str:
    """Keep something for a while and give its opaque id.

    Arguments: ``owner``, the app that alone may take it; ``keep``, at most seven days; ``subject``, the person's opaque
    id where known; ``identifiers``, kind and value of everybody named in it, so that an erasure finds it.
    Errors: ``StagingRefusedError`` when it is too large or kept too long.
    """
    if not owner or len(content) > LARGEST or not timedelta(0) < keep <= LONGEST:
        raise StagingRefusedError(
            f"Staging takes up to {LARGEST // 1024 // 1024} MB for up to {LONGEST.days} days, with an owner. Split "
            "what is larger; what must stay longer belongs in the register."
        )
    keyring = register_keyring()
    name = opaque_id()
    key = make_data_key()
    place = staged_place(name, owner)
    version, wrapped = keyring.wrap(key, place)
    with transaction.atomic():
        staged = Staged.objects.create(
            public_id=name,
            owner=owner,
            kind=kind,
            subject=Subject.objects.get(public_id=subject) if subject else None,
            root_version=version,
            wrapped=wrapped,
            value=seal(key, content, place),
            created_at=at,
            expires_at=at + keep,
        )
        _name(staged.pk, identifiers)
    return name


def name_in_staged(name: str, owner: str, identifiers: Iterable[tuple[str, str]]) -> None:
    """Note who else is named in a staged item, so that an erasure of any of them finds it.

    Arguments: ``identifiers``, kind and value. Does nothing when the item is not kept any more.
    """
    staged = Staged.objects.filter(public_id=name, owner=owner).values_list("pk", flat=True).first()
    if staged is not None:
        _name(staged, identifiers)


def _name(staged: int, identifiers: Iterable[tuple[str, str]]) -> None:
    lookup = register_keyring().lookup
    hashed = ((kind, lookup.current(kind, value)) for kind, value in identifiers)
    rows = [(staged, kind, each.digest, each.version) for kind, each in hashed]
    insert_rows(StagedIdentifier, ("staged_id", "kind", "digest", "key_version"), rows)


def take_staged(name: str, owner: str, at: datetime) -> bytes:
    """Give a staged item's content to its owner.

    Errors: ``UnknownRecordError`` when it expired, was erased, or is another's.
    """
    keyring = register_keyring()
    staged = Staged.objects.filter(public_id=name, owner=owner, expires_at__gt=at).first()
    if staged is None:
        raise UnknownRecordError("This is no longer kept: it expired, was used, or was erased. Ask for it again.")
    place = staged_place(name, owner)
    return unseal(keyring.unwrap(staged.root_version, bytes(staged.wrapped), place), bytes(staged.value), place)


def drop_staged(name: str, owner: str) -> None:
    """Forget a staged item before its time, once it has been used."""
    Staged.objects.filter(public_id=name, owner=owner).delete()


def staged_over(at: datetime) -> QuerySet[Staged]:
    """Give the items whose time is over, but for those that a hold on everything about their person keeps."""
    return Staged.objects.filter(expires_at__lte=at).exclude(_HELD)


def expire_staged(at: datetime) -> int:
    """Forget everything whose time is over and that no hold keeps; gives how many items went."""
    return staged_over(at).delete()[1].get("register.Staged", 0)


def staged_about(subject: int, digests: Iterable[tuple[str, bytes]], *, held: bool = True) -> QuerySet[Staged]:
    """Give the staged items about a person: theirs, and those that name one of their identifiers.

    An item that only names them, such as a list that is being brought in, is other people's too: no hold on them keeps
    it. Arguments: ``digests``, kind and keyed hash of each identifier; ``held``, whether with those that a hold keeps.
    """
    named = set[int]()
    for found in digests:
        named.update(each.staged_id for each in fetch(StagedIdentifier, "kind = %s AND digest = %s", found))
    theirs = Staged.objects.filter(subject_id=subject)
    if not held:
        theirs = theirs.exclude(_HELD)
    others = Staged.objects.filter(pk__in=named).exclude(subject_id=subject) if named else Staged.objects.none()
    return Staged.objects.filter(pk__in=[*theirs.values_list("pk", flat=True), *others.values_list("pk", flat=True)])


def forget_staged_of(
    subject: Subject,
    digests: Iterable[tuple[str, bytes]],
    *,
    spare_held: bool = False,
    until: datetime | None = None,
) -> int:
    """Forget every staged item about a person.

    Arguments: ``spare_held``, whether those stay that a hold keeps; ``until``, when only what came in by then goes.
    """
    if not any_of(Staged, "id > %s", (0,)):
        return 0
    going = staged_about(subject.pk, digests, held=not spare_held)
    if until is not None:
        going = going.filter(created_at__lte=until)
    return going.delete()[1].get("register.Staged", 0)


def staged_place(name: str, owner: str) -> bytes:
    """Say where a staged item belongs: what its key and content are bound to."""
    return f"honour staged {owner} {name}".encode()
