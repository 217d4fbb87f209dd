"""Committed entries come into the tree in their order, all of them, once, and what is signed extends what was."""

import threading
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from honour.evidence.entries import append
from honour.evidence.models import Entry, SignedCheckpoint, Tile, Tree
from honour.evidence.tombstones import installed_journal
from honour.evidence.tree import cluster
from honour.evidence.tree.integrating import TreeForkedError, the_tree
from honour.evidence.tree.signing import installed_keys
from honour.evidence.tree.tiles import leaves_in_order, place_of_entry, read_tile
from honour.evidence.verifying import verify_ledger
from honour.ledger.checkpoint import open_checkpoint, read_checkpoint
from honour.ledger.hashing import tree_hash
from honour.ledger.tiles import split_hashes

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def order():
    return [entry for leaves in leaves_in_order(the_tree().size) for _, entry, _ in leaves]


def leaves():
    return [leaf for tile in leaves_in_order(the_tree().size) for _, _, leaf in tile]


def newest():
    return open_checkpoint(SignedCheckpoint.objects.latest("pk").note, installed_keys())[0]


@pytest.mark.parametrize("counts", [[1], [255], [256], [257], [1, 1, 1], [100, 156, 1], [300, 0, 300], [700]])
def test_the_tree_over_all_entries_is_signed_however_they_came(keeper, counts):
    ids = keeper.filled(*counts)
    assert order() == ids
    assert newest().size == len(ids)
    assert newest().root == tree_hash(leaves())


