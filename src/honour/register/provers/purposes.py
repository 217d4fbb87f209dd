"""S16: data are used only for the purposes of the notice, each on the basis it states."""

from __future__ import annotations

from datetime import datetime

from honour.evidence.provers import Exhibit, Finding, judged, not_proved, prover
from honour.gate import Actor, Ask, Gate
from honour.gate.rows import SubjectRow
from honour.register.models import Record, Subject
from honour.register.provers.uses import LedgerUse, covering, uses
from honour.register.versions import Published, Versions, versions

_EVERYTHING = (1 << 63) - 1


@prover(
    "S16",
    clause="purposes",
    test=(
        "Each recorded use names a purpose of the notice in force that day and only categories which a version lists "
        "for it; each record it names, if still held, is decided again on the terms it was taken under."
    ),
)
def uses_keep_to_the_notice(_: datetime) -> Finding:
    """Compare every recorded use with the notice; a use that passed only by observing counts as outside it."""
    known = versions()
    exhibits: list[Exhibit] = []
    examined = 0
    for use in uses():
        examined += 1
        wrong = _wrong(known, use)
        if wrong:
            exhibits.append(Exhibit(wrong, entry=use.entry))
    if not examined:
        return not_proved("No use of anybody's data has been recorded yet.")
    return judged(exhibits, lambda faults: f"{faults:,} of {examined} uses were outside the notice", covering(examined))


def _wrong(known: Versions, use: LedgerUse) -> str:
    """Say what puts a use outside the notice; empty when nothing does."""
    published = {version.label: version for version in known.all}
    version = published.get(use.version)
    if version is None:
        return f"It names version {use.version}, which was never published."
    purpose = version.notice.purposes.get(use.purpose)
    if purpose is None:
        return f"Version {use.version} declares no purpose {use.purpose}."
    if use.observed:
        return f"It passed only because {use.purpose} is observed."
    listed = _listed(published, use.purpose)
    outside = sorted(set(use.categories) - listed)
    if outside:
        return f"No version lists {', '.join(outside)} for {use.purpose}."
    return _records_wrong(known, version, use)


def _listed(published: dict[str, Published], purpose: str) -> frozenset[str]:
    notices = [version.notice for version in published.values()]
    return frozenset().union(*(n.categories_of(purpose) for n in notices if purpose in n.purposes))


def _records_wrong(known: Versions, version: Published, use: LedgerUse) -> str:
    """Decide the named records again, with everything in the person's own hands taken as granted.

    What the person had consented to that day is not kept apart from what they have said since; the terms of each record
    are, and they must carry the use.
    """
    if not use.records or use.subject is None:
        return ""
    subject = Subject.objects.filter(pk=use.subject).first()
    rows = Record.objects.filter(pk__in=use.records, subject_id=use.subject).values_list(
        "id", "category", "version", "purposes", "source", "on_consent", "collected_at"
    )
    if subject is None or subject.status != Subject.Status.LIVE or not rows:
        return ""  # what stays of the erased is an opaque id: on which facts a use was decided is not known any more
    late = [row[0] for row in rows if row[6] > use.at]
    if late:
        return f"Record {late[0]} was collected after it."
    gate: Gate = known.gate(use.at)
    if gate.history.current.version != version.label:
        return f"Version {use.version} was not in force then."
    actor = Actor("prover", "service", {use.purpose: frozenset({"use"})})
    facts = SubjectRow(kind=subject.kind, consents=_EVERYTHING, informed=subject.informed, approvals=_EVERYTHING)
    decision = gate.decide_rows(Ask(actor, "use", use.purpose, use.at), facts, [(*row[:6], None, 0) for row in rows])
    for record in decision.records:
        if not record.allowed or record.observed:
            return f"Record {record.id}: {record.reasons[0].sentence}"
    return ""
