"""The recovery kit brings every root key back from paper, and a rehearsal proves that it would."""

from datetime import UTC, datetime

import pytest

from honour.keyring import (
    KeyAlteredError,
    KeyMissingError,
    KeysExistError,
    KitRefusedError,
    KitUnreadableError,
    make_keys,
)
from honour.keyring.kit_text import from_lines, to_lines
from honour.keyring.recovery_kit import make_kit, open_kit, recover_keys, rehearse
from honour.keyring.ring import open_keyring
from honour.keyring.rotation import begin_rotation

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PASSPHRASE = "five plain words make passphrases"
CHEAP = 4


@pytest.fixture
def keyring(tmp_path):
    return make_keys(tmp_path / "keys", NOW)


@pytest.fixture
def kit(keyring):
    return make_kit(keyring, PASSPHRASE, cost=CHEAP)


def test_a_kit_brings_back_the_very_same_keys(tmp_path, keyring, kit):
    recovered = recover_keys(kit, PASSPHRASE, tmp_path / "again")
    assert recovered.known == keyring.known
    assert recovered.signing.current.verifier_key == keyring.signing.current.verifier_key


def test_a_kit_fits_on_one_page(kit):
    assert len(kit.splitlines()) <= 40
    assert max(len(line) for line in kit.splitlines()) <= 60


def test_a_kit_typed_in_small_letters_with_words_around_it_opens(kit, keyring):
    typed = f"Recovery kit, made today\n\n{kit.lower()}\nKeep it apart from the passphrase.\n"
    assert {key.check for key in open_kit(typed, PASSPHRASE)} == {known.check for known in keyring.known}


def test_another_passphrase_opens_nothing(kit, tmp_path):
    with pytest.raises(KitRefusedError):
        recover_keys(kit, "five other words make passphrases", tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_short_passphrase_is_refused(keyring):
    with pytest.raises(KitRefusedError, match="too short"):
        make_kit(keyring, "short")


def test_a_line_typed_wrongly_is_named(kit):
    lines = kit.splitlines()
    place = lines[6].index("  ") + 2
    lines[6] = lines[6][:place] + ("A" if lines[6][place] != "A" else "B") + lines[6][place + 1 :]
    with pytest.raises(KitUnreadableError, match="Line 7"):
        open_kit("\n".join(lines), PASSPHRASE)


def test_a_line_left_out_is_named(kit):
    lines = kit.splitlines()
    with pytest.raises(KitUnreadableError, match="Line 3 of the kit is missing"):
        open_kit("\n".join(lines[:2] + lines[3:]), PASSPHRASE)
    with pytest.raises(KitUnreadableError, match="the rest is missing"):
        open_kit("\n".join(lines[:-1]), PASSPHRASE)
    with pytest.raises(KitUnreadableError):
        open_kit("nothing of the kind", PASSPHRASE)


def test_lines_exchanged_are_put_in_order_by_their_numbers(kit):
    assert from_lines("\n".join(reversed(kit.splitlines()))) == from_lines(kit)


@pytest.mark.parametrize("length", [0, 1, 17, 18, 19, 20, 300])
def test_any_number_of_bytes_comes_back(length):
    assert from_lines(to_lines(bytes(range(256)) * 2)[:0] + to_lines(b"\xff" * length)) == b"\xff" * length


def test_recovering_never_writes_over_keys(tmp_path, kit):
    with pytest.raises(KeysExistError):
        recover_keys(kit, PASSPHRASE, tmp_path / "keys")


@pytest.mark.parametrize("lost", ["lookup-1.json", "wrapping-1.json", "signing-1.json"])
def test_one_key_file_that_was_deleted_is_brought_back_beside_the_others(tmp_path, kit, keyring, lost):
    keys = tmp_path / "keys"
    others = {path.name: path.read_bytes() for path in keys.iterdir() if path.name != lost}
    (keys / lost).unlink()
    with pytest.raises(KeyMissingError):
        open_keyring(keys)
    assert recover_keys(kit, PASSPHRASE, keys).known == keyring.known
    assert {path.name: path.read_bytes() for path in keys.iterdir() if path.name != lost} == others


def test_a_key_file_that_was_damaged_is_moved_aside_by_a_person_and_then_comes_back(tmp_path, kit, keyring):
    file = tmp_path / "keys/tokens-1.json"
    file.write_text(file.read_text()[:-40])
    with pytest.raises(KeyAlteredError, match="Move it aside"):
        recover_keys(kit, PASSPHRASE, tmp_path / "keys")
    file.rename(tmp_path / "aside.json")
    assert recover_keys(kit, PASSPHRASE, tmp_path / "keys").known == keyring.known


def test_a_kit_of_another_home_completes_nothing(tmp_path, kit):
    make_keys(tmp_path / "other", NOW)
    (tmp_path / "other/lookup-1.json").unlink()
    with pytest.raises(KeysExistError, match="is another one than the kit's"):
        recover_keys(kit, PASSPHRASE, tmp_path / "other")
    assert not (tmp_path / "other/lookup-1.json").exists()


def test_a_rehearsal_tells_a_kit_older_than_the_last_rotation(tmp_path, kit, keyring):
    assert rehearse(kit, PASSPHRASE, keyring).whole
    begin_rotation(tmp_path / "keys", "wrapping", NOW)
    tried = rehearse(kit, PASSPHRASE, open_keyring(tmp_path / "keys"))
    assert not tried.whole
    assert tried.missing == ("wrapping 2",)
    assert "wrapping 1" in tried.held


def test_a_rehearsal_tells_a_kit_of_another_installation(tmp_path, kit):
    other = make_keys(tmp_path / "other", NOW)
    tried = rehearse(kit, PASSPHRASE, other)
    assert not tried.held
    assert len(tried.differing) == 5
