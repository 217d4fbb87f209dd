"""Root keys are made once, kept privately, and a fault in them is named before anything is written."""

import base64
import json
import os
import stat
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from honour.keyring import (
    PURPOSES,
    KeyAlteredError,
    KeyMissingError,
    KeysExistError,
    KeyVersionMissingError,
    KeyWrongError,
    KnownKey,
    SealBrokenError,
    check_keys,
    make_data_key,
    make_keys,
    normalise,
    open_keyring,
    seal,
    unseal,
)
from honour.keyring.installed import keyring_at

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    make_keys(tmp_path / "keys", NOW)
    return tmp_path / "keys"


def test_each_purpose_has_a_key_of_its_own_that_only_the_owner_reads(folder):
    keyring = open_keyring(folder)
    assert len({keyring.keys[purpose][1].secret for purpose in PURPOSES}) == len(PURPOSES)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert [finding.problem for finding in check_keys(folder, keyring.known)] == [""] * len(PURPOSES)


def test_keys_are_never_made_over_keys(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(KeysExistError, match="rotate"):
        make_keys(folder, NOW)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_making_keys_that_was_interrupted_leaves_none_and_can_be_repeated(tmp_path):
    asked = iter(range(1000))

    def dying(count):
        if next(asked) == 6:
            raise KeyboardInterrupt
        return os.urandom(count)

    with pytest.raises(KeyboardInterrupt):
        make_keys(tmp_path / "keys", NOW, dying)
    assert not (tmp_path / "keys").exists()
    assert make_keys(tmp_path / "keys", NOW).known == open_keyring(tmp_path / "keys").known


def test_a_secret_does_not_show_when_a_key_is_printed(folder):
    key = open_keyring(folder).keys["wrapping"][1]
    assert key.secret.hex() not in repr(key)
    assert repr(key.secret) not in repr(key)


@pytest.mark.parametrize("name", ["key", "id", "made_at", "check", "purpose", "version"])
def test_an_edited_key_file_is_recognised(folder, name):
    path = folder / "lookup-1.json"
    body = json.loads(path.read_text())
    body[name] = {"key": base64.b64encode(bytes(32)).decode(), "version": 2, "purpose": "tokens"}.get(name, "00" * 16)
    path.write_text(json.dumps(body))
    with pytest.raises(KeyAlteredError, match="recovery kit"):
        open_keyring(folder)
    assert any(finding.problem for finding in check_keys(folder) if finding.purpose == "lookup")


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"honour": "root key"}', "\x00\x01"])
def test_a_key_file_that_is_no_key_is_recognised(folder, content):
    (folder / "signing-1.json").write_text(content)
    with pytest.raises(KeyAlteredError):
        open_keyring(folder)


def test_a_missing_key_is_named(folder):
    (folder / "wrapping-1.json").unlink()
    with pytest.raises(KeyMissingError, match="no wrapping key"):
        open_keyring(folder)
    assert [finding.purpose for finding in check_keys(folder) if finding.problem] == ["wrapping"]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(KeyMissingError, match="honour init"):
        keyring_at(tmp_path / "nowhere")


def test_a_key_of_another_installation_is_refused(folder, tmp_path):
    known = open_keyring(folder).known
    other = make_keys(tmp_path / "other", NOW)
    with pytest.raises(KeyWrongError, match="nothing was written"):
        other.require(known)
    assert all("another key" in f.problem for f in check_keys(tmp_path / "other", known)[len(PURPOSES) :])


def test_keys_older_than_the_data_are_refused(folder):
    keyring = open_keyring(folder)
    with pytest.raises(KeyVersionMissingError, match="older than the data"):
        keyring.require([*keyring.known, KnownKey("wrapping", 2, "00" * 16)])


def test_a_key_that_others_may_read_is_reported(folder):
    (folder / "tokens-1.json").chmod(0o644)
    assert any("chmod 600" in finding.problem for finding in check_keys(folder))


def test_a_data_key_unwraps_only_where_it_belongs(folder):
    keyring = open_keyring(folder)
    data_key = make_data_key()
    version, wrapped = keyring.wrap(data_key, b"subject 1, category 2")
    assert keyring.unwrap(version, wrapped, b"subject 1, category 2") == data_key
    assert data_key not in wrapped
    with pytest.raises(SealBrokenError):
        keyring.unwrap(version, wrapped, b"subject 1, category 3")
    with pytest.raises(KeyVersionMissingError):
        keyring.unwrap(9, wrapped, b"subject 1, category 2")


def test_a_sealed_value_breaks_at_any_changed_byte():
    key = make_data_key()
    sealed = seal(key, b"words", b"here")
    assert unseal(key, sealed, b"here") == b"words"
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(SealBrokenError):
            unseal(key, bytes(changed), b"here")
    with pytest.raises(SealBrokenError):
        unseal(key, sealed[:5], b"here")


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("email", "Asha@Example.ORG", " asha@example.org "),
        ("email", "ash\u00e9@example.org", "ashe\u0301@example.org"),
        ("email", "a@b\u00fccher.example", "a@xn--bcher-kva.example"),
        ("telephone", "01632 960 187", "+44 (0)1632 960187"),
        ("telephone", "0044 1632 960187", "+441632960187"),
        ("telephone", "٠١٦٣٢ ٩٦٠١٨٧", "01632 960187"),
        ("account", "AB  12", "ab 12"),
    ],
)
def test_one_identifier_is_found_however_it_is_written(folder, kind, one, other):
    lookup = open_keyring(folder).lookup
    assert normalise(kind, one) == normalise(kind, other)
    assert lookup.current(kind, one) == lookup.current(kind, other)
    assert lookup.current(kind, one) != lookup.current("other", one)


def test_look_up_and_suppression_hashes_of_one_address_cannot_be_compared(folder):
    keyring = open_keyring(folder)
    assert (
        keyring.lookup.current("email", "a@b.example").digest
        != keyring.suppression.current("email", "a@b.example").digest
    )


def test_the_verifier_key_names_the_log_and_verifies_its_signature(folder):
    signing = open_keyring(folder).signing.current
    name, key_hash, encoded = signing.verifier_key.split("+", 2)
    public = base64.b64decode(encoded)
    assert name == signing.name
    assert key_hash == signing.key_hash.hex()
    assert public[0] == 1
    Ed25519PublicKey.from_public_bytes(public[1:]).verify(signing.sign(b"checkpoint"), b"checkpoint")
