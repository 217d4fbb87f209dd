import json

import pytest

from honour.ledger.bundle import Bundle, verify_bundle
from honour.ledger.errors import BundleUnreadable, LedgerError, ProofRefused, SignatureRefused
from honour.ledger.proofs import inclusion_proof
from honour.ledger.tiles import TileNodes
from tests.ledger.kit import SmallLedger, TestSigner

LEDGER = SmallLedger.of(300)


def bundle_of(place, **changes):
    leaves = [entry.leaf for entry in LEDGER.entries]
    nodes = TileNodes(lambda level, number: b"".join(leaves[256 * number : 256 * number + 256]) if not level else first)
    first = TileNodes(lambda *_: b"".join(leaves[:256]))(7, 0)
    entry = LEDGER.entries[place]
    body = {
        "index": place,
        "entry": json.loads(entry.entry),
        "salt": entry.salt,
        "content": json.loads(entry.content),
        "proof": [step.hex() for step in inclusion_proof(place, 200, nodes)],
        "checkpoint": LEDGER.note(200),
        "keys": [LEDGER.signer.verifier_key],
    }
    return Bundle(**(body | changes))


@pytest.mark.parametrize("place", [0, 57, 199])
def test_a_bundle_proves_its_entry_on_its_own(place):
    proven = verify_bundle(bundle_of(place).text())
    assert proven.index == place
    assert proven.content == {"payload": {"purpose": "support", "n": place}, "subject": place % 7}
    assert proven.checkpoint.size == 200
    assert not proven.key_is_known


def test_a_reader_who_knows_the_key_is_told_that_it_is_the_one():
    assert verify_bundle(bundle_of(3).text(), [LEDGER.signer.public]).key_is_known
    with pytest.raises(SignatureRefused):
        verify_bundle(bundle_of(3).text(), [TestSigner(seed=b"o" * 32).public])


def test_a_bundle_whose_payload_has_expired_still_proves_the_entry():
    assert verify_bundle(bundle_of(3, salt=None, content=None).text()).content is None


def test_salt_without_content_is_refused():
    with pytest.raises(ProofRefused, match="both"):
        verify_bundle(bundle_of(3, content=None).text())


def test_another_payload_is_refused():
    with pytest.raises(ProofRefused, match="commits"):
        verify_bundle(bundle_of(3, content={"payload": {"purpose": "marketing", "n": 3}, "subject": 3}).text())


def test_another_entry_is_refused():
    other = json.loads(LEDGER.entries[4].entry)
    with pytest.raises(ProofRefused):
        verify_bundle(bundle_of(3, entry=other).text())


def test_every_changed_byte_of_a_bundle_is_refused_or_changes_nothing_it_says():
    text = json.dumps(bundle_of(3).model_dump(), separators=(",", ":")).encode()
    said = verify_bundle(text)
    for at in range(len(text)):
        bent = text[:at] + bytes([text[at] ^ 1]) + text[at + 1 :]
        try:
            assert verify_bundle(bent) == said
        except LedgerError:
            continue


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "not json",
        '{"format": "honour-proof/2"}',
        bundle_of(3, format="honour-proof/2").text(),
        "[" * 9000,
    ],
)
def test_what_is_no_bundle_is_refused(text):
    with pytest.raises(BundleUnreadable):
        verify_bundle(text)
