"""Special categories of data, and data on offences."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import listed, quoted


@rule("H29")
def no_condition(case: Case) -> Iterator[Fault]:
    """A purpose uses data marked `special` and states neither a special nor an offence condition."""
    special = {
        short
        for short, category in case.notice.categories.items()
        if any(field.special for field in category.fields.values())
    }
    if not special:
        return
    for short, purpose in case.controlled.items():
        used = sorted(special & case.notice.categories_of(short))
        if used and not purpose.special_condition and not purpose.offence_condition:
            names = [case.notice.categories[each].name for each in used]
            yield Fault(
                ("purposes", short),
                f"{quoted(purpose.name)} uses special category or offence data ({listed(names)}) without a condition.",
                "Write the condition for special category data as `special_condition`, or the one for offence data as "
                "`offence_condition`; or leave the category out.",
            )
