"""The archive of keys: every root key and the site's signing secret, sealed under a passphrase."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from honour.backups.archive import archive_key, read_chunks, read_header, write_archive
from honour.backups.errors import ArchiveDamagedError, ArchiveRefusedError
from honour.backups.header import Header, Stretched, read_said, release
from honour.backups.placing import Placing
from honour.evidence.tombstones import Head
from honour.keyring import Keyring, RootKey, open_keyring
from honour.keyring.packing import COST, MOST_COST, pack_keys, require_long, stretch, unpack_keys
from honour.keyring.recovery_kit import open_kit

_SALT = 32  # bytes


@dataclass(frozen=True, slots=True)
class KeysAndSecret:
    """Root keys; ``secret``, under which the site signs its forms and sessions, where it came along."""

    keys: tuple[RootKey, ...]
    secret: str | None = None

    @property
    def ring(self) -> Keyring:
        """The keys, ready for use.

        Errors: ``KeyMissingError`` when a purpose has none.
        """
        return Keyring(self.keys)


def write_keys_archive(  # noqa: PLR0913 - what an archive says of itself
    place: Placing, given: KeysAndSecret, passphrase: str, at: datetime, *, gone_by: datetime, journal: Head
) -> None:
    """Write the archive of keys.

    Arguments: ``passphrase``, at least 12 characters; ``gone_by``, the day by which it is to be deleted; ``journal``,
    how far the tombstone journal went.
    Errors: ``KitRefusedError`` for a shorter passphrase.
    """
    require_long(passphrase)
    salt = secrets.token_bytes(_SALT)
    header = Header(
        kind="keys",
        made_at=at,
        release=release(),
        sealed=Stretched(cost=COST, salt=salt.hex()),
        origin=given.ring.signing.current.name,
        gone_by=gone_by,
        journal=(journal.number, journal.hash),
    )
    packed = base64.b64encode(pack_keys(given.keys)).decode("ascii")
    content = json.dumps({"keys": packed, "secret": given.secret}).encode()
    write_archive(place.file, header.said(), _key(passphrase, header), [content])


def keys_of_archive(path: Path, passphrase: str) -> KeysAndSecret:
    """Read the keys from an archive.

    Errors: ``ArchiveDamagedError``; ``ArchiveRefusedError`` when it is no archive of keys or another passphrase's.
    """
    with path.open("rb") as file:
        said = read_header(file, path)
        header = read_said(said, path, "keys")
        try:
            content = b"".join(read_chunks(file, path, said, _key(passphrase, header)))
        except ArchiveDamagedError:
            raise ArchiveRefusedError(
                f"{path} does not open with this passphrase, or it was changed. Try the passphrase again; if it is "
                "right, use another archive of keys or the recovery kit. Nothing was written."
            ) from None
    told = json.loads(content)
    return KeysAndSecret(unpack_keys(base64.b64decode(told["keys"])), told["secret"])


def keys_of_kit(path: Path, passphrase: str) -> KeysAndSecret:
    """Read the keys from a recovery kit's text.

    Errors: ``KitUnreadableError``; ``KitRefusedError``.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ArchiveRefusedError(f"{path} is no recovery kit: it is not text. Name kit.txt, or use --keys.") from None
    return KeysAndSecret(open_kit(text, passphrase))


def keys_of_folder(folder: Path) -> KeysAndSecret:
    """Read the keys that stand in a home already.

    Errors: those of ``open_keyring``.
    """
    return KeysAndSecret(open_keyring(folder).every_key)


def _key(passphrase: str, header: Header) -> bytes:
    if not isinstance(header.sealed, Stretched) or header.sealed.cost > MOST_COST:
        raise ArchiveRefusedError("This archive of keys is sealed in a way that this release does not know.")
    salt = bytes.fromhex(header.sealed.salt)
    return archive_key(stretch(passphrase, salt, header.sealed.cost), salt)
