"""Beginning an import: a file comes in, a mapping is remembered or guessed from its headings, and then settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils import timezone

from honour.evidence import entries
from honour.evidence.kinds import declare
from honour.intake.importing.errors import ImportRefusedError
from honour.intake.importing.guessing import guess
from honour.intake.importing.listing import Opened, digest_of, look_at, open_list
from honour.intake.importing.mapping import Mapping, require_usable
from honour.intake.importing.running import ENDED
from honour.intake.importing.sniffing import Kind, Sniffer
from honour.intake.importing.staged_file import KEPT, Pieces, StagedFile, drop_pieces, keep_pieces
from honour.intake.models import Import, ImportPiece, RememberedMapping
from honour.notice.model import Notice
from honour.register.versions import versions

declare("import:begun", "A list of people was put up for import.")
declare("import:started", "A list of people began to come in.")

State = Import.State
_SAMPLES = 20  # rows
_UNDER_WAY = "This import is under way, or over. Begin another one with the file."


def begin(chunks: Iterable[bytes], *, by: str, at: datetime) -> Import:
    """Take a file into staging and look at what it is.

    Arguments: ``chunks`` of the file; ``by``, the opaque id of who brings it.
    Errors: ``FileRefusedError``; nothing of the file is kept then.
    """
    pieces, sniffer = Pieces(at), Sniffer()
    for chunk in chunks:
        pieces.write(chunk)
        sniffer.look(chunk)
    pieces.close()
    return begin_with(pieces, sniffer, by=by, at=at)


def begin_with(pieces: Pieces, sniffer: Sniffer, *, by: str, at: datetime) -> Import:
    """Begin with a file that is in staging already; see ``begin``.

    Errors: ``FileRefusedError``; nothing of the file is kept then.
    """
    try:
        kind = sniffer.kind()
        delimiter, opened = look_at(StagedFile(pieces.made, at), kind)
        digest = digest_of(opened)
        first = _mapping_for(digest, opened, at)
    except BaseException:
        pieces.drop()
        raise
    with transaction.atomic():
        row = _begun(kind, delimiter, digest, first, pieces.size, by, at)
        keep_pieces(row, ImportPiece.Kind.FILE, pieces.made)
        payload = {"import": row.public_id, "by": by, "bytes": pieces.size, "columns": len(opened.headings)}
        entries.append("import:begun", payload, at=at)
    return row


def _begun(  # noqa: PLR0913, PLR0917 - what an import begins with
    kind: Kind, delimiter: str, digest: str, first: Mapping, size: int, by: str, at: datetime
) -> Import:
    return Import.objects.create(
        by=by,
        form=kind.form,
        encoding=kind.encoding,
        delimiter=delimiter,
        size=size,
        header_digest=digest,
        mapping=first.as_json(),
        run_after=at,
        made_at=at,
        expires_at=at + KEPT,
    )


def _mapping_for(digest: str, opened: Opened, at: datetime) -> Mapping:
    """Give the mapping that a list with these headings had last time, or guess one."""
    notice = versions().current(at).notice
    samples = [line.cells for line in islice(opened.rows, _SAMPLES) if not line.fault]
    kept = RememberedMapping.objects.filter(header_digest=digest).first()
    if kept is not None:
        return still_usable(Mapping.of_json(kept.mapping), notice)
    return guess(opened, notice, samples)


def still_usable(mapping: Mapping, notice: Notice) -> Mapping:
    """Leave out of a remembered mapping what the notice in use does not have any more."""

    def has(held: str) -> bool:
        category, dot, field = held.partition(".")
        if dot:
            return category in notice.categories and field in notice.categories[category].fields
        return ":" not in held or held.partition(":")[2] in notice.purposes

    return replace(
        mapping,
        columns=tuple(held if has(held) else "" for held in mapping.columns),
        purposes=tuple(purpose for purpose in mapping.purposes if purpose in notice.purposes),
        kind=mapping.kind if mapping.kind in notice.subjects else "",
        source=mapping.source if mapping.source in notice.sources else "",
    )


def first_rows(row: Import, at: datetime, most: int = 3) -> tuple[tuple[str, ...], list[list[str]]]:
    """Give the headings and the first rows that can be read; the rows are shown masked.

    Errors: ``FileRefusedError``; ``UnknownRecordError`` when the file expired.
    """
    opened = open_list(row, at)
    rows = [line.cells for line in islice(opened.rows, 5 * most) if not line.fault]
    return opened.headings, rows[:most]


def settle(row: Import, mapping: Mapping, *, by: str, at: datetime) -> None:
    """Say what the columns hold, remember it for lists with the same headings, and put the list on trial.

    Errors: ``MappingRefusedError``; ``ImportRefusedError`` when it is under way already.
    """
    known = versions()
    require_usable(mapping, known.current(at).notice, {version.label for version in known.all}, timezone.localdate(at))
    with transaction.atomic():
        _move(row, (State.MAPPING, State.CHECKED), State.CHECKING, at, mapping=mapping.as_json(), trial={}, by=by)
        drop_pieces(row, ImportPiece.Kind.REFUSED)
        RememberedMapping.objects.update_or_create(
            header_digest=row.header_digest,
            defaults={"mapping": mapping.as_json(), "saved_at": at, "saved_by": by},
        )


def start(row: Import, *, by: str, at: datetime) -> None:
    """Let the list come in, after its trial.

    Errors: ``ImportRefusedError`` when it is not tried yet, or under way already.
    """
    with transaction.atomic():
        _move(row, (State.CHECKED,), State.IMPORTING, at, counts={}, by=by)
        drop_pieces(row, ImportPiece.Kind.REFUSED)
        mapping = Mapping.of_json(row.mapping)
        payload = {
            "import": row.public_id,
            "by": by,
            "purposes": sorted(mapping.purposes),
            "source": mapping.source or "by row",
            "version": mapping.version or "by row",
        }
        entries.append("import:started", payload, at=at)


def again(row: Import, at: datetime) -> None:
    """Go back to the mapping, before anything is written.

    Errors: ``ImportRefusedError`` when the import is under way, or over.
    """
    _move(row, (State.CHECKING, State.CHECKED), State.MAPPING, at)


def cancel(row: Import, *, by: str, at: datetime) -> None:
    """Stop an import. What has come in stays, and is on the ledger; the file goes.

    Errors: ``ImportRefusedError`` when it is over.
    """
    with transaction.atomic():
        before = row.state
        working = (State.MAPPING, State.CHECKING, State.CHECKED, State.IMPORTING)
        ended = Import.objects.filter(pk=row.pk, state__in=working).update(state=State.CANCELLED, ended_at=at)
        if not ended:
            raise ImportRefusedError(_UNDER_WAY)
        drop_pieces(row, ImportPiece.Kind.FILE)
        if before == State.IMPORTING:
            entries.append(ENDED, {"import": row.public_id, "by": by, "state": "cancelled"}, at=at)
    row.refresh_from_db()


def _move(row: Import, before: tuple[str, ...], after: str, at: datetime, **more: object) -> None:
    """Move an import on, unless somebody else has; its rows are counted from the first again."""
    moved = Import.objects.filter(pk=row.pk, state__in=before).update(
        state=after, done_rows=0, batches=0, run_after=at, holder="", lease_until=None, why="", **more
    )
    if not moved:
        raise ImportRefusedError(_UNDER_WAY)
    row.refresh_from_db()
