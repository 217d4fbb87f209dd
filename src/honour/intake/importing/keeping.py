"""How long imports stay: a file that nobody brought in goes; the account of an import stays, without data."""

from __future__ import annotations

from datetime import datetime

from honour.intake.importing.staged_file import drop_pieces
from honour.intake.models import Import, ImportPiece


def expire_imports(now: datetime) -> int:
    """End every import whose file waited too long; gives how many."""
    waiting = Import.objects.filter(expires_at__lte=now, state__in=(Import.State.MAPPING, Import.State.CHECKED))
    ended = list(waiting)
    for row in ended:
        drop_pieces(row, ImportPiece.Kind.FILE)
        words = "Nobody brought it in for three days, so the file went. Upload it again."
        Import.objects.filter(pk=row.pk).update(state=Import.State.CANCELLED, why=words, ended_at=now)
    return len(ended)
