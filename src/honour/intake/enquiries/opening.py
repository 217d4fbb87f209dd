"""Opening an enquiry: by a form that asks us something, or by a call, a letter or a mail that staff write down."""

from __future__ import annotations

import datetime as dt

from honour.evidence import entries
from honour.intake.enquiries.due import due_on
from honour.intake.enquiries.retaining import wait_for_close
from honour.intake.models import Enquiry, EnquiryChange
from honour.register.collected import Collected, after_collecting
from honour.register.inserting import insert_row
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
        open_enquiry(
            collection.subject_id,
            taken.form.purposes[0],
            channel="form",
            point=collection.point,
            at=collection.at,
            collection=collection.pk,
        )


def open_enquiry(  # noqa: PLR0913 - whose, what for, how it came
    subject: int,
    purpose: str,
    *,
    channel: str,
    at: dt.datetime,
    point: str = "",
    by: str = "",
    collection: int | None = None,
) -> Enquiry:
    """Open an enquiry, in the caller's transaction.

    Arguments: ``subject``, the person's row; ``purpose``, what it is answered under; ``channel``, how it came; ``by``,
    the opaque id of who wrote it down; ``collection``, the row of the form that was sent.
    """
    row = Enquiry(
        subject_id=subject,
        purpose=purpose,
        channel=channel,
        point=point,
        received_at=at,
        due_on=due_on(at),
        collection_id=collection,
    )
    row.pk = insert_row(Enquiry, _ENQUIRY, [getattr(row, name) for name in _ENQUIRY])
    row._state.adding = False  # noqa: SLF001 - Django's word for a row that is not in the table
    said = {"enquiry": row.public_id, "purpose": purpose, "how": channel, "by": by or f"form:{point}"}
    entry = entries.append("enquiry:opened", said, subject=subject, at=at)
    insert_row(EnquiryChange, _CHANGE, (row.pk, 1, at, by or f"form:{point}", "opened", entry))
    wait_for_close(row, at)
    return row


_ENQUIRY = ("public_id", "subject_id", "collection_id", "point", "channel", "purpose", "received_at", "due_on")
_CHANGE = ("enquiry_id", "revision", "at", "by", "what", "entry")
