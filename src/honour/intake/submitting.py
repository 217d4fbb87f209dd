"""Taking what was written on a form, once, under the version of the notice that stood beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from honour.intake.arriving import arrive
from honour.register.collecting import collect

if TYPE_CHECKING:
    import datetime as dt

    from honour.intake.forms import Asking
    from honour.intake.tickets import Ticket
    from honour.register.receipts import Receipt


def submit(ticket: Ticket, filled: Asking, at: dt.datetime) -> Receipt:
    """Hand a valid form to the register; the same ticket again gives the same receipt and stores nothing more.

    What was asked for goes out with it, or nothing is stored: the link to a download, the word that it came.
    Arguments: ``at``, when it came, with a time zone.
    Errors: the register's ``AnswersRefusedError`` and ``CollectingRefusedError``.
    """
    with transaction.atomic():
        receipt = collect(
            ticket.form,
            filled.answers(),
            version=ticket.version,
            submission=ticket.submission,
            at=at,
            ticked=filled.choice(),
            language=ticket.language,
        )
        arrive(receipt, ticket.place, at)
    return receipt
