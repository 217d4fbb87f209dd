import datetime as dt
import multiprocessing
import os

import pytest

from honour.evidence.tombstones import FILE, Head, Journal, JournalAlteredError, JournalError

AT = dt.datetime(2026, 12, 3, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal", tmp_path / "elsewhere")


def filled(journal, count=5):
    return [journal.append("person:erased", {"subject": f"s{number}"}, AT) for number in range(count)]


def test_what_is_written_is_read_back_in_order(journal):
    written = filled(journal)
    assert list(journal.read()) == written
    assert journal.head() == Head(5, written[-1].hash)


def test_an_empty_journal_has_a_head_too(journal):
    assert journal.head().number == 0
    assert list(journal.read()) == []


def test_the_copy_holds_every_line_and_catches_up_after_it_was_away(journal, tmp_path):
    filled(journal, 2)
    copy = tmp_path / "elsewhere" / FILE
    copy.unlink()
    filled(journal, 1)
    assert copy.read_bytes() == (tmp_path / "journal" / FILE).read_bytes()


@pytest.mark.parametrize("length", [10, 2_047, 2_048, 2_200, 5_000, 60_000])
def test_a_line_follows_one_of_any_length_and_drops_what_was_torn_behind_it(journal, tmp_path, length):
    journal.append("person:erased", {"subject": "the first"}, AT)
    journal.append("records:swept", {"records": "x" * length}, AT)
    with (tmp_path / "journal" / FILE).open("ab") as file:
        file.write(b"y" * length)
    (tmp_path / "elsewhere" / FILE).unlink()
    written = journal.append("person:erased", {"subject": "the last"}, AT)
    assert [line.number for line in journal.read()] == [1, 2, 3]
    assert list(journal.read())[-1] == written
    assert journal.head() == Head(3, written.hash)


def test_a_line_torn_by_a_crash_is_dropped_and_the_next_one_follows_the_last_whole_line(journal, tmp_path):
    filled(journal, 3)
    with (tmp_path / "journal" / FILE).open("ab") as file:
        file.write(b'{"at":"2026-12-0')
    assert journal.head().number == 3
    assert Journal(tmp_path / "journal").append("person:erased", {}, AT).number == 4
    assert [line.number for line in journal.read()] == [1, 2, 3, 4]


@pytest.mark.parametrize("position", [3, 30, 60, 100, 150])
def test_a_changed_byte_is_found_and_its_line_is_named(journal, tmp_path, position):
    filled(journal)
    path = tmp_path / "journal" / FILE
    lines = path.read_bytes().splitlines(keepends=True)
    changed = bytearray(lines[2])
    changed[position] ^= 1
    path.write_bytes(b"".join([*lines[:2], bytes(changed), *lines[3:]]))
    with pytest.raises(JournalAlteredError, match="Line 3"):
        list(journal.read())


@pytest.mark.parametrize("mischief", ["drop", "swap", "repeat"])
def test_lines_that_are_dropped_swapped_or_repeated_are_found(journal, tmp_path, mischief):
    filled(journal)
    path = tmp_path / "journal" / FILE
    lines = path.read_bytes().splitlines(keepends=True)
    one, two, three, *rest = lines
    after = {"drop": [one, three, *rest], "swap": [one, three, two, *rest], "repeat": [one, one, two, three, *rest]}
    path.write_bytes(b"".join(after[mischief]))
    with pytest.raises(JournalAlteredError, match="Line 2"):
        list(journal.read())


def test_a_journal_reaches_every_head_it_once_had_and_no_other(journal):
    written = filled(journal)
    for line in written:
        assert journal.reaches(Head(line.number, line.hash))
    assert not journal.reaches(Head(6, "f" * 64))
    assert not journal.reaches(Head(3, "f" * 64))


def test_a_journal_cut_short_behind_its_copy_takes_no_more_lines(journal, tmp_path):
    filled(journal)
    path = tmp_path / "journal" / FILE
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    with pytest.raises(JournalError, match="longer than the journal"):
        filled(journal, 1)
    assert journal.head().number == 2


def test_where_a_journal_was_signed_for_and_is_gone_no_new_one_begins(tmp_path):
    journal = Journal(tmp_path / "journal", signed=lambda: 29)

    with pytest.raises(JournalError, match="is gone, and it went to line 29"):
        journal.append("person:erased", {"person": "somebody"}, AT)

    assert not journal.path.exists()


def test_only_its_owner_can_read_it(journal, tmp_path):
    filled(journal, 1)
    assert (tmp_path / "journal" / FILE).stat().st_mode & 0o077 == 0


def _append_many(folder):
    for _ in range(25):
        Journal(folder).append("person:stopped", {"by": os.getpid()}, AT)


def test_processes_that_write_at_once_lose_nothing_and_mix_nothing(tmp_path):
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_append_many, args=(tmp_path / "journal",)) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [line.number for line in Journal(tmp_path / "journal").read()] == list(range(1, 101))
