"""An address that was put in place of another: it counts as its person's own once a link sent to it was opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from honour.mailroom.outbox import queue
from honour.register.confirming import awaits_confirming
from honour.register.languages import language_shown, written_in
from honour.register.models import Identifier

if TYPE_CHECKING:
    import datetime as dt

    from honour.register.keeping import Kept

KIND = "intake:new-address"


def ask_about_new_address(kept: Kept, at: dt.datetime) -> int:
    """Queue the question whether an address is right that a correction brought; return how many. Call it in its
    transaction.
    """  # noqa: D205 - the first sentence takes two lines
    rows = Identifier.objects.filter(record__in=kept.records.values(), kind="email").select_related("record")
    new = [row for row in rows if awaits_confirming(row)]
    for row in new:
        context = written_in(language_shown())
        queue(KIND, at=at, person=kept.person, identifier=row, context=context, dedupe=f"new-address/{row.pk}")
    return len(new)
