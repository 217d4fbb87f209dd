"""`honour verify`: the file alone decides, and the exit code says what it decided."""

import pytest
from click.testing import CliRunner

from honour.cli.verify import verify
from tests.ledger.kit import SmallLedger
from tests.ledger.test_proof_bundles import bundle_of

LEDGER = SmallLedger.of(300)


@pytest.fixture
def told(tmp_path):
    def run(data, *options):
        path = tmp_path / "file"
        path.write_bytes(data)
        return CliRunner().invoke(verify, [str(path), *options])

    return run


def test_an_intact_export_says_so_and_who_vouches_for_it(told):
    result = told(LEDGER.data)
    assert result.exit_code == 0
    assert "Intact: 300 entries" in result.output
    assert "The key is the one that the file names" in result.output
    assert "The key is the one" not in told(LEDGER.data, "--key", LEDGER.signer.verifier_key).output


@pytest.mark.parametrize("at", [0, 1, 2, 40])
@pytest.mark.parametrize("mask", [0x01, 0x02, 0x28, 0xFF])
def test_a_flipped_byte_at_the_very_beginning_is_named_too(told, at, mask):
    data = bytearray(LEDGER.data)
    data[at] ^= mask
    result = told(bytes(data))
    assert result.exit_code == 1
    assert "header" in result.output


def test_a_file_cut_short_and_made_to_look_whole_is_found_with_a_checkpoint(told, tmp_path):
    kept = tmp_path / "kept.checkpoint"
    kept.write_text(LEDGER.note())
    shorter = SmallLedger(LEDGER.entries[:200]).data
    assert told(shorter).exit_code == 0
    result = told(shorter, "--checkpoint", str(kept))
    assert result.exit_code == 1
    assert "Truncated: entries 200–299" in result.output


def test_a_single_proof_is_checked_by_the_same_command(told):
    result = told(bundle_of(57).text().encode())
    assert result.exit_code == 0
    assert "Proved: entry 57" in result.output


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"name,email\nAda,ada@canary.example\n", b"%PDF-1.7\n%\xe2\xe3", b"[]\n{}\n", bytes(range(256)) * 40],
)
def test_a_file_of_somebody_else_is_unreadable_and_not_a_ledger_that_was_changed(told, data):
    result = told(data)
    assert result.exit_code == 2
    assert "begins neither as an exported ledger" in result.output


def test_a_proof_that_was_changed_is_refused_and_one_cut_off_is_unreadable(told):
    text = bundle_of(57).text()
    assert told(text.replace('"index":57', '"index":56').replace('"index": 57', '"index": 56').encode()).exit_code == 1
    result = told(text[: len(text) // 2].encode())
    assert (result.exit_code, type(result.exception).__name__) in {(1, "BundleUnreadable"), (2, "SystemExit")}
