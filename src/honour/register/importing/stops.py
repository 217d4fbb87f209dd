"""What a batch says that people decided, with its evidence: consents, objections, stops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from honour.evidence.tombstones import installed_journal
from honour.register.announcing import Announced, announce
from honour.register.inserting import insert_rows
from honour.register.models import Permission, Subject
from honour.register.suppressing import ON_THE_LIST, suppress
from honour.register.wordings import keep_wording

if TYPE_CHECKING:
    from honour.register.importing.taken import Batch, Taken

Kind = Permission.Kind
BY_IMPORT = "import"
_COLUMNS = ("subject_id", "kind", "about", "at", "how", "wording_id", "recorded_by", "entry")


def write_decisions(batch: Batch, entry: int) -> None:
    """Keep the evidence of what a batch says people decided. Call it last in the transaction.

    Stops go to the journal and the do-not-contact list before the transaction commits: a crash in between leaves a stop
    too many, never one too few.
    """
    clauses, wanted = batch.known.clauses, batch.wanted
    words = keep_wording({"said": wanted.consent_words, "how": "import"}).pk if wanted.consent_words else None
    rows: list[tuple[Any, ...]] = []

    def said(one: Taken, kind: Permission.Kind, about: str | None = None, how: str = BY_IMPORT) -> None:
        number = None if about is None else clauses.number("purposes", about)
        at = (one.row.collected_at or batch.at) if kind is Kind.CONSENT else batch.at
        wording = words if kind is Kind.CONSENT else None
        rows.append((one.person, kind.value, number, at, how, wording, wanted.by, entry))

    stopping, bodies = [], []
    for one in batch.taken:
        for purpose in sorted(one.agreed):
            said(one, Kind.CONSENT, purpose)
        for purpose in sorted(one.row.objections):
            said(one, Kind.OBJECTION, purpose)
        for purpose in sorted(one.withdrawn):
            said(one, Kind.WITHDRAWAL, purpose)
        if (one.row.stopped or one.on_list) and not (one.standing and one.standing.had_stopped):
            said(one, Kind.MARKETING_STOP, how=BY_IMPORT if one.row.stopped else ON_THE_LIST)
            stopping.append(one)
    insert_rows(Permission, _COLUMNS, rows)
    if not rows:
        return
    names = dict(Subject.objects.filter(pk__in={row[0] for row in rows}).values_list("pk", "public_id"))
    named = clauses.named["purposes"]
    announce(
        [
            Announced(names[who], kind, None if about is None else named[about], at, how)
            for who, kind, about, at, how, *_ in rows
        ]
    )
    version = batch.keyring.suppression.version
    listed = suppress(
        batch.keyring, [(each.kind, each.value) for one in stopping for each in one.identifiers], batch.at
    )
    place = 0
    for one in stopping:
        hashes = [[kind, digest.hex()] for kind, digest in listed[place : place + len(one.identifiers)]]
        place += len(one.identifiers)
        bodies.append(
            {"person": names[one.person or 0], "kind": Kind.MARKETING_STOP.value, "about": None,
             "hashes": hashes, "key": version}
        )  # fmt: skip
    bodies += [
        {"person": names[one.person or 0], "kind": kind.value, "about": purpose}
        for one in batch.taken
        for kind, purposes in ((Kind.OBJECTION, one.row.objections), (Kind.WITHDRAWAL, one.withdrawn))
        for purpose in sorted(purposes)
    ]
    installed_journal().append_all("person:stopped", bodies, batch.at)
