"""A root key and the file that holds it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from honour.keyring.errors import KeyAlteredError, KeysExistError

Randomness = Callable[[int], bytes]
"""Gives as many random bytes as asked: ``secrets.token_bytes`` in the product."""

Purpose = Literal["wrapping", "lookup", "suppression", "tokens", "signing"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)

KEY_BYTES = 32
FILE_NAME = re.compile(r"^(?P<purpose>[a-z]+)-(?P<version>[1-9]\d{0,4})\.json$")
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class RootKey:
    """One version of one root key.

    ``id`` is random and names the key for ever; ``version`` counts up within a purpose; ``name`` is the log's name in
    signed notes and stands only at signing keys. The secret is not shown when a key is printed.
    """

    purpose: Purpose
    id: str
    version: int
    made_at: datetime
    secret: bytes = field(repr=False)
    name: str = ""

    @property
    def check(self) -> str:
        """The check value: 128 bits that tell this key from any other and reveal nothing of it."""
        told = f"honour root key\n{self.purpose}\n{self.id}\n{self.version}\n{self.made_at.isoformat()}\n{self.name}"
        return hmac.new(self.secret, told.encode(), hashlib.sha256).hexdigest()[:32]

    @property
    def file_name(self) -> str:
        """The name of the key's file: purpose and version."""
        return f"{self.purpose}-{self.version}.json"


def make_key(purpose: Purpose, version: int, now: datetime, randomness: Randomness, name: str = "") -> RootKey:
    """Make a new root key; ``now`` is aware."""
    made_at = now.astimezone(UTC).replace(microsecond=0)
    return RootKey(purpose, randomness(8).hex(), version, made_at, randomness(KEY_BYTES), name)


def write_key(folder: Path, key: RootKey) -> Path:
    """Write a key into its file, readable by its owner only, and see it safely on the disk.

    Errors: ``KeysExistError`` when that version is there already.
    """
    path = folder / key.file_name
    body: dict[str, Any] = {
        "honour": "root key",
        "format": _FORMAT,
        "purpose": key.purpose,
        "id": key.id,
        "version": key.version,
        "made_at": key.made_at.isoformat(),
        "check": key.check,
        "key": base64.b64encode(key.secret).decode("ascii"),
    }
    if key.name:
        body["name"] = key.name
    passing = folder / f".{key.file_name}.writing"
    passing.unlink(missing_ok=True)  # left by a process that died here; the key it held was never in use
    with os.fdopen(os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(json.dumps(body, indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(passing, path)  # unlike a rename, never replaces a key
    except FileExistsError as exists:
        raise KeysExistError(f"{path} is there already. A key is never replaced; rotation adds a version.") from exists
    finally:
        passing.unlink()
    sync_folder(folder)
    return path


def read_key(path: Path) -> RootKey:
    """Read a key from its file.

    Errors: ``KeyAlteredError`` when the file is not as it was written.
    """
    remedy = "Put back the file from your copy of the keys or from the recovery kit (`honour keys recover`)."
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        known = body["honour"] == "root key" and body["format"] == _FORMAT and body["purpose"] in PURPOSES
        secret = base64.b64decode(body["key"], validate=True)
        key = RootKey(
            body["purpose"],
            str(body["id"]),
            int(body["version"]),
            datetime.fromisoformat(body["made_at"]),
            secret,
            str(body.get("name", "")),
        )
        whole = hmac.compare_digest(key.check, str(body["check"])) and key.file_name == path.name
    except (ValueError, KeyError, TypeError) as broken:
        raise KeyAlteredError(f"The key file {path} cannot be read as a root key. {remedy}") from broken
    if not known or not whole or len(secret) != KEY_BYTES:
        raise KeyAlteredError(f"The key file {path} was changed since it was written. {remedy}")
    return key


def sync_folder(folder: Path) -> None:
    """See a folder's entries safely on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
