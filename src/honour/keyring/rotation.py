"""Rotating a root key: a new version is made, what the old one holds is moved over in batches, the old one retired.

A process may die anywhere: the rows say which version they are under, so the next run goes on with what is left.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from honour.keyring.errors import KeyMissingError, KeyStillUsedError
from honour.keyring.installed import keyring_at
from honour.keyring.ring import Keyring, open_keyring
from honour.keyring.rootkey import Purpose, Randomness, make_key, sync_folder, write_key


class Step(Protocol):
    """What an app moves from older versions of a root key to the newest: rows it keeps under that key."""

    purpose: Purpose
    name: str

    def left(self, keyring: Keyring) -> int:
        """Count the rows that are not under the newest version."""

    def advance(self, keyring: Keyring, batch: int) -> int:
        """Move up to ``batch`` rows in one transaction; give how many were moved."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did: the version now in use, and how many rows each step moved."""

    purpose: Purpose
    version: int
    moved: dict[str, int]


def begin_rotation(folder: Path, purpose: Purpose, now: datetime, randomness: Randomness = secrets.token_bytes) -> int:
    """Make the next version of a root key, in use from then on; gives its number.

    Errors: those of ``open_keyring``; a damaged keyring is not rotated.
    """
    versions = open_keyring(folder).keys[purpose]
    newest = versions[max(versions)]
    write_key(folder, make_key(purpose, newest.version + 1, now, randomness, newest.name))
    return newest.version + 1


def finish_rotation(
    folder: Path,
    purpose: Purpose,
    steps: Iterable[Step],
    batch: int = 500,
    moving: Callable[[str, int], None] | None = None,
) -> Rotated:
    """Move everything that is under an older version to the newest; runs again from where it was stopped.

    Arguments: ``batch``, rows in one transaction; ``moving``, told each step's name and its rows so far.
    """
    keyring = keyring_at(folder)
    moved: dict[str, int] = {}
    for step in steps:
        if step.purpose != purpose:
            continue
        moved[step.name] = 0
        while count := step.advance(keyring, batch):
            moved[step.name] += count
            if moving:
                moving(step.name, moved[step.name])
    return Rotated(purpose, max(keyring.keys[purpose]), moved)


def retire_key(folder: Path, purpose: Purpose, version: int, steps: Iterable[Step]) -> None:
    """Take an older version's file away for good: backups written under it can then not be read without the kit.

    Errors: ``KeyMissingError`` when it is not there; ``KeyStillUsedError`` for the newest version, while rows are left
    under an older one, and for the keys of suppression, tokens and signing, whose work cannot be done again.
    """
    keyring = open_keyring(folder)
    versions = keyring.keys[purpose]
    if version not in versions:
        raise KeyMissingError(f"There is no version {version} of the {purpose} key in {folder}.")
    if version == max(versions):
        raise KeyStillUsedError(f"Version {version} of the {purpose} key is the one in use; rotate it first.")
    if purpose in {"suppression", "tokens", "signing"}:
        raise KeyStillUsedError(
            f"An older {purpose} key stays: what was made with it cannot be made again with another."
        )
    left = sum(step.left(keyring) for step in steps if step.purpose == purpose)
    if left:
        raise KeyStillUsedError(
            f"{left} rows are still under an older {purpose} key. Run `honour keys rotate` to its end."
        )
    (folder / versions[version].file_name).unlink()
    sync_folder(folder)
