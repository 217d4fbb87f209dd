"""Opening an enquiry: by a form that asks us something, or by a call, a letter or a mail that staff write down."""

from __future__ import annotations

import datetime as dt

from honour.evidence import entries
from honour.intake.enquiries.due import due_on
from honour.intake.models import Enquiry, EnquiryChange
from honour.register.collected import Collected, after_collecting
from honour.register.versions import versions


@after_collecting("enquiries")
def open_for_form(taken: Collected) -> None:
    """Open an enquiry for a form that has room for words of one's own: what is written there wants an answer."""
    if taken.form.kind == "download":
        return
    notice = versions().numbered(taken.collection.version).notice
    asks = any(
        notice.categories[asked.category].fields[asked.field].type == "long-text"
        for asked in taken.form.fields.values()
    )
    if asks or taken.form.kind in {"get-in-touch", "consultation"}:
        collection = taken.collection
        made = open_enquiry(
            collection.subject_id, taken.form.purposes[0], channel="form", point=collection.point, at=collection.at
        )
        Enquiry.objects.filter(pk=made.pk).update(collection=collection)


def open_enquiry(  # noqa: PLR0913 - whose, what for, how it came
    subject: int, purpose: str, *, channel: str, at: dt.datetime, point: str = "", by: str = ""
) -> Enquiry:
    """Open an enquiry, in the caller's transaction.

    Arguments: ``subject``, the person's row; ``purpose``, what it is answered under; ``channel``, how it came; ``by``,
    the opaque id of who wrote it down.
    """
    row = Enquiry.objects.create(
        subject_id=subject, purpose=purpose, channel=channel, point=point, received_at=at, due_on=due_on(at)
    )
    said = {"enquiry": row.public_id, "purpose": purpose, "how": channel, "by": by or f"form:{point}"}
    entry = entries.append("enquiry:opened", said, subject=subject, at=at)
    EnquiryChange.objects.create(enquiry=row, revision=1, at=at, by=by or f"form:{point}", what="opened", entry=entry)
    return row
