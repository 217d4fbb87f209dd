"""What intake holds about people goes with them: their enquiries, their downloads, that they rang, wrote or came."""

from __future__ import annotations

import json

from honour.intake.models import Arrival, Download, Enquiry, EnquiryChange, Interaction
from honour.register.fetching import among, change, remove
from honour.register.holders import Going, holder
from honour.register.models import Collection


@holder("enquiries and interactions", Interaction, Enquiry)
def forget(going: Going) -> int:
    """Delete what stands for people, or for records of theirs."""
    if going.records is not None:
        return remove(Interaction, among("record_id"), [json.dumps(list(going.records))])
    theirs, listed = going.people()
    of_enquiries = f"enquiry_id IN (SELECT id FROM intake_enquiry WHERE {theirs})"  # noqa: S608 - ours
    gone = remove(Interaction, theirs, listed)
    change(Interaction, {"enquiry_id": None}, of_enquiries, listed)  # what somebody else said about it stays
    remove(EnquiryChange, of_enquiries, listed)
    return gone + remove(Enquiry, theirs, listed)


@holder("downloads, and the ways by which forms came", Collection)
def forget_forms(going: Going) -> int:
    """Delete what stands for people's forms, which go with them."""
    if going.records is not None:
        return 0
    whose, listed = going.people()
    theirs = f"collection_id IN (SELECT id FROM register_collection WHERE {whose})"  # noqa: S608 - ours
    return sum(remove(each, theirs, listed) for each in (Download, Arrival))
