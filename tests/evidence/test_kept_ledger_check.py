"""Whatever is changed in the stored ledger, a check names the entry or the part; what expired was not tampered with."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from honour.evidence.entries import append
from honour.evidence.errors import NothingIntegrated, UnknownEntry
from honour.evidence.expiring import expire_payloads
from honour.evidence.exporting import export_ledger
from honour.evidence.models import Entry, Payload, SignedCheckpoint, Tile, Tree
from honour.evidence.proofs import proof_of
from honour.evidence.sending import send_checkpoints
from honour.evidence.sinks import FolderSink
from honour.evidence.tree.growing import pack_ids, unpack_ids
from honour.evidence.tree.signing import installed_keys
from honour.evidence.verifying import verify_ledger
from honour.ledger.bundle import verify_bundle
from honour.ledger.commitment import canonical, commitment, content_text
from honour.ledger.errors import LedgerError
from honour.ledger.export.verify import verify_file
from honour.ledger.hashing import leaf_hash, tree_hash
from honour.ledger.tiles import split_hashes


@pytest.fixture
def ids(keeper):
    """A ledger of 700 entries, integrated in four goes."""
    return keeper.filled(100, 200, 1, 399)


def problems(keeper, **more):
    return verify_ledger(keeper.now, **more).problems


def named(keeper):
    return {problem.entry for problem in problems(keeper)}


def test_an_untouched_ledger_is_intact_and_says_what_was_examined(keeper, ids):
    check = verify_ledger(keeper.now)
    assert check.intact
    assert check.report.entries == len(ids)
    assert check.checkpoints == 4
    assert check.report.key_is_known


def test_a_ledger_without_entries_is_intact_and_shows_nothing(keeper):
    check = verify_ledger(keeper.now)
    assert check.intact
    assert check.report.entries == check.checkpoints == 0


def test_entries_that_wait_their_turn_are_counted_and_blamed_for_nothing(keeper, ids):
    keeper.write(3)
    check = verify_ledger(keeper.now)
    assert check.intact
    assert check.waiting == 3


@pytest.mark.parametrize("change", ["content", "subject", "salt"])
def test_an_edited_payload_is_named(keeper, ids, change):
    edits = {"content": '{"n":999}', "subject": 999, "salt": "0" * 32}
    Payload.objects.filter(pk=ids[300]).update(**{change: edits[change]})
    problem, *others = problems(keeper)
    assert problem.entry == 300
    assert f"id {ids[300]}" in problem.message
    assert "its payload, its people or its salt" in problem.message
    assert all(change == "subject" and other.code == "person" for other in others)  # nor does its person lead to it


@pytest.mark.parametrize("change", ["at", "kind", "commitment", "until"])
def test_an_edited_entry_is_named(keeper, ids, change):
    entry = Entry.objects.get(pk=ids[300])
    edits = {
        "at": entry.at + timedelta(microseconds=1),
        "kind": "person:erased",
        "commitment": b"x" * 32,
        "until": entry.until - timedelta(days=1),
    }
    Entry.objects.filter(pk=ids[300]).update(**{change: edits[change]})
    assert named(keeper) == {300}


def test_a_deleted_entry_is_named(keeper, ids):
    Entry.objects.filter(pk=ids[300]).delete()
    (problem,) = problems(keeper)
    assert problem.message == "Missing: entry 300."


def test_a_payload_deleted_before_its_day_is_named(keeper, ids):
    Payload.objects.filter(pk=ids[300]).delete()
    (problem,) = problems(keeper)
    assert problem.entry == 300
    assert "to be kept until 2032-11-23" in problem.message


def test_an_entry_put_in_behind_the_tree_is_named(keeper, ids):
    Entry.objects.filter(pk=ids[300]).delete()
    with transaction.atomic():
        late = append("person:erased", {}, at=keeper.now)
    Entry.objects.filter(pk=late).update(id=ids[300])
    keeper.integrate()
    assert 300 in named(keeper)


def test_an_entry_with_a_number_that_was_skipped_is_named(keeper, ids):
    with transaction.atomic():
        skipped = append("person:read", {}, at=keeper.now)
        transaction.set_rollback(True)
    with transaction.atomic():
        after = append("person:read", {}, at=keeper.now)
        if after == skipped:  # SQLite gives the number again
            Entry.objects.filter(pk=after).update(id=after + 1)
            Payload.objects.filter(pk=after).update(entry_id=after + 1)
    keeper.integrate()
    forged = Entry.objects.create(
        pk=skipped, at=keeper.now, kind="person:erased", commitment=b"x" * 32, until=keeper.now.date()
    )
    Tree.objects.update(floor=forged.pk)  # where the sequencer would not look again
    (problem,) = problems(keeper)
    assert problem.message == f"Entry id {skipped}, person:erased, stands outside the tree: it was put in by hand."


def reseal(entry_id, payload):
    """Change an entry as somebody would who knows how entries are made; returns its new leaf hash."""
    from honour.evidence.tree.rows import kept_entries

    row = Payload.objects.get(pk=entry_id)
    content = canonical(payload)
    Payload.objects.filter(pk=entry_id).update(content=content)
    committed = commitment(row.salt, content_text(content, row.subject, None))
    Entry.objects.filter(pk=entry_id).update(commitment=bytes.fromhex(committed))
    (kept,) = kept_entries([entry_id])
    return leaf_hash(kept.text.encode())


def test_an_entry_changed_with_its_leaf_hash_is_narrowed_down_to_its_tile(keeper, ids):
    leaf = reseal(ids[300], {"n": 999})
    tile = Tile.objects.get(level=0, number=1)
    hashes = split_hashes(bytes(tile.hashes))
    hashes[300 - 256] = leaf
    Tile.objects.filter(pk=tile.pk).update(hashes=b"".join(hashes))
    found = problems(keeper)
    assert {problem.code for problem in found} <= {"tile", "root"}
    assert any("entries 256–511" in problem.message for problem in found)


def test_a_history_rewritten_to_the_root_is_not_what_was_signed(keeper, ids):
    leaf = reseal(ids[300], {"n": 999})
    for number in (0, 1, 2):
        tile = Tile.objects.get(level=0, number=number)
        hashes = split_hashes(bytes(tile.hashes))
        if number == 1:
            hashes[300 - 256] = leaf
        Tile.objects.filter(pk=tile.pk).update(hashes=b"".join(hashes))
    whole = [tree_hash(split_hashes(bytes(Tile.objects.get(level=0, number=number).hashes))) for number in (0, 1)]
    Tile.objects.filter(level=1).update(hashes=b"".join(whole))
    codes = [problem.code for problem in problems(keeper)]
    assert set(codes) == {"root"}
    assert len(codes) == 2  # the checkpoints over 301 and 700 entries; those over 100 and 300 still hold


def test_two_entries_that_changed_places_are_named(keeper, ids):
    tile = Tile.objects.get(level=0, number=1)
    entries = list(unpack_ids(bytes(tile.entries)))
    entries[10], entries[11] = entries[11], entries[10]
    Tile.objects.filter(pk=tile.pk).update(entries=pack_ids(entries))
    assert named(keeper) == {266, 267}


def test_a_tile_that_was_taken_away_is_named(keeper, ids):
    Tile.objects.filter(level=0, number=1).delete()
    assert any(problem.entry == 256 for problem in problems(keeper))


def test_a_tile_of_a_higher_level_that_was_changed_is_named(keeper):
    keeper.write(256 * 256)
    keeper.integrate(most=70_000)
    assert problems(keeper) == []
    top = Tile.objects.get(level=2)
    Tile.objects.filter(pk=top.pk).update(hashes=b"x" * 32)
    (problem,) = problems(keeper)
    assert problem.message == "Tile 0 of level 1 or its hash above was changed."


@pytest.mark.parametrize("change", ["last", "all", "forged"])
def test_a_checkpoint_that_was_removed_or_changed_is_found(keeper, ids, change):
    last = SignedCheckpoint.objects.latest("pk")
    match change:
        case "last":
            last.delete()
        case "all":
            SignedCheckpoint.objects.all().delete()
        case "forged":
            SignedCheckpoint.objects.filter(pk=last.pk - 1).update(note=last.note.replace("\n700\n", "\n699\n"))
    assert {problem.code for problem in problems(keeper)} == {"checkpoint"}


# -- copies elsewhere -------------------------------------------------------------------------------------------------


def test_a_ledger_rolled_back_and_signed_anew_is_found_by_the_copy_elsewhere(keeper, tmp_path):
    sink = FolderSink(tmp_path / "elsewhere")
    keeper.filled(10)
    assert send_checkpoints([sink], keeper.now)
    for model in (Entry, Payload, Tile, SignedCheckpoint, Tree):
        model.objects.all().delete()
    keeper.filled(12)
    assert problems(keeper, sinks=[]) == []
    (latest, hourly) = problems(keeper, sinks=[sink])
    assert "of 10 entries" in latest.message
    assert latest.code == hourly.code == "root"


def test_entries_cut_off_are_found_by_the_copy_elsewhere(keeper, tmp_path):
    sink = FolderSink(tmp_path / "elsewhere")
    keeper.filled(10)
    send_checkpoints([sink], keeper.now)
    for model in (Entry, Payload, Tile, SignedCheckpoint, Tree):
        model.objects.all().delete()
    keeper.filled(8)
    assert "entries 8–9" in problems(keeper, sinks=[sink])[0].message


def test_a_copy_elsewhere_that_was_changed_is_told(keeper, tmp_path):
    sink = FolderSink(tmp_path / "elsewhere")
    keeper.filled(10)
    send_checkpoints([sink], keeper.now)
    (tmp_path / "elsewhere" / "latest.checkpoint").write_text("nothing")
    assert "not a checkpoint any more" in problems(keeper, sinks=[sink])[0].message


# -- expired ----------------------------------------------------------------------------------------------------------


def test_payloads_go_on_their_day_and_the_ledger_still_verifies(keeper, ids):
    keeper.now = datetime(2032, 11, 22, 23, 59, tzinfo=UTC)
    assert expire_payloads(keeper.now) == 0
    keeper.now = datetime(2032, 11, 23, 0, 0, tzinfo=UTC)
    assert expire_payloads(keeper.now) == 700
    assert Payload.objects.get().content == '{"payloads":700}'
    keeper.integrate()
    check = verify_ledger(keeper.now)
    assert check.intact
    assert (check.report.entries, check.report.expired) == (701, 700)
    assert expire_payloads(keeper.now) == 0


# -- taken out --------------------------------------------------------------------------------------------------------


def test_an_exported_ledger_is_checked_without_the_database(keeper, ids, tmp_path):
    path = tmp_path / "ledger.jsonl"
    assert export_ledger(path, keeper.now) == 700
    with path.open("rb") as file:
        report = verify_file(file, now=keeper.now, keys=installed_keys())
    assert report.intact
    assert report.entries == 700
    assert list(tmp_path.glob(".*")) == []


def test_an_export_shows_what_was_changed_in_the_store(keeper, ids, tmp_path):
    Payload.objects.filter(pk=ids[300]).update(content='{"n":999}')
    export_ledger(tmp_path / "ledger.jsonl", keeper.now)
    report = verify_file(io.BytesIO((tmp_path / "ledger.jsonl").read_bytes()), now=keeper.now)
    assert [problem.entry for problem in report.problems] == [300]


def test_there_is_nothing_to_export_before_the_first_integration(keeper, tmp_path):
    with pytest.raises(NothingIntegrated):
        export_ledger(tmp_path / "ledger.jsonl", keeper.now)
    assert list(tmp_path.glob("*.jsonl")) == []


@pytest.mark.parametrize("place", [0, 255, 256, 500, 699])
def test_the_proof_of_an_entry_holds_without_the_database(keeper, ids, place):
    proven = verify_bundle(proof_of(ids[place]).text(), installed_keys())
    assert proven.index == place
    assert proven.entry["id"] == ids[place]
    assert set(proven.content) == {"payload", "subject"}


def test_an_entry_whose_payload_has_expired_is_still_proved(keeper, ids):
    expire_payloads(datetime(2032, 11, 23, tzinfo=UTC))
    assert verify_bundle(proof_of(ids[5]).text()).content is None


def test_what_is_not_in_the_tree_is_not_proved(keeper, ids):
    (waiting,) = keeper.write(1)
    with pytest.raises(UnknownEntry, match="within a second"):
        proof_of(waiting)
    with pytest.raises(UnknownEntry):
        proof_of(10**12)


def test_no_proof_comes_out_of_a_changed_entry(keeper, ids):
    Entry.objects.filter(pk=ids[5]).update(kind="person:erased")
    with pytest.raises(LedgerError):
        verify_bundle(proof_of(ids[5]).text())
