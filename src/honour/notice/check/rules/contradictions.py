"""What a notice says that cannot all be so."""

from __future__ import annotations

from collections.abc import Iterator

from honour.notice.check.case import Case
from honour.notice.check.finding import Fault
from honour.notice.check.registry import rule
from honour.notice.check.words import quoted


@rule("H47")
def officer_and_none(case: Case) -> Iterator[Fault]:
    """A data protection officer is named, and it is said that there is none."""
    controller = case.notice.controller
    if controller.data_protection_officer is not None and controller.no_data_protection_officer:
        yield Fault(
            ("controller", "no_data_protection_officer"),
            "A data protection officer is named here, and it is said that there is none.",
            "Take out `no_data_protection_officer`, or the `data_protection_officer`.",
        )


@rule("H48")
def replaces_itself(case: Case) -> Iterator[Fault]:
    """A version says that it replaces the version that it is."""
    if case.notice.replaces == case.notice.version:
        yield Fault(
            ("replaces",),
            f"Version {case.notice.version} says that it replaces itself.",
            "Name the version before, or leave `replaces` out where this is the first.",
        )


@rule("H49")
def reviewed_before_decided(case: Case) -> Iterator[Fault]:
    """A test, a screening or a transfer assessment is to be looked at again before the day on which it was decided."""
    notice = case.notice
    held = [
        *((("purposes", short, "balancing_test"), each.name, each.balancing_test)
          for short, each in notice.purposes.items()),
        *((("purposes", short, "impact_screening"), each.name, each.impact_screening)
          for short, each in notice.purposes.items()),
        *((("recipients", short, "transfer_risk"), each.name, each.transfer_risk)
          for short, each in notice.recipients.items()),
    ]  # fmt: skip
    for place, name, one in held:
        if one is not None and one.review_by < one.decided_on:
            yield Fault(
                (*place, "review_by"),
                f"What was decided about {quoted(name)} on {one.decided_on} was to be looked at again by "
                f"{one.review_by}, before it was decided.",
                "Put the two days right: the review comes after the decision.",
            )
