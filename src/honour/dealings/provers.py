"""S02: people's ties lead to companies that exist, and whoever works in a customer's group is tied to one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from honour.dealings.models import Tie
from honour.evidence.provers import Exhibit, Finding, broken, kept, not_proved, prover
from honour.register.models import Subject


@prover(
    "S02",
    clause="subjects",
    test="Each tie joins a person of whom data are held with a company that stands; nobody erased is tied.",
)
def ties_lead_to_companies(_: datetime) -> Finding:
    """Follow each tie to its person and its company."""
    total = Tie.objects.count()
    if not total:
        return not_proved("Nobody is tied to a company yet.")
    exhibits = list(_loose())
    figure = f"{len(exhibits)} of {total:,} ties lead nowhere"
    return broken(figure, f"all {total:,} ties", exhibits) if exhibits else kept(figure, f"all {total:,} ties")


def _loose() -> Iterable[Exhibit]:
    for row in Tie.objects.filter(subject__status=Subject.Status.ERASED)[:50]:
        yield Exhibit("Somebody who was erased is still tied to a company.", row.entry)
    for row in Tie.objects.exclude(company__merged_into=None)[:50]:
        yield Exhibit("A tie leads to a company that was merged into another.", row.entry)
    for row in Tie.objects.filter(company__sole_trader=True).exclude(company__name="")[:50]:
        yield Exhibit("The name of a sole trader, who is a person, stands outside the register.", row.entry)
