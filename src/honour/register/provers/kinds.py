"""S02: data are held only about the kinds of people that the notice names."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from honour.evidence.provers import Exhibit, Finding, broken, kept, not_proved, prover
from honour.notice.wording import counted
from honour.register.hidden import visible_people
from honour.register.versions import versions


@prover(
    "S02", clause="subjects", test="Every person held is of a kind that a published version of the notice declares."
)
def everybody_is_of_a_declared_kind(now: datetime) -> Finding:
    """Compare the kind of every person held with those declared."""
    declared = versions().clauses.named["kinds"]
    live = visible_people(now)
    counts = {row["kind"]: row["count"] for row in live.values("kind").annotate(count=Count("pk")).order_by()}
    people = sum(counts.values())
    if not people:
        return not_proved("Nobody is held yet.")
    strange = {kind: count for kind, count in counts.items() if kind not in declared}
    exhibits = [
        Exhibit(
            "No version names this person's kind." if kind is not None else "This person's kind is unknown.", record=who
        )
        for kind in strange
        for who in live.filter(kind=kind).values_list("public_id", flat=True)[:50]
    ]
    figure = f"{sum(strange.values())} of {people} people are of a kind that the notice does not name"
    coverage = f"all {counted(people, 'person', 'people')} held"
    return broken(figure, coverage, exhibits) if exhibits else kept(figure, coverage)
