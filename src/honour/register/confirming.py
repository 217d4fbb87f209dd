"""Whether an address is known to be its person's own: somebody opened a link that only it received.

Anybody can type anybody's address on a form. Until it is confirmed it gets the one message that was asked for there,
and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from honour.evidence import entries
from honour.notice.model.clause import BUILT_IN
from honour.register.models import Collection, Identifier, Subject
from honour.register.versions import versions


def confirm_address(identifier: int, *, how: str, at: datetime) -> bool:
    """Record that an address is its person's own, wherever it stands among the person's data.

    Arguments: ``identifier``, the row's number; ``how``, a word: ``download-link``, ``confirmation-link``; ``at``,
    aware. Returns false when the address is gone: erased, corrected, or its time was up.
    """
    with transaction.atomic():
        found = Identifier.objects.filter(pk=identifier, subject__status=Subject.Status.LIVE).first()
        if found is None:
            return False
        same = Identifier.objects.filter(subject=found.subject_id, kind=found.kind, digest=found.digest)
        if same.filter(verified_at=None).update(verified_at=at):
            payload = {"identifier": found.pk, "kind": found.kind, "how": how}
            entries.append("person:confirmed", payload, subject=found.subject_id, at=at)
        return True


def awaits_confirming(identifier: Identifier) -> bool:
    """Whether an address was typed on a form of the site and nobody has confirmed it since.

    Such an address may get what was asked for at the form and nothing else. Addresses that came in other ways, from a
    customer's list for instance, are not in question here.
    """
    return identifier.verified_at is None and identifier.record.collection_id is not None


def may_be_written_to(identifier: Identifier, purpose: str) -> bool:
    """Whether mail for a purpose may go to an address: it is confirmed, or was given on a form for that very purpose.

    So an answer, a download and the question whether the address is right reach it, marketing does not. What the law
    has us tell people, under a purpose that is built in, may go to it too.
    """
    if not awaits_confirming(identifier) or purpose.startswith(BUILT_IN):
        return True
    given = Collection.objects.filter(
        record__identifiers__kind=identifier.kind,
        record__identifiers__digest=identifier.digest,
        subject=identifier.subject_id,
    )
    shown = [(versions().numbered(number).notice, point) for number, point in given.values_list("version", "point")]
    forms = [notice.forms.get(point) for notice, point in shown]
    return any(form is not None and purpose in form.purposes for form in forms)


def stay_confirmed(subject: int, records: Sequence[int]) -> None:
    """Let the addresses in records just written keep what the same person's same address was confirmed as before."""
    confirmed = Identifier.objects.filter(subject=subject).exclude(verified_at=None)
    known = {(kind, bytes(digest)): at for kind, digest, at in confirmed.values_list("kind", "digest", "verified_at")}
    for (kind, digest), at in known.items():
        Identifier.objects.filter(record__in=records, kind=kind, digest=digest, verified_at=None).update(verified_at=at)
