"""A root key is replaced while everything stays readable, and a killed rotation goes on where it stopped."""

from datetime import UTC, datetime

import pytest

from honour.keyring import KeyMissingError, KeyStillUsedError, make_data_key, make_keys, open_keyring
from honour.keyring.installed import keyring_at
from honour.keyring.rotation import begin_rotation, finish_rotation, retire_key

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Rows:
    """Data keys kept in memory, as an app would keep them in a table."""

    purpose = "wrapping"
    name = "rows"

    def __init__(self, keyring, count):
        self.plain = [make_data_key() for _ in range(count)]
        self.rows = [keyring.wrap(key, b"row") for key in self.plain]

    def left(self, keyring):
        return sum(version != keyring.wrapping_version for version, _ in self.rows)

    def advance(self, keyring, batch):
        waiting = [at for at, (version, _) in enumerate(self.rows) if version != keyring.wrapping_version][:batch]
        for at in waiting:
            self.rows[at] = keyring.wrap(keyring.unwrap(*self.rows[at], b"row"), b"row")
        return len(waiting)


@pytest.fixture
def folder(tmp_path):
    make_keys(tmp_path / "keys", NOW)
    return tmp_path / "keys"


def test_a_running_process_sees_the_new_version_and_still_reads_the_old(folder):
    old = keyring_at(folder)
    version, wrapped = old.wrap(b"k" * 32, b"row")
    assert begin_rotation(folder, "wrapping", NOW) == 2
    new = keyring_at(folder)
    assert new is not old
    assert new.unwrap(version, wrapped, b"row") == b"k" * 32
    assert new.wrap(b"k" * 32, b"row")[0] == 2


def test_a_rotation_stopped_half_way_goes_on_with_what_is_left(folder):
    rows = Rows(keyring_at(folder), 25)
    begin_rotation(folder, "wrapping", NOW)
    assert rows.advance(keyring_at(folder), 10) == 10
    with pytest.raises(KeyStillUsedError, match="15 rows"):
        retire_key(folder, "wrapping", 1, [rows])
    assert finish_rotation(folder, "wrapping", [rows], batch=4).moved == {"rows": 15}
    retire_key(folder, "wrapping", 1, [rows])
    keyring = open_keyring(folder)
    assert set(keyring.keys["wrapping"]) == {2}
    assert [keyring.unwrap(*row, b"row") for row in rows.rows] == rows.plain


def test_identifiers_are_found_under_both_versions_of_the_look_up_key(folder):
    before = open_keyring(folder).lookup.current("email", "a@b.example")
    begin_rotation(folder, "lookup", NOW)
    after = open_keyring(folder).lookup
    assert [found.version for found in after.every("email", "a@b.example")] == [2, 1]
    assert before in after.every("email", "a@b.example")


def test_a_new_signing_key_keeps_the_name_of_the_log(folder):
    first = open_keyring(folder).signing.current
    begin_rotation(folder, "signing", NOW)
    signing = open_keyring(folder).signing
    assert signing.current.name == first.name
    assert signing.verifier_keys == (signing.current.verifier_key, first.verifier_key)


@pytest.mark.parametrize("purpose", ["suppression", "tokens", "signing"])
def test_keys_whose_work_cannot_be_done_again_are_not_retired(folder, purpose):
    begin_rotation(folder, purpose, NOW)
    with pytest.raises(KeyStillUsedError):
        retire_key(folder, purpose, 1, [])


def test_the_key_in_use_is_not_retired(folder):
    with pytest.raises(KeyStillUsedError, match="in use"):
        retire_key(folder, "wrapping", 1, [])
    with pytest.raises(KeyMissingError):
        retire_key(folder, "wrapping", 7, [])