def test_tiles_of_the_next_level_hold_the_roots_of_complete_ones(keeper):
    keeper.filled(600)
    tiles = [read_tile(0, number) for number in range(3)]
    assert [len(tile) // 32 for tile in tiles] == [256, 256, 88]
    assert split_hashes(read_tile(1, 0)) == [tree_hash(split_hashes(tile)) for tile in tiles[:2]]


def test_a_backlog_is_taken_in_portions(keeper):
    ids = keeper.write(50)
    assert [keeper.integrate(most=20) for _ in range(4)] == [20, 20, 10, 0]
    assert order() == ids
    assert [read_checkpoint(note).size for note in SignedCheckpoint.objects.values_list("note", flat=True)] == [
        20,
        40,
        50,
    ]


def test_nothing_new_signs_nothing(keeper):
    keeper.filled(3, 0, 0)
    assert SignedCheckpoint.objects.count() == 1


def test_each_entry_is_found_at_its_place(keeper):
    ids = keeper.filled(300, 5)
    assert [place_of_entry(ids[place]) for place in (0, 255, 256, 304)] == [0, 255, 256, 304]
    assert place_of_entry(max(ids) + 1) is None


def test_a_checkpoint_says_when_it_was_signed_and_how_far_the_journal_had_come(keeper):
    installed_journal().append("person:erased", {"person": "x"}, AT)
    keeper.filled(1)
    checkpoint = newest()
    head = installed_journal().head()
    assert checkpoint.signed_at == "2026-11-23T10:00:01.000000Z"
    assert checkpoint.journal == (head.number, head.hash) == (1, head.hash)


def test_an_entry_that_was_undone_leaves_no_hole_in_the_tree(keeper):
    first = keeper.write(1)
    with transaction.atomic():
        append("person:read", {}, at=AT)
        transaction.set_rollback(True)
    last = keeper.write(1)
    keeper.integrate()
    assert order() == first + last


def test_two_sequencers_at_once_take_each_entry_once(keeper):
    ids = keeper.write(2_000)
    both, failed = threading.Barrier(2), []

    def run():
        both.wait()
        try:
            while len(order()) < 2_000:
                keeper.integrate(most=50)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
            failed.append(error)
        finally:
            connection.close()

    others = [threading.Thread(target=run) for _ in range(2)]
    for other in others:
        other.start()
    for other in others:
        other.join()
    assert failed == []
    assert order() == ids
    assert verify_ledger(keeper.now).intact


# -- what was changed is not signed over ------------------------------------------------------------------------------


def sabotage(entry_hashes):
    """The hashes of a tile with one bit flipped."""
    return bytes([entry_hashes[0] ^ 1]) + bytes(entry_hashes[1:])


@pytest.mark.parametrize(("level", "number"), [(0, 1), (1, 0)])
def test_a_changed_tile_at_the_growing_edge_stops_the_signing(keeper, level, number):
    keeper.filled(300)
    tile = Tile.objects.get(level=level, number=number)
    Tile.objects.filter(pk=tile.pk).update(hashes=sabotage(tile.hashes))
    keeper.write(1)
    with pytest.raises(TreeForkedError, match="not signed any further"):
        keeper.integrate()
    assert newest().size == 300


@pytest.mark.parametrize("change", ["gone", "older", "forged", "unsigned"])
def test_a_changed_checkpoint_stops_the_signing(keeper, change):
    keeper.filled(10, 5)
    last = SignedCheckpoint.objects.latest("pk")
    match change:
        case "gone":
            SignedCheckpoint.objects.all().delete()
        case "older":
            last.delete()
        case "forged":
            SignedCheckpoint.objects.filter(pk=last.pk).update(note=last.note.replace("\n15\n", "\n14\n"))
        case "unsigned":
            SignedCheckpoint.objects.filter(pk=last.pk).update(note=last.note.split("\n\n")[0])
    keeper.write(1)
    with pytest.raises(TreeForkedError):
        keeper.integrate()
    assert the_tree().size == 15


def test_a_frontier_that_was_changed_stops_the_signing(keeper):
    keeper.filled(300)
    Tree.objects.update(peaks=b"x" * 32)
    keeper.write(1)
    with pytest.raises(TreeForkedError):
        keeper.integrate()


# -- PostgreSQL: commits in another order than numbers ----------------------------------------------------------------


@pytest.mark.postgresql
def test_an_entry_that_commits_late_is_never_passed_over(keeper):
    written, finish = threading.Event(), threading.Event()
    late = []

    def write_slowly():
        with transaction.atomic():
            late.append(append("person:read", {"who": "late"}, at=AT))
            written.set()
            finish.wait(20)
        connection.close()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    written.wait(20)
    early = keeper.write(3)
    assert early[0] > late[0]
    assert keeper.integrate() == 0  # the slow one may still commit before them
    finish.set()
    slow.join()
    assert keeper.integrate() == 4
    assert order() == late + early


def next_door():
    """What connects to another database of the same server."""
    told = connection.get_connection_params()
    return {name: told.get(name) for name in ("host", "port", "user", "password")} | {"dbname": "postgres"}


@pytest.mark.postgresql
def test_a_long_transaction_in_another_database_of_the_cluster_keeps_nobody_waiting(keeper):
    import psycopg

    with psycopg.connect(**next_door()) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")  # it has a number, and does not end
        ids = keeper.write(3)
        assert keeper.integrate() == 3
        elsewhere.rollback()
    assert order() == ids


@pytest.mark.postgresql
def test_many_short_transactions_in_another_database_keep_nobody_waiting(keeper):
    """Each of them may end between the sequencer's look at who runs and its look at where."""
    import psycopg

    endless = "DO $$ BEGIN LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"
    busy = [psycopg.connect(**next_door(), autocommit=True) for _ in range(3)]

    def work(elsewhere):
        with suppress(psycopg.errors.QueryCanceled):
            elsewhere.execute(endless)

    threads = [threading.Thread(target=work, args=(elsewhere,)) for elsewhere in busy]
    for thread in threads:
        thread.start()
    try:
        taken = [keeper.integrate() for _ in range(100) if keeper.write(1)]
    finally:
        for elsewhere, thread in zip(busy, threads, strict=True):
            elsewhere.cancel()
            thread.join()
            elsewhere.close()
    assert taken == [1] * 100


@pytest.mark.postgresql
def test_a_transaction_that_has_not_written_its_entry_yet_is_waited_for(keeper):
    numbered, go, late = threading.Event(), threading.Event(), []

    def write_late():
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_xact_id()")  # numbered by other work, the entry comes after it
            numbered.set()
            go.wait(20)
            late.append(append("person:read", {"who": "late"}, at=AT))
        connection.close()

    slow = threading.Thread(target=write_late)
    slow.start()
    numbered.wait(20)
    early = keeper.write(3)
    assert keeper.integrate() == 0
    go.set()
    slow.join()
    assert keeper.integrate() == 4
    assert order() == late + early


@pytest.mark.postgresql
def test_an_entry_numbered_early_and_written_late_follows_what_is_in_the_tree(keeper):
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('evidence_entry', 'id'))")
        early = cursor.fetchone()[0]
    ids = keeper.filled(2)
    assert early < ids[0]
    Entry.objects.create(pk=early, at=AT, kind="person:read", commitment=b"c" * 32, until=AT.date())
    assert keeper.integrate() == 1
    assert order() == [*ids, early]
    assert place_of_entry(early) == 2


@pytest.mark.postgresql
@pytest.mark.parametrize("sign", ["cluster", "counter"])
def test_a_database_brought_to_another_cluster_loses_no_entry(keeper, sign):
    ids = keeper.filled(5)
    left = keeper.write(2)  # committed before the dump, not yet in the tree
    behind = 2**40
    if sign == "cluster":
        Tree.objects.update(cluster="7000000000000000000", last_xid=behind)
    else:
        Tree.objects.update(last_xid=behind)
    with connection.cursor() as cursor:  # as if the old cluster had counted far beyond this one
        cursor.execute("UPDATE evidence_entry SET xid = %s::text::xid8", [behind])
    new = keeper.write(3)
    while keeper.integrate():
        pass
    assert order() == ids + left + new or order() == ids + new + left
    later = keeper.write(2)
    keeper.integrate()
    assert order()[-2:] == later
    assert the_tree().cluster == cluster.cluster_name()
    assert verify_ledger(keeper.now).intact
