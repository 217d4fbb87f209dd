"""S21: a stop holds at once: nothing that it is about leaves after it."""

from __future__ import annotations

from datetime import datetime

from honour.evidence.provers import Exhibit, Finding, judged, not_proved, prover
from honour.gate.choices import Reach
from honour.notice.wording import counted
from honour.outreach.provers.decided import Sum, decisions_of, sum_of
from honour.outreach.provers.sent import Sent, messages_sent
from honour.register.hidden import of_visible_people
from honour.register.models import Permission
from honour.register.versions import Versions, versions


@prover(
    "S21",
    clause="channels",
    test=(
        "What each receiver of a marketing message had decided when it left, added up from the evidence of their "
        "decisions, let it come: by that way, on that topic, on that day."
    ),
)
def nothing_leaves_after_a_stop(now: datetime) -> Finding:
    """Hold each marketing message that left against everything its receiver had said by then."""
    sent = list(messages_sent("marketing"))
    if not sent:
        return not_proved("No marketing message has left yet, so none could have left after a stop.")
    known, decisions = versions(), decisions_of(each.subject for each in sent)
    exhibits = []
    for each in sent:
        before = [row for row in decisions.get(each.subject, []) if row.at <= each.at]
        wrong = _against(known, each, sum_of(before))
        if wrong:
            exhibits.append(Exhibit(wrong, entry=each.entry))
    stops = Permission.objects.filter(kind__in=[Permission.Kind.MARKETING_STOP, Permission.Kind.STOP])
    stopped = of_visible_people(stops, now).count()
    coverage = f"the last {len(sent):,} marketing messages; {counted(stopped, 'stop')}"
    return judged(
        exhibits, lambda faults: f"{faults:,} of {len(sent):,} marketing messages left after a stop", coverage
    )


def _against(known: Versions, sent: Sent, said: Sum) -> str:
    """Say what its receiver had said against a message; empty when nothing."""
    clauses = known.clauses
    purpose = 1 << clauses.number("purposes", sent.purpose)
    if said.marketing_objection:
        return "It left after its receiver had stopped all marketing."
    if said.objections & purpose:
        return "It left after its receiver had objected to its purpose."
    if said.paused_until is not None and said.paused_until > sent.at:
        return "It left while its receiver had paused marketing."
    reach = Reach([one.notice for one in known.all], sent.purpose, "email", sent.topic)
    if any(reach.meets(stop) for stop in clauses.of_bits("stops", said.stops)):
        return "It left by a way or on a topic that its receiver had stopped."
    return ""
