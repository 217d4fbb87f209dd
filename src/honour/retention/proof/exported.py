"""Files of somebody's data that Honour itself wrote: today copies of messages, where mail goes to a folder.

They are known by the outbox, never by what stands in them: a name that two people share would take the other's along.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from honour.mailroom.copies import remove_copies
from honour.mailroom.models import Outgoing
from honour.register.holding import held_records
from honour.register.models import Erasure, HeldThing, Subject


def remove_exports(erasures: Sequence[Erasure]) -> int:
    """Delete what Honour wrote to files about somebody whose erasure is done; gives how many files went.

    Arguments: ``erasures``, of one person. While a hold keeps something of theirs, nothing is deleted.
    """
    subject = erasures[0].subject
    done = Erasure.objects.carried_out().filter(pk__in=[each.pk for each in erasures])
    if not done.exists() or held_records(subject.pk):
        return 0
    return remove_copies(Outgoing.objects.filter(person=subject.public_id).values_list("public_id", flat=True))


def remove_exports_of_swept(since: datetime) -> int:
    """Delete what Honour wrote to files about people of whom sweeps left nothing from then on; gives how many went."""
    held = HeldThing.objects.filter(hold__ended_at=None).values("subject")
    gone = Subject.objects.filter(status=Subject.Status.ERASED, erased_at__gte=since).exclude(pk__in=held)
    theirs = Outgoing.objects.filter(person__in=gone.values("public_id"))
    return remove_copies(theirs.values_list("public_id", flat=True).iterator())
