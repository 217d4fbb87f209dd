"""Whether an address is known to be its person's own: somebody opened a link that only it received.

Anybody can type anybody's address on a form, also that of somebody we know. So each form waits for its own link: until
then the address gets the one message that was asked for there, and nothing that was chosen there holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from honour.evidence import entries
from honour.notice.model.clause import BUILT_IN
from honour.register.deciding import Kind, decide
from honour.register.models import Collection, Identifier, Permission, Record, Subject
from honour.register.versions import versions


def confirm_address(identifier: int, *, how: str, at: datetime) -> bool:
    """Record that whoever owns an address sent the form on which it stood; a yes that was given there holds from now.

    Arguments: ``identifier``, the row's number; ``how``, a word: ``download-link``, ``confirmation-link``; ``at``,
    aware. Returns false when the address is gone: erased, corrected, or its time was up.
    """
    with transaction.atomic():
        rows = Identifier.objects.select_related("record__collection__subject")
        found = rows.filter(pk=identifier, subject__status=Subject.Status.LIVE).first()
        if found is None:
            return False
        collection = found.record.collection
        came_with = {"record": found.record} if collection is None else {"record__collection": collection}
        same = Identifier.objects.filter(subject=found.subject_id, kind=found.kind, digest=found.digest, **came_with)
        if same.filter(verified_at=None).update(verified_at=at):
            payload = {"identifier": found.pk, "kind": found.kind, "how": how}
            entries.append("person:confirmed", payload, subject=found.subject_id, at=at)
        if collection is not None:
            _consent_counts(collection, at)
        return True


def nothing_to_confirm(identifier: int) -> bool:
    """Whether an address is confirmed already, and nothing that was chosen with it waits for that any more.

    Arguments: ``identifier``, the row's number.
    """
    found = Identifier.objects.select_related("record__collection").filter(pk=identifier).first()
    if found is None or found.verified_at is None:
        return False
    collection = found.record.collection
    return collection is None or not _waits_for_a_yes(collection)


def _consent_counts(collection: Collection, at: datetime) -> None:
    """Let the consent that was given on a form count, once, unless its person said no since."""
    purpose = _waits_for_a_yes(collection)
    if purpose:
        person = collection.subject.public_id
        decide(person, Kind.CONSENT, about=purpose, at=at, how="form", recorded_by="person", on_form=collection)


def _waits_for_a_yes(collection: Collection) -> str:
    """Give the purpose that somebody consented to on a form, where that does not count yet; else nothing."""
    form = versions().numbered(collection.version).notice.forms[collection.point]
    if collection.choice != "opted-in" or form.marketing is None:
        return ""
    purpose = form.marketing.purpose
    number = versions().clauses.number("purposes", purpose)
    said = Permission.objects.filter(subject=collection.subject)
    took_back = Q(kind__in=(Kind.WITHDRAWAL, Kind.OBJECTION), about=number) | Q(kind=Kind.MARKETING_STOP)
    if said.filter(collection=collection, kind=Kind.CONSENT).exists():
        return ""
    return "" if said.filter(took_back, at__gte=collection.at).exists() else purpose


def awaits_confirming(identifier: Identifier) -> bool:
    """Whether an address was typed on a form of the site or put in place of another, and nobody confirmed it since.

    Such an address may get what was asked for and nothing else. Addresses that came in other ways, from a customer's
    list for instance, are not in question here.
    """
    if identifier.verified_at is not None:
        return False
    return identifier.record.collection_id is not None or _came_by_correction(identifier)


def _came_by_correction(identifier: Identifier) -> bool:
    """Whether an address is only on records that replaced others: a correction brought it, and nothing since."""
    replacing = Record.objects.filter(subject=identifier.subject_id).exclude(superseded_by=None).values("superseded_by")
    same = Identifier.objects.filter(subject=identifier.subject_id, kind=identifier.kind, digest=identifier.digest)
    return not same.filter(~Q(record__in=replacing) | Q(verified_at__isnull=False)).exists()


def may_be_written_to(identifier: Identifier, purpose: str) -> bool:
    """Whether mail for a purpose may go to an address: it is confirmed, or was given for that very service.

    So an answer, a download and the question whether the address is right reach it, marketing does not. What the law
    has us tell people, under a purpose that is built in, may go to it too.
    """
    if not awaits_confirming(identifier) or purpose.startswith(BUILT_IN):
        return True
    known = versions()
    declared = [one.notice.purposes[purpose] for one in known.all if purpose in one.notice.purposes]
    given = identifier.record.purposes & known.clauses.bits("purposes", [purpose])
    return bool(given) and not any(each.is_marketing for each in declared)


def stay_confirmed(subject: int, records: Sequence[int]) -> None:
    """Let an address in records just written keep what it was confirmed as where it came from: one that was put right.

    The same form, or none: what came on another form waits for its own link.
    """
    confirmed = Identifier.objects.filter(subject=subject).exclude(verified_at=None)
    for kind, digest, form, at in confirmed.values_list("kind", "digest", "record__collection", "verified_at"):
        same = Identifier.objects.filter(record__in=records, record__collection=form, kind=kind, digest=digest)
        same.filter(verified_at=None).update(verified_at=at)
