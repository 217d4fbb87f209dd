"""Lists that are declared empty, so that their clause reaches nothing."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import quoted
from honour.notice.model import BUILT_IN


@rule("H50")
def data_from_nowhere(case: Case) -> Iterator[Fault]:
    """A purpose has an empty list of sources, so that no data could ever come to it."""
    for short, purpose in case.notice.purposes.items():
        if purpose.sources == [] and not short.startswith(BUILT_IN):
            yield Fault(
                ("purposes", short, "sources"),
                f"{quoted(purpose.name)} takes data from no source, so none could be used for it.",
                "List under `sources` where its data come from, or write `all`.",
            )


@rule("H50")
def nothing_meant(case: Case) -> Iterator[Fault]:
    """A recipient, source, retention rule or marketing channel lists nothing of what it reaches: a warning."""
    notice = case.notice
    lists = [
        *(("recipients", short, "categories", "receives no data") for short in notice.recipients),
        *(("sources", short, "categories", "brings no data") for short in notice.sources),
        *(("retention", short, name, "keeps nothing")
          for short in notice.retention for name in ("categories", "purposes", "subjects")),
        *(("channels", short, "subjects", "reaches nobody") for short in case.marketing_channels),
    ]  # fmt: skip
    for section, short, name, comes_to in lists:
        clause = getattr(notice, section)[short]
        if getattr(clause, name) == [] and not short.startswith(BUILT_IN):
            yield Fault(
                (section, short, name),
                f"{quoted(getattr(clause, 'name', short))} {comes_to}: its `{name}` are an empty list.",
                f"List the `{name}` that are meant, or write `all`; or take the clause out.",
                "warning",
            )
