"""What changes for one person, in the words of the notice that is to come."""

from __future__ import annotations

from dataclasses import dataclass

from honour.publishing.models import Telling
from honour.publishing.plan.consequences import TELLING
from honour.publishing.plan.keeping import consequence_of, latest_plan, loaded_of


@dataclass(frozen=True, slots=True)
class NewUse:
    """Something new that a person's data are to be used for, or somebody new who is to receive them."""

    name: str
    text: str
    article: str


def new_uses(telling: Telling) -> list[NewUse]:
    """Give what a person has to know before it happens, each once."""
    run = latest_plan(telling.proposal)
    if run is None:
        return []
    notice = loaded_of(telling.proposal).notice
    found: dict[str, NewUse] = {}
    for row in run.consequences.filter(kind__in=TELLING):
        one = consequence_of(row)
        if telling.subject_id not in one.who or one.clause in found:
            continue
        word, _, short = one.clause.partition(".")
        declared = (notice.purposes if word == "purpose" else notice.recipients).get(short)
        name = f"{one.recipient} receives them for: {one.name}" if one.recipient else one.name
        found[one.clause] = NewUse(name, (declared.text if declared else "") or "", one.article)
    return list(found.values())
