"""S02: people's ties lead to companies that exist, and whoever works in a customer's group is tied to one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from honour.dealings.models import Tie
from honour.evidence.provers import Exhibit, Finding, judged, not_proved, prover
from honour.notice.wording import counted
from honour.register.hidden import hidden_people
from honour.register.models import Erasure, Subject


@prover(
    "S02",
    clause="subjects",
    test="Each tie joins a person of whom data are held with a company that stands; nobody erased is tied.",
)
def ties_lead_to_companies(now: datetime) -> Finding:
    """Follow each tie to its person and its company."""
    total = Tie.objects.exclude(subject__in=hidden_people(now)).count()
    if not total:
        return not_proved("Nobody is tied to a company yet.")
    return judged(_loose(), lambda faults: f"{faults:,} of {total:,} ties lead nowhere", f"all {counted(total, 'tie')}")


def _loose() -> Iterable[Exhibit]:
    undoable = Erasure.objects.filter(record=None, step=Erasure.Step.INTENDED).values("subject")
    for row in Tie.objects.filter(subject__status=Subject.Status.ERASED).exclude(subject__in=undoable).iterator():
        yield Exhibit("Somebody who was erased is still tied to a company.", row.entry)
    for row in Tie.objects.exclude(company__merged_into=None).iterator():
        yield Exhibit("A tie leads to a company that was merged into another.", row.entry)
