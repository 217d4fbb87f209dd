import pytest
from hypothesis import given
from hypothesis import strategies as st

from honour.ledger.errors import FrontierBroken, LedgerError, ProofRefused
from honour.ledger.frontier import Frontier
from honour.ledger.hashing import EMPTY_ROOT, leaf_hash, tree_hash
from honour.ledger.proofs import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from honour.ledger.tiles import TileNodes
from tests.ledger import reference

# The leaves and roots that Certificate Transparency's implementations of RFC 6962 are tested with.
KNOWN_LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
KNOWN_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

sizes = st.integers(1, 600)


def data(size):
    return [b"%d" % number for number in range(size)]


def tiles(leaves):
    """Tiles of every level, as a store would keep them."""
    levels, hashes = [], [leaf_hash(leaf) for leaf in leaves]
    while hashes:
        levels.append([b"".join(hashes[at : at + 256]) for at in range(0, len(hashes), 256)])
        hashes = [tree_hash(hashes[at : at + 256]) for at in range(0, len(hashes) - 255, 256)]
    return TileNodes(lambda level, number: levels[level][number])


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_published_for_rfc_6962(size):
    frontier = Frontier()
    for leaf in KNOWN_LEAVES[:size]:
        frontier.add(leaf_hash(leaf))
    assert frontier.root().hex() == KNOWN_ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing():
    assert Frontier().root() == EMPTY_ROOT == reference.tree_hash([])


@given(sizes)
def test_the_frontier_ends_at_the_reference_root(size):
    frontier = Frontier()
    for leaf in data(size):
        frontier.add(leaf_hash(leaf))
    assert frontier.root() == reference.tree_hash(data(size)) == tree_hash([leaf_hash(leaf) for leaf in data(size)])
    assert len(frontier.peaks) <= size.bit_length()


@given(st.integers(0, 5), st.integers(0, 255))
def test_whole_tiles_and_a_tail_give_the_same_root_as_single_leaves(tiles_, rest):
    leaves = [leaf_hash(leaf) for leaf in data(256 * tiles_ + rest)]
    frontier = Frontier()
    for tile in range(tiles_):
        frontier.add(tree_hash(leaves[256 * tile : 256 * tile + 256]), level=8)
    tail = leaves[256 * tiles_ :]
    assert frontier.root(tree_hash(tail) if tail else None) == tree_hash(leaves)


@given(sizes)
def test_a_kept_frontier_is_read_back_and_grows_apart_from_its_copy(size):
    frontier = Frontier()
    for leaf in data(size):
        frontier.add(leaf_hash(leaf))
    again = Frontier.from_bytes(frontier.size, frontier.to_bytes())
    assert again == frontier
    grown = again.copy()
    grown.add(b"x" * 32)
    assert again == frontier != grown


@pytest.mark.parametrize(("size", "peaks"), [(1, b""), (2, b"x" * 64), (1, b"x" * 31), (-1, b"")])
def test_a_frontier_that_does_not_fit_its_size_is_refused(size, peaks):
    with pytest.raises(FrontierBroken):
        Frontier.from_bytes(size, peaks)


def test_a_subtree_cannot_begin_in_the_middle_of_another():
    frontier = Frontier()
    frontier.add(b"x" * 32)
    with pytest.raises(FrontierBroken):
        frontier.add(b"y" * 32, level=8)


@given(sizes, st.data())
def test_inclusion_proofs_are_those_of_the_rfc_and_verify(size, draw):
    index = draw.draw(st.integers(0, size - 1))
    leaves = data(size)
    proof = inclusion_proof(index, size, tiles(leaves))
    assert proof == reference.path(index, leaves)
    verify_inclusion(index, size, leaf_hash(leaves[index]), proof, reference.tree_hash(leaves))


@given(sizes, st.data())
def test_consistency_proofs_are_those_of_the_rfc_and_verify(size, draw):
    old = draw.draw(st.integers(1, size))
    leaves = data(size)
    proof = consistency_proof(old, size, tiles(leaves))
    assert proof == reference.proof(old, leaves)
    verify_consistency(old, size, reference.tree_hash(leaves[:old]), reference.tree_hash(leaves), proof)


def test_every_tree_extends_the_empty_one():
    assert consistency_proof(0, 5, tiles(data(5))) == []
    verify_consistency(0, 5, EMPTY_ROOT, reference.tree_hash(data(5)), [])


@given(st.integers(2, 300), st.data())
def test_an_inclusion_proof_holds_for_nothing_else(size, draw):
    leaves, index = data(size), draw.draw(st.integers(0, size - 1))
    root, leaf = reference.tree_hash(leaves), leaf_hash(leaves[index])
    proof = inclusion_proof(index, size, tiles(leaves))
    at, bit = draw.draw(st.integers(0, len(proof) - 1)), draw.draw(st.integers(0, 255))
    bent = [*proof]
    bent[at] = bytes(byte ^ (1 << bit % 8 if n == bit // 8 else 0) for n, byte in enumerate(bent[at]))
    other = draw.draw(st.integers(-1, size + 1).filter(lambda number: number != index))
    for attempt in (
        (index, size, leaf, bent, root),
        (other, size, leaf, proof, root),
        (index, size, leaf_hash(b"other"), proof, root),
        (index, size, leaf, proof[:-1], root),
        (index, size, leaf, [*proof, b"x" * 32], root),
    ):
        with pytest.raises(ProofRefused):
            verify_inclusion(*attempt)


@given(st.integers(2, 300), st.data())
def test_a_consistency_proof_holds_for_nothing_else(size, draw):
    old = draw.draw(st.integers(1, size - 1))
    leaves = data(size)
    before, after = reference.tree_hash(leaves[:old]), reference.tree_hash(leaves)
    proof = consistency_proof(old, size, tiles(leaves))
    rewritten = reference.tree_hash([b"rewritten", *leaves[1:]])
    for attempt in (
        (old, size, before, rewritten, proof),
        (old, size, reference.tree_hash([b"rewritten", *leaves[1:old]]), after, proof),
        (old, size, before, after, proof[:-1]),
        (old, size, before, after, [*proof, b"x" * 32]),
        (size, old, after, before, proof),
        (0, size, before, after, []),
        (size, size, before, after, []),
    ):
        with pytest.raises(ProofRefused):
            verify_consistency(*attempt)


def test_a_proof_is_not_made_for_what_is_not_there():
    with pytest.raises(IndexError):
        inclusion_proof(5, 5, tiles(data(5)))
    with pytest.raises(IndexError):
        consistency_proof(6, 5, tiles(data(5)))


def test_a_tile_that_lost_hashes_is_not_proved_from():
    short = TileNodes(lambda *_: b"x" * 32)
    with pytest.raises(LedgerError, match="Tile 0 of level 0"):
        inclusion_proof(1, 4, short)
