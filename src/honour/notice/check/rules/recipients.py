"""Who receives the data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import quoted

_WITH_NOBODY = re.compile(
    r"\b(nobody|no[ -]one|not|never|none|n[’']t)\b(?!.*\b(else|other than|except|unless)\b)", re.IGNORECASE | re.DOTALL
)


@rule("N06")
def no_recipients(case: Case) -> Iterator[Fault]:
    """The notice names no recipient, and no statement on sharing says that there is none."""
    notice = case.notice
    denied = any(each.section == "sharing" and _WITH_NOBODY.search(each.text) for each in notice.statements.values())
    if not notice.recipients and not denied:
        yield Fault(
            ("recipients",),
            "Nothing says who receives the data.",
            "Declare the recipients or their classes; where there are none, say so in a statement on sharing.",
        )


@rule("H04")
def no_purpose(case: Case) -> Iterator[Fault]:
    """A recipient is listed without a purpose, so nothing could ever be disclosed to it."""
    for short, recipient in case.notice.recipients.items():
        if not recipient.purposes:
            yield Fault(
                ("recipients", short),
                f"Nothing says for which purpose {quoted(recipient.name)} receives data.",
                "List its `purposes`.",
            )
