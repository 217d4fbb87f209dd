"""Complaints to the controller and to the regulator."""

from __future__ import annotations

from collections.abc import Iterator

from honour.law import longest_days
from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule


@rule("L06", "N11")
def no_route(case: Case) -> Iterator[Fault]:
    """There is no way to complain to the controller as the law has it; an invitation to get in touch is none."""
    complaints = case.notice.complaints
    route = complaints.to_controller if complaints else "absent"
    fix = (
        "Say that people may complain to you and how (a form that can be filled in online, and another way); then set "
        "`to_controller: statutory-route`."
    )
    if route == "encouraged":
        yield Fault(
            ("complaints", "to_controller"),
            "People are encouraged to get in touch first, which is not the right to complain to the controller.",
            fix,
        )
    elif route == "absent":
        yield Fault(("complaints",), "Nothing says that people may complain to the controller.", fix)
    elif complaints and not complaints.electronic_form and not complaints.other_ways:
        yield Fault(
            ("complaints",),
            "People may complain to the controller, and nothing says how.",
            "Give the `electronic_form`, and `other_ways` such as letter and telephone.",
        )


@rule("L07", "N12")
def no_regulator(case: Case) -> Iterator[Fault]:
    """The right to complain to the regulator is not told of."""
    if case.notice.complaints is None or case.notice.complaints.regulator is None:
        regulator = case.law.constants.regulator
        yield Fault(
            ("complaints",),
            f"Nothing says that people may complain to the {regulator.name}.",
            f"Name it as `regulator` under `complaints` ({regulator.complaint_law}).",
        )


@rule("H31")
def acknowledged_late(case: Case) -> Iterator[Fault]:
    """The time to acknowledge a complaint is longer than the law gives."""
    complaints, limit = case.notice.complaints, case.law.constants.acknowledge_within
    if complaints and complaints.acknowledged_within and limit and limit.in_force(case.at):
        within = complaints.acknowledged_within
        if longest_days(within) > longest_days(limit.period):
            yield Fault(
                ("complaints", "acknowledged_within"),
                f"Complaints are acknowledged within {within}; the law gives {limit.period}.",
                f"Set `acknowledged_within: {limit.period}`, or less.",
            )
