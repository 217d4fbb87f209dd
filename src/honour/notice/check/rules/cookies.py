"""Cookies."""

from __future__ import annotations

from collections.abc import Iterator

from honour.law.constants import CookiesOfUse
from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.trackers import Use, keeps_on_devices, known_use, named_in
from honour.notice.check.words import quoted
from honour.notice.model import Cookie


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
    for short, cookie in _unsaid(case, case.law.constants.consented_cookies):
        yield Fault(
            ("cookies", short),
            f"{quoted(cookie.name)} is for advertising, and nothing says that it waits for consent.",
            "Set it only once people have agreed, and say so in its `text`; or do without it.",
        )


@rule("H58")
def cannot_be_refused(case: Case) -> Iterator[Fault]:
    """A cookie is for statistics or appearance, and its words do not say how to refuse it; read in English only."""
    for short, cookie in _unsaid(case, case.law.constants.refusable_cookies):
        yield Fault(
            ("cookies", short),
            f"{quoted(cookie.name)} is for {cookie.use}, and nothing says how to refuse it.",
            "Let people switch it off for nothing, and say in its `text` where.",
        )


@rule("H57")
def declared_as_something_else(case: Case) -> Iterator[Fault]:
    """A cookie of a service that is known for statistics or advertising is declared to be for something milder."""
    for short, cookie in case.notice.cookies.items():
        use = _known(short, cookie)
        milder = {"necessary", "appearance"} | ({"statistics"} if use == "advertising" else set())
        if use and cookie.use in milder:
            yield Fault(
                ("cookies", short, "use"),
                f"{quoted(cookie.name)} is known to be for {use}, and is declared as {_SAID[cookie.use]}.",
                f"Declare it with `use: {use}`, and do with it as that asks.",
            )


@rule("H57")
def not_declared(case: Case) -> Iterator[Fault]:
    """The notice speaks of a service known for statistics or advertising, and declares no such cookie.

    Sentences are read in English only, for a denial speaks of none; who receives data is read in any language.
    """
    declared: set[str | None] = {each.use for each in case.notice.cookies.values()}
    declared |= {_known(short, each) for short, each in case.notice.cookies.items()}
    texts = [(path, text) for path, text in case.texts if case.in_english or path[0] == "recipients"]
    for path, name, use in ((path, *found) for path, text in texts for found in named_in(text)):
        if use not in declared and keeps_on_devices(name):
            declared.add(use)
            yield Fault(
                path,
                f"{quoted(name)} is known to keep things on people's devices for {use}, and no cookie for that is "
                "declared.",
                f"Declare what it keeps there under `cookies`, with `use: {use}`.",
            )


_SAID = {"necessary": "necessary", "appearance": "being for appearance", "statistics": "being for statistics"}


def _unsaid(case: Case, asked: CookiesOfUse | None) -> Iterator[tuple[str, Cookie]]:
    """Give the cookies of some uses whose words, in English, do not say what has to be said of those."""
    if asked is None or not case.in_english:
        return
    for short, cookie in case.notice.cookies.items():
        if cookie.use in asked.use and not asked.found_by.search(cookie.text or ""):
            yield short, cookie


def _known(short: str, cookie: Cookie) -> Use | None:
    """Give what the service that sets a cookie is known for, the most demanding use first."""
    names = (short.replace("-", " "), cookie.name, cookie.provider or "", *cookie.set_as)
    uses = {known_use(each) for each in names}
    return next((use for use in ("advertising", "statistics") if use in uses), None)
