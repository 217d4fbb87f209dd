"""S17: nothing is done in our own interest that was not weighed against people's."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from honour.evidence.provers import Exhibit, Finding, judged, not_proved, prover
from honour.notice.model import Purpose
from honour.register.provers.uses import covering, uses
from honour.register.versions import versions


@prover(
    "S17",
    clause="purposes",
    test="Each recorded use on a legitimate interest had a balancing test that day: decided, in favour, and not past "
    "review.",
)
def interests_were_weighed(_: datetime) -> Finding:
    """Find the balancing test that was live on the day of every use which rests on an interest."""
    published = {version.label: version for version in versions().all}
    exhibits: list[Exhibit] = []
    examined = resting = 0
    for use in uses():
        examined += 1
        version = published.get(use.version)
        purpose = version.notice.purposes.get(use.purpose) if version else None
        if purpose is None or not rests_on_interest(purpose):
            continue
        resting += 1
        wrong = _wrong(purpose, use.at)
        if wrong:
            exhibits.append(Exhibit(f"{use.purpose}: {wrong}", entry=use.entry))
    if not resting:
        return not_proved("No recorded use rests on a legitimate interest yet.")
    return judged(
        exhibits,
        lambda faults: f"{faults:,} of {resting} uses on our own interest were without a live balancing test",
        covering(examined),
    )


def rests_on_interest(purpose: Purpose) -> bool:
    """Say whether a purpose rests, for anybody or any part of it, on a legitimate interest."""
    return any(basis.kind == "legitimate-interest" for basis in purpose.bases)


def _wrong(purpose: Purpose, at: datetime) -> str:
    test = purpose.balancing_test
    day = timezone.localdate(at)
    if test is None:
        return "nobody had recorded how the interest weighs against people's own."
    if test.decision != "proceed":
        return "the balancing test was decided against it."
    if test.decided_on > day:
        return f"the balancing test was decided on {test.decided_on}, after the use."
    if test.review_by < day:
        return f"the balancing test was due for review by {test.review_by}."
    return ""
