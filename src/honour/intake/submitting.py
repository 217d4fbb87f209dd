"""Taking what was written on a form, once, under the version of the notice that stood beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from honour.register.collecting import collect

if TYPE_CHECKING:
    import datetime as dt

    from honour.intake.forms import Asking
    from honour.intake.tickets import Ticket
    from honour.register.receipts import Receipt


def submit(ticket: Ticket, filled: Asking, at: dt.datetime) -> Receipt:
    """Hand a valid form to the register; the same ticket again gives the same receipt and stores nothing more.

    Arguments: ``at``, when it came, with a time zone.
    Errors: the register's ``AnswersRefusedError`` and ``CollectingRefusedError``.
    """
    return collect(
        ticket.form,
        filled.answers(),
        version=ticket.version,
        submission=ticket.submission,
        at=at,
        ticked=filled.choice(),
    )
