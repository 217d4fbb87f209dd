"""Screenings for an impact assessment, and the risk of transfers."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.rules.abroad import recipients_abroad
from honour.notice.check.words import listed, quoted
from honour.notice.model import BUILT_IN, Purpose
from honour.notice.wording import words_for


@rule("H38")
def not_screened(case: Case) -> Iterator[Fault]:
    """The notice itself shows that a purpose may be a high risk to people, and nobody has screened it.

    It shows it by data marked `special`, by a decision that a machine takes alone, or by marketing to people who may be
    under 18. What Honour adds is the same everywhere, and nothing in it decides about people.
    """
    shows = _Shows(case)
    for short, purpose in case.controlled.items():
        shown = [] if short.startswith(BUILT_IN) or purpose.impact_screening else list(shows.of(short, purpose))
        if shown:
            yield Fault(
                ("purposes", short),
                f"{quoted(purpose.name)} may put people at high risk ({listed(shown)}), and nobody has screened it.",
                "Answer the `impact_screening`: a page of questions under Assessments.",
            )


class _Shows:
    """What a notice shows of its purposes."""

    def __init__(self, case: Case) -> None:
        self._notice = notice = case.notice
        self._special = {
            short for short, each in notice.categories.items() if any(field.special for field in each.fields.values())
        }
        self._decided = {each.purpose for each in notice.machine_decisions.values() if each.happens}
        self._children = {short for short, each in notice.subjects.items() if each.children}

    def of(self, short: str, purpose: Purpose) -> Iterator[str]:
        """Give in words what speaks for a high risk of a purpose."""
        if self._special and self._special & self._notice.categories_of(short):
            yield "specially protected data"
        if self._decided & {"all", short}:
            yield "a machine decides alone"
        if purpose.is_marketing and self._children & self._notice.chosen(purpose.subjects, self._notice.subjects):
            yield "marketing to people who may be under 18"


@rule("H39")
def screened_too_lightly(case: Case) -> Iterator[Fault]:
    """A screening names what asks for an assessment and decides that none is needed; or one is needed and not done."""
    for short, purpose in case.controlled.items():
        screening = purpose.impact_screening
        if screening is None:
            continue
        place = ("purposes", short, "impact_screening")
        rules = {each: case.law.impact[each] for each in screening.indicators if each in case.law.impact}
        deciding = [each for each, one in rules.items() if one.alone] or (list(rules) if len(rules) > 1 else [])
        if screening.decision == "not-needed" and deciding:
            said = listed([words_for("ImpactScreening", "indicators", each) or each for each in deciding])
            yield Fault(
                (*place, "decision"),
                f"{quoted(purpose.name)} needs an impact assessment ({said}), and its screening says that it does not.",
                "Assess the impact before the purpose begins, or change the purpose.",
            )
        elif screening.decision == "needed":
            yield Fault(
                (*place, "decision"),
                f"{quoted(purpose.name)} needs an impact assessment, and it is not done.",
                "Assess the impact before the purpose begins, then write it as `done` with the `assessment`.",
            )
        elif screening.decision == "done" and not screening.assessment:
            yield Fault(
                place,
                f"{quoted(purpose.name)} has an impact assessment, and nothing says which.",
                "Write its title, its day and where it is kept as the `assessment`.",
            )


@rule("H40")
def transfer_not_tested(case: Case) -> Iterator[Fault]:
    """Data go abroad on a safeguard that has to be tested, and it was not, or the test came out against it."""
    for short, recipient in recipients_abroad(case).items():
        if recipient.safeguard not in case.law.transfers:
            continue
        safeguard = words_for("Recipient", "safeguard", recipient.safeguard)
        if recipient.transfer_risk is None:
            yield Fault(
                ("recipients", short),
                f"{quoted(recipient.name)} holds data in {recipient.country} on {safeguard}, and nobody has assessed "
                "whether people are protected there.",
                "Answer the questions about it: a page of the draft, under Assessments.",
            )
        elif recipient.transfer_risk.decision != "proceed":
            yield Fault(
                ("recipients", short, "transfer_risk", "decision"),
                f"The assessment of the transfer to {quoted(recipient.name)} says not to go on, and it still stands.",
                "Send nothing there: take the recipient out, or choose one at home.",
            )


@rule("H41")
def review_past(case: Case) -> Iterator[Fault]:
    """The day by which a screening or a transfer assessment was to be looked at again is past."""
    held = [
        (("purposes", short, "impact_screening"), each.name, "screening", each.impact_screening)
        for short, each in case.controlled.items()
    ]
    sent = [
        (("recipients", short, "transfer_risk"), each.name, "transfer assessment", each.transfer_risk)
        for short, each in case.notice.recipients.items()
    ]
    for place, name, called, one in (*held, *sent):
        if one is not None and one.review_by < case.at:
            yield Fault(
                (*place, "review_by"),
                f"The {called} of {quoted(name)} was due for review by {one.review_by}.",
                "Look at it again and set `decided_on` and `review_by` anew.",
            )
