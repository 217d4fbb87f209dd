"""What an archive says of itself, readable without a key; nothing personal."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from honour.backups.errors import ArchiveRefusedError
from honour.evidence.tombstones import Head

Kind = Literal["data", "datakeys", "journal", "keys"]
KINDS: tuple[Kind, ...] = ("data", "datakeys", "journal", "keys")


class SealedUnder(BaseModel):
    """The wrapping key whose secret an archive's key is derived from; ``salt`` is random, in hex."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    check: str
    salt: str


class Stretched(BaseModel):
    """How a passphrase becomes an archive's key: scrypt with ``cost`` (a power of two) and ``salt``, in hex."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cost: int
    salt: str


class Contents(BaseModel):
    """What an archive of data holds.

    ``vendor``, the database; ``migrations`` applied to it, app and name; ``keys`` that its data are under: purpose,
    version, check value; ``checkpoint``, the newest one in it (a signed note); ``entries`` on its ledger; ``people``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    vendor: str
    migrations: tuple[tuple[str, str], ...]
    keys: tuple[tuple[str, int, str], ...]
    checkpoint: str | None
    entries: int
    people: int


class Header(BaseModel):
    """The head of an archive.

    ``journal``: the tombstone journal's number and hash before the copy was begun. ``origin``: the ledger's name, which
    no other installation's has. ``last_entry``: the number of the newest ledger entry in the copy. ``keys_apart``:
    whether the data keys are in an archive of their own. ``gone_by``: the day by which every copy is to be deleted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    made_at: datetime
    release: str
    sealed: SealedUnder | Stretched
    journal: tuple[int, str] | None = None
    contents: Contents | None = None
    origin: str = ""
    last_entry: int = 0
    keys_apart: bool = False
    gone_by: datetime | None = None

    @property
    def head(self) -> Head:
        """How far the journal went when the archive was begun."""
        return Head(*self.journal) if self.journal else Head(0, "")

    def said(self) -> dict[str, Any]:
        """Give the header as it is written."""
        return self.model_dump(mode="json")


def read_said(said: dict[str, Any], path: Path, kind: Kind) -> Header:
    """Read a header as it was written, of an archive of the kind that is needed.

    Errors: ``ArchiveRefusedError`` for another kind, or one that only a newer release can read.
    """
    if said.get("kind") != kind:
        raise ArchiveRefusedError(
            f"{path} is an archive of {said.get('kind')}, where one of {kind} is needed. Name {kind}-….honour. Nothing "
            "was written."
        )
    try:
        header = Header.model_validate(said)
    except ValidationError:
        raise ArchiveRefusedError(
            f"{path} was written by release {said.get('release')} of Honour, in a form that this release "
            f"({release()}) does not know. Restore it with the release that wrote it, or a newer one."
        ) from None
    if (header.contents is not None) != (kind == "data"):
        raise ArchiveRefusedError(f"{path} does not say what is in it. Use another backup.")
    return header


def release() -> str:
    """Give this release's name."""
    return version("honour")
