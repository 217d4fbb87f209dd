"""Cookies."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import quoted


@rule("H33")
def unexplained(case: Case) -> Iterator[Fault]:
    """A cookie's use is not stated, or its details are given on request only."""
    for short, cookie in case.notice.cookies.items():
        if cookie.details == "on-request" or cookie.use == "unstated":
            said = "is explained on request only" if cookie.details == "on-request" else "has no stated use"
            yield Fault(
                ("cookies", short),
                f"{quoted(cookie.name)} {said}.",
                "State its `use` and `lifetime`, and set `details: stated`.",
            )


@rule("H54")
def set_without_consent(case: Case) -> Iterator[Fault]:
    """A cookie is for advertising, and its words do not say that people agree to it first; read in English only."""
    asked = case.law.constants.consented_cookies
    if asked is None or not case.in_english:
        return
    for short, cookie in case.notice.cookies.items():
        if cookie.use in asked.use and not asked.found_by.search(cookie.text or ""):
            yield Fault(
                ("cookies", short),
                f"{quoted(cookie.name)} is for advertising, and nothing says that it waits for consent.",
                "Set it only once people have agreed, and say so in its `text`; or do without it.",
            )
