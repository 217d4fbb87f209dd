"""How each retention rule begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from honour.law import longest_days
from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import listed, quoted
from honour.notice.keeping_rules import period_of
from honour.notice.model import RetentionRule

_NO_CRITERION = re.compile(
    r"\breasonabl[ey]\b.{0,20}\b(periods?|times?|length|long)\b|\b(as|so) long as (is |it is |it |we )?(reasonably )?"
    r"(necessary|needed|required|appropriate|need|require)\b|\bno longer than (is )?(necessary|needed)\b"
    r"|\bappropriate (period|time)\b",
    re.IGNORECASE | re.DOTALL,
)


_NO_END = re.compile(
    r"\b(indefinite(ly)?|for ?ever|in perpetuity|without (any )?(time )?limit|(kept|held|stored|retained) permanently"
    r"|permanently (kept|held|stored|retained))\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(not|never|nothing|n[’']t)\b[^.;]*$", re.IGNORECASE)


def _endless(case: Case, kept: RetentionRule) -> bool:
    """Whether the rule follows a preset that is kept for as long as it must be honoured."""
    preset = case.law.presets.get((kept.preset or "").upper())
    return preset is not None and preset.endless


@rule("N08")
def no_retention(case: Case) -> Iterator[Fault]:
    """The notice has no retention rule at all."""
    if not case.notice.retention:
        yield Fault(
            ("retention",),
            "Nothing says how long any data are kept.",
            "Declare under `retention` the period and what it runs from, for every category and purpose.",
        )


@rule("L04")
def reasonable_period(case: Case) -> Iterator[Fault]:
    """A rule has no period, and no criteria that would tell one; 'reasonable' and 'as necessary' tell none.

    A rule that follows a preset of one period has that.
    """
    for short, kept in case.notice.retention.items():
        if period_of(kept, case.law.presets) or _endless(case, kept):
            continue
        words = kept.criteria or ""
        vague = _NO_CRITERION.search(words) or _NO_CRITERION.search(kept.text or "")
        if vague or not words:
            said = f"only says {quoted(vague.group())}" if vague else "gives neither a period nor criteria"
            yield Fault(
                ("retention", short),
                f"The rule {quoted(short)} {said}.",
                _choosing(case, kept)
                or "Write the `period` in years, months or days, or `criteria` by which a person can work it out.",
            )


def _choosing(case: Case, kept: RetentionRule) -> str:
    """Say which periods there are to choose from, where the rule follows a preset of several."""
    preset = case.law.presets.get((kept.preset or "").upper())
    if preset is None or not preset.periods:
        return ""
    return f"Write the `period`: {preset.source} has {' or '.join(preset.periods)}, and the rule does not say which."


@rule("H06")
def no_trigger(case: Case) -> Iterator[Fault]:
    """A rule does not say which event its period runs from."""
    for short, kept in case.notice.retention.items():
        if kept.trigger is None:
            people = listed(
                case.notice.subjects[each].name
                for each in case.notice.subjects
                if each in case.notice.chosen(kept.subjects, case.notice.subjects)
            )
            whose = f" for {people}" if kept.subjects != "all" and people else ""
            yield Fault(
                ("retention", short),
                f"The rule {quoted(short)} does not say from when the data are kept{whose}.",
                "Write the `trigger`, an event that does happen to these records.",
            )


@rule("H06")
def never_begins(case: Case) -> Iterator[Fault]:
    """A rule counts from the withdrawal of consent, also for a purpose that rests on none and has no other rule."""
    purposes = case.notice.purposes
    reached = {short: case.notice.chosen(kept.purposes, purposes) for short, kept in case.notice.retention.items()}
    withdrawn = [short for short in reached if case.notice.retention[short].trigger == "consent-withdrawn"]
    begun = {each for short, named in reached.items() if short not in withdrawn for each in named}
    for short in withdrawn:
        never = [
            purposes[each].name
            for each in purposes
            if each in reached[short] - begun and not any(basis.kind == "consent" for basis in purposes[each].bases)
        ]
        if never:
            yield Fault(
                ("retention", short, "trigger"),
                f"The rule {quoted(short)} counts from the withdrawal of consent, and none is given for "
                f"{listed(never)}: nothing would ever end keeping those data.",
                "Leave such a purpose out of the rule, and write one for it with a `trigger` that does come.",
            )


def _says_no_end(kept: RetentionRule) -> bool:
    """Whether the words that stand for a period put no end to it."""
    words = f"{kept.criteria or ''}; {kept.text or ''}" if not kept.period else ""
    return any(not _NOT.search(words[: found.start()]) for found in _NO_END.finditer(words))


@rule("H07")
def open_ended(case: Case) -> Iterator[Fault]:
    """The words of a rule put no end to it; a do-not-contact list may be kept for as long as it is honoured."""
    for short, kept in case.notice.retention.items():
        if (kept.open_ended or _says_no_end(kept)) and not _endless(case, kept):
            yield Fault(
                ("retention", short),
                f"The rule {quoted(short)} puts no end to keeping the data.",
                "Name every reason for keeping them and its period, then take `open_ended` out.",
            )


@rule("H08")
def preset(case: Case) -> Iterator[Fault]:
    """A rule names a preset that the law's pack does not have, or departs from it and does not say why.

    A pack without presets knows nothing of them.
    """
    if not case.law.presets:
        return
    for short, kept in case.notice.retention.items():
        if not kept.preset:
            continue
        known = case.law.presets.get(kept.preset.upper())
        if known is None:
            yield Fault(
                ("retention", short, "preset"),
                f"There is no retention preset called {quoted(kept.preset)} in this law.",
                f"Name one of {listed(case.law.presets, 20)}.",
            )
            continue
        usual = {longest_days(period) for period in known.periods}
        if kept.period and usual and not kept.basis and longest_days(kept.period) not in usual:
            yield Fault(
                ("retention", short, "period"),
                f"The rule {quoted(short)} keeps data {kept.period}; {known.source}: {' or '.join(known.periods)}.",
                "Take over the period, or write under `basis` why it differs.",
            )
