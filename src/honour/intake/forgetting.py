"""What intake holds about somebody goes with them: their enquiries, and that they rang, wrote or came."""

from __future__ import annotations

from honour.intake.models import Enquiry, Interaction
from honour.register.fetching import any_of
from honour.register.holders import Going, holder


@holder("enquiries and interactions")
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
