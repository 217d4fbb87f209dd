"""S22: a stop to marketing stops marketing, and no message about a service."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from honour.evidence.provers import Exhibit, Finding, broken, kept, not_proved, prover
from honour.mailroom.messages import message_kinds
from honour.mailroom.models import Outgoing
from honour.notice.wording import counted
from honour.outreach.provers.decided import decisions_of, sum_of
from honour.outreach.provers.sent import Sent, messages_sent
from honour.register.versions import Versions, versions

STOPS = frozenset(
    {"marketing-objected", "marketing-paused", "channel-stopped", "topic-stopped", "on-do-not-contact-list"}
)
"""The reasons that a stop to marketing gives for holding a message back."""


@prover(
    "S22",
    clause="statement.service-messages",
    test=(
        "No message about a service was held back because its receiver had stopped marketing; each that left did so "
        "for a purpose that every version of the notice which knows it declares to send no marketing."
    ),
)
def services_go_on(_: datetime) -> Finding:
    """Look for messages about a service that met a stop, and for marketing that left as one."""
    sent = list(messages_sent("service"))
    exhibits = [*_held_back(), *_disguised(versions(), sent)]
    decisions = decisions_of(each.subject for each in sent)
    reached = [
        each
        for each in sent
        if sum_of(row for row in decisions.get(each.subject, []) if row.at <= each.at).marketing_objection
    ]
    coverage = f"the last {len(sent):,} messages about a service; {len(reached):,} of them to people who had stopped"
    if exhibits:
        figure = f"{counted(len(exhibits), 'message')} held back by a stop to marketing, or marketing themselves"
        return broken(figure, coverage, exhibits)
    if not reached:
        return not_proved("No message about a service has gone to anybody who had stopped marketing yet.")
    went = f"{counted(len(reached), 'message')} about a service" if len(reached) > 1 else "one message about a service"
    return kept(f"{went} went to people who had stopped marketing, and none was held back", coverage)


def _held_back() -> Iterable[Exhibit]:
    service = [name for name, kind in message_kinds().items() if kind.message_class == "service"]
    rows = Outgoing.objects.filter(kind__in=service, state=Outgoing.State.REFUSED, reason__in=STOPS)
    for row in rows.order_by("-pk").iterator():
        yield Exhibit(f"A message of the kind {row.kind} was held back: {row.reason}.", row.entry, row.person)


def _disguised(known: Versions, sent: list[Sent]) -> Iterable[Exhibit]:
    marketing = {short for one in known.all for short, purpose in one.notice.purposes.items() if purpose.is_marketing}
    for each in sent:
        if each.purpose in marketing:
            yield Exhibit(f"A message for {each.purpose}, which is marketing, left as one about a service.", each.entry)
