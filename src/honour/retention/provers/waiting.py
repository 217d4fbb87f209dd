"""S23: of whatever waits for an event it is known what that event is, or nobody could say when it goes."""

from __future__ import annotations

from datetime import datetime

from honour.evidence.provers import Finding, kept, not_proved, prover
from honour.notice.wording import listed, words_for
from honour.register.due.unfed import count_unfed, unfed
from honour.register.models import Record


@prover(
    "S23",
    clause="retention",
    test="Of each record that waits for something to end, to close or to be held, it is recorded what that is.",
)
def everything_waits_for_something_known(now: datetime) -> Finding:
    """Look for records whose date nobody can know."""
    waiting = Record.objects.filter(subject__status=0, superseded_by=None, due_at=None).count()
    count = count_unfed(now)
    if not count:
        figure = "every date is known, or what it waits for is"
        return kept(figure, f"all {waiting:,} records that have no date yet")
    events = sorted({one.trigger for one in unfed(now)})
    named = listed([words_for("RetentionRule", "trigger", each) or each for each in events])
    wait = "one record waits" if count == 1 else f"{count:,} records wait"
    return not_proved(f"It cannot be known when they go: {wait} for {named}, and nobody has recorded which")
