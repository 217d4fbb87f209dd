"""Checking the root keys: what is there, whether it is whole, and whether others can read it."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from honour.keyring.errors import KeyAlteredError
from honour.keyring.ring import KnownKey
from honour.keyring.rootkey import FILE_NAME, PURPOSES, RootKey, read_key


@dataclass(frozen=True, slots=True)
class KeyFinding:
    """A key that is there, or what is wrong with one: ``problem`` says what to do, and is empty when all is well."""

    purpose: str
    version: int | None
    id: str = ""
    check: str = ""
    problem: str = ""


def check_keys(folder: Path, known: Iterable[KnownKey] = ()) -> list[KeyFinding]:
    """Look at every root key of a folder and at those the data were written under (``known``).

    Unlike ``open_keyring`` it never stops at the first fault.
    """
    findings: list[KeyFinding] = []
    keys: dict[tuple[str, int], RootKey] = {}
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in paths:
        match = FILE_NAME.match(path.name)
        if not match:
            continue
        try:
            key = read_key(path)
        except KeyAlteredError as altered:
            findings.append(KeyFinding(match["purpose"], int(match["version"]), problem=str(altered)))
            continue
        keys[key.purpose, key.version] = key
        findings.append(KeyFinding(key.purpose, key.version, key.id, key.check, _exposed(path)))
    findings += [
        KeyFinding(purpose, None, problem=f"There is no {purpose} key. Put it back from a copy or the recovery kit.")
        for purpose in PURPOSES
        if not any(finding.purpose == purpose for finding in findings)
    ]
    for expected in known:
        here = keys.get((expected.purpose, expected.version))
        if here is None:
            said = "The data were written under this version, which is not here. Put back the newer copy of the keys."
        elif here.check != expected.check:
            said = "The data were written under another key of this version. Put back the key that belongs to them."
        else:
            continue
        findings.append(KeyFinding(expected.purpose, expected.version, check=expected.check, problem=said))
    return findings


def _exposed(path: Path) -> str:
    """Say when others than the owner may read a key's file."""
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return f"Others than its owner may read {path}. Run: chmod 600 {path}"
    return ""
