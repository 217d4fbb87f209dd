from base64 import b64encode

import pytest

from honour.ledger.checkpoint import Checkpoint, open_checkpoint, read_checkpoint, sign_checkpoint
from honour.ledger.errors import CheckpointUnreadable, NoteUnreadable, SignatureRefused
from honour.ledger.note import VerifierKey, open_note, read_note, sign_note
from tests.ledger.kit import SmallLedger, TestSigner

# The example in the documentation of Go's golang.org/x/mod/sumdb/note, where the form comes from.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SAID = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNED = (
    SAID
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ROOT = b"r" * 32


def test_a_note_signed_elsewhere_is_opened():
    text, key = open_note(SIGNED, [VerifierKey.parse(PETER)])
    assert text == SAID
    assert str(key) == PETER


def test_what_is_signed_is_opened_by_the_key_and_by_no_other():
    signer, other = TestSigner(), TestSigner(seed=b"o" * 32)
    note = sign_note("hello\n", signer)
    assert open_note(note, [other.public, signer.public]) == ("hello\n", signer.public)
    with pytest.raises(SignatureRefused, match="no key trusted here"):
        open_note(note, [other.public])


def test_each_changed_byte_of_a_note_is_refused():
    note = SIGNED.encode()
    for at in range(len(note)):
        bent = note[:at] + bytes([note[at] ^ 1]) + note[at + 1 :]
        with pytest.raises((NoteUnreadable, SignatureRefused)):
            open_note(bent.decode("utf-8", "replace"), [VerifierKey.parse(PETER)])


def test_signatures_by_others_are_passed_over():
    witness = TestSigner("witness.example", b"w" * 32)
    signer = TestSigner()
    note = sign_note("hello\n", signer) + sign_note("hello\n", witness).split("\n\n")[1]
    assert len(read_note(note)[1]) == 2
    assert open_note(note, [witness.public]) == ("hello\n", witness.public)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\nno signature\n",
        "text\n\n— name notbase64!\n",
        "text\n\n— name AAAA\n",
        "te\x00xt\n\n— name AAAAAAAA\n",
        "text\n\n" + "— name AAAAAAAA\n" * 101,
    ],
)
def test_what_is_no_note_is_refused(note):
    with pytest.raises(NoteUnreadable):
        read_note(note)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "name",
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER[:-4],
        "a b+" + PETER,
        "n+00000000+" + b64encode(b"\x02" + b"k" * 32).decode(),
    ],
)
def test_what_is_no_ed25519_verifier_key_is_refused(key):
    with pytest.raises(NoteUnreadable):
        VerifierKey.parse(key)


def test_a_checkpoint_says_which_ledger_how_many_entries_and_their_root():
    signer = TestSigner()
    checkpoint = Checkpoint(signer.name, 5, ROOT, ("time 2026-11-23T10:00:00.000000Z", "journal 7 abc"))
    note = sign_checkpoint(checkpoint, signer)
    assert note.startswith(f"ledger.fellside.example\n5\n{b64encode(ROOT).decode()}\ntime 2026")
    assert open_checkpoint(note, [signer.public]) == (checkpoint, signer.public)
    assert read_checkpoint(note) == checkpoint
    assert checkpoint.signed_at == "2026-11-23T10:00:00.000000Z"
    assert checkpoint.journal == (7, "abc")


def test_a_checkpoint_without_extensions_names_neither_time_nor_journal():
    plain = read_checkpoint(SmallLedger.of(3).note())
    assert plain.signed_at is None
    assert plain.journal is None


def test_a_journal_line_without_a_number_is_refused():
    with pytest.raises(CheckpointUnreadable, match="journal line"):
        _ = Checkpoint("o", 1, ROOT, ("journal seven",)).journal


@pytest.mark.parametrize(
    "text",
    [
        "origin\n5\n",
        "origin\n05\n" + b64encode(ROOT).decode() + "\n",
        "origin\n-1\n" + b64encode(ROOT).decode() + "\n",
        "origin\n5\n" + b64encode(ROOT[:-1]).decode() + "\n",
        "origin\n5\nnot base64\n",
        "origin\n5\n" + b64encode(ROOT).decode() + "\n\nmore\n",
        "\n5\n" + b64encode(ROOT).decode() + "\n",
        "origin\n5\n" + b64encode(ROOT).decode(),
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(CheckpointUnreadable):
        Checkpoint.parse(text)


def test_an_extension_of_two_lines_is_not_signed():
    with pytest.raises(CheckpointUnreadable):
        sign_checkpoint(Checkpoint("origin", 1, ROOT, ("one\ntwo",)), TestSigner())
