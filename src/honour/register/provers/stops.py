"""K02: every stop and erasure in the journal is carried out in the register."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import datetime, timedelta

from honour.evidence.kinds import kind_named
from honour.evidence.provers import Exhibit, Finding, judged, not_proved, prover
from honour.evidence.searching import entries_about
from honour.evidence.tombstones import Tombstone, installed_journal
from honour.notice.wording import counted
from honour.register.deciding import EFFECTS
from honour.register.holding import held_records
from honour.register.models import Erasure, Permission, Record, Subject, Suppression
from honour.register.numbers import Clauses
from honour.register.replaying import LIFTED_BY
from honour.register.stopping import LET
from honour.register.sweeping import unpacked
from honour.register.versions import versions


@prover(
    "K02",
    clause="honour",
    test="Whoever the journal says was erased has nothing here; whatever it says was stopped is stopped, or was "
    "allowed since; and every erasure that is done here has its line there.",
)
def the_journal_is_carried_out(now: datetime) -> Finding:
    """Hold the register against the journal, line by line, and the journal against the erasures."""
    clauses = versions().clauses
    examined = 0
    exhibits: list[Exhibit] = []
    written: set[tuple[str, int | None]] = set()
    stopped: dict[str, Tombstone] = {}
    for tombstone in installed_journal().read():
        examined += 1
        exhibits += _undone(clauses, tombstone)
        if tombstone.kind in {"person:erased", "record:erased"}:
            written.add((tombstone.body["person"], tombstone.body.get("record")))
        for _, digest in tombstone.body.get("hashes", ()):
            if tombstone.kind == LET:
                stopped.pop(digest, None)
            else:
                stopped[digest] = tombstone
    exhibits += _unwritten(written)
    exhibits += _not_listed(stopped, now)
    if not examined and not exhibits:
        return not_proved("Nothing was stopped or erased yet.")
    coverage = f"all {counted(examined, 'line')} of the journal"
    return judged(
        exhibits,
        lambda faults: f"{faults:,} of {examined} stops and erasures are not carried out or not in the journal",
        coverage,
    )


def _unwritten(written: Container[tuple[str, int | None]]) -> Iterable[Exhibit]:
    """Find erasures without a line in the journal: a backup made before them would bring back whom they took."""
    done = Erasure.objects.filter(step=Erasure.Step.CONFIRMED).order_by("pk")
    for erasure, person, record in done.values_list("pk", "subject__public_id", "record").iterator():
        if (person, record) not in written:
            yield Exhibit(f"Erasure {erasure} has no line in the journal.", record=person)


def _undone(clauses: Clauses, tombstone: Tombstone) -> Iterable[Exhibit]:
    body = tombstone.body
    if tombstone.kind == "records:swept":
        yield from _here_again(tombstone)
        return
    if "person" not in body:  # of a hold, which says itself whether it stands
        return
    subject = Subject.objects.filter(public_id=body["person"]).first()
    if subject is None:
        return
    under_way = Erasure.objects.filter(subject=subject, step__lt=Erasure.Step.CONFIRMED).exists()
    match tombstone.kind:
        case "person:erased":
            held = Record.objects.filter(subject=subject).exists()
            if (held or subject.status != Subject.Status.ERASED) and not under_way:
                yield Exhibit("Somebody who was erased is here again.", record=subject.public_id)
        case "record:erased":
            again = Record.objects.filter(pk=body["record"], subject=subject, collected_at__lte=tombstone.at)
            if again.exists() and not under_way:
                yield Exhibit("A record that was erased is here again.", record=str(body["record"]))
        case "person:stopped" if subject.status == Subject.Status.LIVE and not _holds(clauses, subject, tombstone):
            yield Exhibit(f"A stop ({body['kind']}) does not hold.", record=subject.public_id)


def _here_again(tombstone: Tombstone) -> Iterable[Exhibit]:
    """Find records that a sweep took and that are here again; one that is held was held before it could go."""
    wanted = unpacked(tombstone.body["records"])
    rows = Record.objects.filter(collected_at__lte=tombstone.at, pk__gte=min(wanted), pk__lte=max(wanted))
    for record, subject in rows.values_list("pk", "subject_id").iterator():
        if record in wanted and record not in held_records(subject):
            yield Exhibit("A record that was deleted when its time was over is here again.", record=str(record))


def _holds(clauses: Clauses, subject: Subject, tombstone: Tombstone) -> bool:
    """Say whether a stop still holds, or was lifted by the person since."""
    kind = Permission.Kind(tombstone.body["kind"])
    effect = EFFECTS[kind]
    about = clauses.number(effect.section, tombstone.body["about"]) if effect.section else None
    value = getattr(subject, effect.column)
    stands = bool(value) if about is None else bool(value >> about & 1)
    lifted = Permission.objects.filter(subject=subject, about=about, kind=LIFTED_BY[kind], at__gte=tombstone.at)
    return stands == effect.on or lifted.exists()


def _not_listed(stopped: Mapping[str, Tombstone], now: datetime) -> Iterable[Exhibit]:
    """Find stops whose hashes left the do-not-contact list although nobody lifted them.

    Arguments: ``stopped``, the last stop of each hash, where no later line of the journal takes it off the list.
    """
    listed = {bytes(digest).hex() for digest in Suppression.objects.values_list("digest", flat=True).iterator()}
    missing = {stopped[digest].number: stopped[digest] for digest in stopped if digest not in listed}
    for _, tombstone in sorted(missing.items()):
        subject = Subject.objects.filter(public_id=tombstone.body["person"]).first()
        if subject is None or not _lifted_since(subject, tombstone.at, now):
            yield Exhibit("A stop is missing from the do-not-contact list.", record=tombstone.body["person"])


def _lifted_since(subject: Subject, at: datetime, now: datetime) -> bool:
    """Say whether a person lifted their stop to marketing since, or nothing can tell any more.

    For lifts from before the journal knew of them. What somebody who is gone decided the ledger tells, while it does.
    """
    lifted = Permission.Kind.MARKETING_STOP_LIFTED
    if subject.status == Subject.Status.LIVE:
        return Permission.objects.filter(subject=subject, kind=lifted, at__gte=at).exists()
    if at <= now - timedelta(days=kind_named("person:decided").kept):
        return True
    decided = entries_about(subject.pk, ("person:decided",))
    return any(use.at >= at and use.payload["kind"] == lifted for use in decided)
