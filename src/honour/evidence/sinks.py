"""Where checkpoints are sent, off the host: without that, whoever runs the host could rewrite history unseen."""

from __future__ import annotations

import os
import ssl
from collections.abc import Collection
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

from honour.door import DoorClosedError, NoAnswerError, call
from honour.evidence.errors import EvidenceError
from honour.ledger.checkpoint import read_checkpoint
from honour.ledger.errors import LedgerError

LATEST = "latest.checkpoint"


class SinkRefused(EvidenceError):  # noqa: N818 - the name is what went wrong
    """A checkpoint was not sent, because what lies there already contradicts it."""


class Sink(Protocol):
    """Something that keeps checkpoints elsewhere."""

    def send(self, note: str) -> None:
        """Keep a signed checkpoint.

        Errors: ``OSError`` when it cannot be reached just now; ``SinkRefused``.
        """

    def kept(self) -> list[str]:
        """Return what is kept there, to compare the ledger with; nothing where it cannot be read from here."""


class FolderSink:
    """A folder on another disk or machine: the newest checkpoint, and the last of each hour.

    Arguments: ``folder``, made when it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, note: str) -> None:
        """Write the checkpoint as the newest and as its hour's, each in one step.

        Errors: ``OSError``; ``SinkRefused`` when the folder's newest covers more entries than this one.
        """
        new = read_checkpoint(note)
        self.folder.mkdir(parents=True, exist_ok=True)
        last = self._read(self.folder / LATEST)
        if last is not None and (known := read_checkpoint(last)).size > new.size:
            raise SinkRefused(
                f"{self.folder} knows {known.size} entries of the ledger, which now has {new.size}: entries were lost "
                "or taken away. After a restore, keep that folder for the record and name a new one."
            )
        if new.signed_at:
            self._write(f"{new.signed_at[:13]}.checkpoint", note)  # 2026-11-23T10
        self._write(LATEST, note)

    def kept(self) -> list[str]:
        """Return the checkpoints in the folder, the oldest first."""
        notes = [self._read(path) for path in sorted(self.folder.glob("*.checkpoint"))]
        return [note for note in notes if note is not None]

    def _read(self, path: Path) -> str | None:
        try:
            note = path.read_text(encoding="utf-8")
            read_checkpoint(note)
        except FileNotFoundError:
            return None
        except (LedgerError, UnicodeDecodeError):
            raise SinkRefused(f"{path} is not a checkpoint any more: it was changed or cut short.") from None
        return note

    def _write(self, name: str, note: str) -> None:
        unfinished = self.folder / f".{name}.part"
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.folder / name)
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class AddressSink:
    """An address that takes each checkpoint as it is, as text: somebody else's, so that nobody here can take it back.

    What is sent is signed already; whoever receives it checks it with the ledger's public key.
    Arguments: ``url``; ``private``, hosts that may lie on private networks; ``context``, whom to trust, by default the
    system's authorities.
    """

    def __init__(self, url: str, private: Collection[str] = (), context: ssl.SSLContext | None = None) -> None:
        self.url, self._private, self._context = url, private, context

    def send(self, note: str) -> None:
        """Post the checkpoint.

        Errors: ``OSError`` when it is not taken just now; ``SinkRefused`` when the address may not be called, or
        answers 409: it knows a longer ledger.
        """
        headers = {"Content-Type": "text/plain; charset=utf-8"}
        try:
            answer = call(self.url, note.encode(), headers, private=self._private, context=self._context)
        except DoorClosedError as closed:
            raise SinkRefused(f"Checkpoints cannot be sent to checkpoint_url: {closed}") from None
        except NoAnswerError as none:
            raise OSError(str(none)) from None
        if answer.status == HTTPStatus.CONFLICT:
            raise SinkRefused(
                "The address that takes checkpoints knows a longer ledger: entries were lost or taken away."
            )
        if answer.status not in range(200, 300):
            raise OSError(f"The address that takes checkpoints answered {answer.status}.")

    def kept(self) -> list[str]:
        """Return nothing: what is kept elsewhere is compared there, by `honour verify`."""
        return []


def installed_sinks() -> list[Sink]:
    """Return where the installation sends its checkpoints."""
    from django.conf import settings

    folder: str | None = settings.HONOUR_CHECKPOINT_FOLDER
    url: str | None = settings.HONOUR_CHECKPOINT_URL
    sinks: list[Sink] = [FolderSink(Path(folder))] if folder else []
    return [*sinks, AddressSink(url, settings.HONOUR_PRIVATE_HOSTS)] if url else sinks
