"""Archives sealed under the installation's wrapping key: the database's and the journal's."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from honour.backups.archive import archive_key, read_chunks, read_header, write_archive
from honour.backups.errors import ArchiveRefusedError
from honour.backups.header import Contents, Header, Kind, SealedUnder, Stretched, read_said
from honour.backups.placing import Placing
from honour.keyring import Keyring

_SALT = 32  # bytes


def sealed_under(keyring: Keyring) -> SealedUnder:
    """Choose what a new archive is sealed under: the wrapping key in use, and a salt of its own."""
    root = keyring.keys["wrapping"][keyring.wrapping_version]
    return SealedUnder(version=root.version, check=root.check, salt=secrets.token_hex(_SALT))


def write_sealed(place: Placing, header: Header, keyring: Keyring, content: Iterable[bytes]) -> None:
    """Write an archive under the key that its header names."""
    write_archive(place.file, header.said(), key_of(header, keyring, place.path), content)


@dataclass(frozen=True, slots=True)
class SealedArchive:
    """An archive that can be opened with the keys given: what it says of itself, and its content."""

    path: Path
    header: Header
    key: bytes

    @property
    def contents(self) -> Contents:
        """What an archive of data holds; one that does not say is refused as it is opened."""
        assert self.header.contents is not None  # noqa: S101 - see ``read_said``
        return self.header.contents

    def stream(self) -> Iterator[bytes]:
        """Give the content, each chunk after its seal was checked; can be asked for again.

        Errors: ``ArchiveDamagedError``.
        """
        with self.path.open("rb") as file:
            said = read_header(file, self.path)
            yield from read_chunks(file, self.path, said, self.key)

    def require_whole(self) -> None:
        """Read everything once.

        Errors: ``ArchiveDamagedError``.
        """
        for _ in self.stream():
            pass


def open_sealed(path: Path, kind: Kind, keyring: Keyring) -> SealedArchive:
    """Open an archive.

    Errors: ``ArchiveDamagedError``; ``ArchiveRefusedError`` when it is another kind, another release's, or under
    another key.
    """
    with path.open("rb") as file:
        header = read_said(read_header(file, path), path, kind)
    return SealedArchive(path, header, key_of(header, keyring, path))


def key_of(header: Header, keyring: Keyring, path: Path) -> bytes:
    """Give the key of one archive, from the wrapping key that its header names.

    Errors: ``ArchiveRefusedError`` when that is not among the keys.
    """
    sealed = header.sealed
    if isinstance(sealed, Stretched):
        raise ArchiveRefusedError(f"{path} says that it is sealed under a passphrase, which only keys are.")
    root = keyring.keys["wrapping"].get(sealed.version)
    if root is None or not hmac.compare_digest(root.check, sealed.check):
        here = "there is no such version among the keys given" if root is None else "the keys given have another one"
        raise ArchiveRefusedError(
            f"{path} is sealed under version {sealed.version} of the wrapping key, check value {sealed.check[:8]}…; "
            f"{here}. Give the archive of keys, or the kit, that belongs to this backup or is newer. Nothing was "
            "written."
        )
    return archive_key(root.secret, bytes.fromhex(sealed.salt))
