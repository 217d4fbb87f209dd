"""What intake holds about somebody goes with them: their enquiries, their downloads, that they rang, wrote or came."""

from __future__ import annotations

from honour.intake.models import Arrival, Download, Enquiry, Interaction
from honour.register.fetching import any_of, remove
from honour.register.holders import Going, holder
from honour.register.models import Collection


@holder("enquiries and interactions", Interaction, Enquiry)
def forget(going: Going) -> int:
    """Delete what stands for a person, or for records of theirs."""
    if not any_of(Interaction, "subject_id = %s", (going.subject,)) and not any_of(
        Enquiry, "subject_id = %s", (going.subject,)
    ):
        return 0
    theirs = Interaction.objects.filter(subject=going.subject)
    if going.records is not None:
        return theirs.filter(record__in=going.records).delete()[0]
    return theirs.delete()[0] + Enquiry.objects.filter(subject=going.subject).delete()[0]


@holder("downloads, and the ways by which forms came", Collection)
def forget_forms(going: Going) -> int:
    """Delete what stands for a person's forms, which go with the person."""
    if going.records is not None:
        return 0
    theirs = "collection_id IN (SELECT id FROM register_collection WHERE subject_id = %s)"
    return sum(remove(each, theirs, (going.subject,)) for each in (Download, Arrival))
