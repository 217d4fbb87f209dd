"""An export that was touched anywhere is found out, and what was touched is named."""

import io
import re
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from honour.ledger.export.lines import BLOCK, Header
from honour.ledger.export.verify import MOST_PROBLEMS, verify_export, verify_file
from honour.ledger.export.writer import export_lines
from honour.ledger.hashing import tree_hash
from tests.ledger.kit import NOW, UNKNOWN, SmallLedger, TestSigner, stored

LEDGER = SmallLedger.of(600)
KEYS = [LEDGER.signer.public]
LINES = LEDGER.lines


def check(lines, *, checkpoints=(), keys=KEYS, now=NOW):
    return verify_export(lines, now=now, keys=keys, checkpoints=checkpoints)


def line_of(entry):
    """Where an entry's line stands in the list of lines."""
    return 1 + entry + entry // 256


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 512, 600])
def test_an_untouched_export_is_intact(size):
    ledger = SmallLedger.of(size)
    report = check(ledger.lines)
    assert report.intact, report.problems
    assert report.entries == size
    assert report.checkpoint.size == size
    assert report.key_is_known


def test_it_is_read_from_a_file_as_a_stream():
    assert verify_file(io.BytesIO(LEDGER.data), now=NOW).entries == 600


def test_a_reader_without_a_key_is_told_that_the_file_vouches_for_itself():
    report = check(LINES, keys=[])
    assert report.intact
    assert not report.key_is_known


def test_a_file_signed_by_a_stranger_is_refused():
    report = check(LINES, keys=[TestSigner(seed=b"o" * 32).public])
    assert [problem.code for problem in report.problems] == ["signature"]


# -- one byte ---------------------------------------------------------------------------------------------------------


def test_every_single_flipped_byte_is_found_and_its_part_named():
    """Every byte of a whole small export, each flipped in one bit and in all."""
    small = SmallLedger.of(3)
    starts = [0]
    for line in small.lines:
        starts.append(starts[-1] + len(line))
    for at in range(len(small.data)):
        number = max(n for n, start in enumerate(starts) if start <= at)
        for mask in (1, 0x20, 0xFF):
            data = bytearray(small.data)
            data[at] ^= mask
            report = check(io.BytesIO(bytes(data)))
            assert not report.intact, (at, mask)
            assert_named(report, number, small, (at, mask))


def assert_named(report, number, ledger, why):
    """The line that was touched (or the one after it, when its newline was) is named in a problem."""
    lines = len(ledger.lines)
    names = " ".join(problem.message for problem in report.problems).lower()
    entries = {problem.entry for problem in report.problems}
    if number == 0:
        assert "header" in names or "key" in names, (why, report.problems)
    elif number == lines - 1:
        assert "last line" in names, (why, report.problems)
    elif number == lines - 2 or number % BLOCK == 0:
        assert "tile line" in names, (why, report.problems)
    else:
        assert (number - 1) - (number - 1) // BLOCK in entries, (why, report.problems)


@settings(max_examples=400)
@given(st.integers(0, len(LEDGER.data) - 1), st.integers(1, 255))
def test_a_flipped_byte_in_a_longer_export_is_found_named_and_little_else_is_blamed(at, mask):
    data = bytearray(LEDGER.data)
    data[at] ^= mask
    report = check(io.BytesIO(bytes(data)))
    assert not report.intact
    number = LEDGER.data[:at].count(b"\n")
    assert_named(report, number, LEDGER, (at, mask))
    assert len(report.problems) <= 4, report.problems


# -- edits ------------------------------------------------------------------------------------------------------------


@given(st.integers(0, 599))
def test_an_edited_payload_is_named(entry):
    lines = [*LINES]
    lines[line_of(entry)] = lines[line_of(entry)].replace(b"support", b"selling")
    (problem,) = check(lines).problems
    assert problem.entry == entry
    assert problem.line == line_of(entry) + 1
    assert problem.message.startswith(f"Entry {entry} (id {1000 + 3 * entry}, person:read): its payload")


def test_another_person_put_into_an_entry_is_named():
    lines = [*LINES]
    lines[line_of(30)] = lines[line_of(30)].replace(b'"subject":2', b'"subject":3')
    (problem,) = check(lines).problems
    assert (problem.code, problem.entry) == ("entry", 30)


def test_an_entry_edited_with_its_commitment_is_named_by_its_leaf_hash():
    lines = [*LINES]
    forged = stored(30, purpose="selling")
    lines[line_of(30)] = lines[line_of(30)].replace(LEDGER.entries[30].entry.encode(), forged.entry.encode())
    assert [problem.entry for problem in check(lines).problems] == [30]


@pytest.mark.parametrize(("entry", "named"), [(30, "0–255"), (300, "256–511"), (555, "512–599")])
def test_an_entry_edited_with_its_leaf_hash_is_narrowed_down_to_its_tile(entry, named):
    lines = [*LINES]
    forged = SmallLedger([*LEDGER.entries[:entry], stored(entry, purpose="selling"), *LEDGER.entries[entry + 1 :]])
    lines[line_of(entry)] = forged.lines[line_of(entry)]
    (problem,) = check(lines).problems
    assert problem.code == "tile"
    assert f"entries {named}" in problem.message
    assert "together with their leaf hashes" in problem.message


def test_history_rewritten_throughout_is_not_what_was_signed():
    rewritten = [*LEDGER.entries[:30], stored(30, purpose="selling"), *LEDGER.entries[31:]]
    header = Header.parse(LINES[0])
    report = check(list(export_lines(header, rewritten, UNKNOWN)))
    assert [problem.code for problem in report.problems] == ["root"]


def test_a_changed_tile_line_is_told_from_changed_entries():
    lines = [*LINES]
    lines[257] = re.sub(rb'"root":"[0-9a-f]{64}', b'"root":"' + b"0" * 64, lines[257])
    (problem,) = check(lines).problems
    assert problem.message == "Tile line 0 was changed; its entries 0–255 are those that were signed."


def test_a_second_edit_does_not_hide_behind_the_first():
    lines = [*LINES]
    lines[line_of(10)] = lines[line_of(10)].replace(b"person:read", b"person:sent")
    lines[line_of(20)] = SmallLedger([stored(20, purpose="selling")] * 21).lines[line_of(20)]
    codes = [problem.code for problem in check(lines).problems]
    assert codes[0] == "entry"
    assert "tile" in codes


# -- dropped, moved, repeated -----------------------------------------------------------------------------------------


@given(st.integers(0, 599))
def test_a_dropped_entry_is_named(entry):
    lines = [*LINES]
    del lines[line_of(entry)]
    (problem,) = check(lines).problems
    assert problem.message == f"Missing: entry {entry}."
    assert problem.entry == entry


def test_a_dropped_run_of_entries_is_named_with_its_tile_lines():
    lines = LINES[: line_of(200)] + LINES[line_of(520) :]
    report = check(lines)
    assert report.problems[0].message == "Missing: entries 200–519 and tile lines 0–1."
    assert report.problems[-1].code == "root"


def test_a_dropped_tile_line_is_named_and_the_rest_still_proved():
    lines = [line for line in LINES if not line.startswith(b'{"tile":1,')]
    assert [problem.message for problem in check(lines).problems] == ["Missing: tile line 1."]


@given(st.integers(0, 598))
def test_two_entries_that_changed_places_are_named(entry):
    lines = [*LINES]
    first, second = line_of(entry), line_of(entry + 1)
    lines[first], lines[second] = lines[second], lines[first]
    report = check(lines)
    assert report.problems
    assert {problem.entry for problem in report.problems} & {entry, entry + 1}
    assert len(report.problems) <= 4, report.problems


@given(st.integers(0, 599), st.integers(0, 599))
def test_an_entry_moved_elsewhere_is_named_alone(entry, to):
    lines = [*LINES]
    lines.insert(line_of(to), lines.pop(line_of(entry)))
    if lines == LINES:
        return
    report = check(lines)
    assert report.problems
    blamed = {problem.entry for problem in report.problems if problem.entry is not None}
    assert entry in blamed or abs(entry - to) == 1, report.problems
    assert len(report.problems) <= 4, report.problems


@given(st.integers(0, 599), st.integers(0, 602))
def test_a_repeated_entry_is_named(entry, at):
    lines = [*LINES]
    lines.insert(at + 1, LINES[line_of(entry)])
    report = check(lines)
    assert report.problems
    assert any(f"ntry {entry}" in problem.message for problem in report.problems), report.problems
    assert len(report.problems) <= 3, report.problems


@given(st.integers(0, 599), st.integers(0, 599))
def test_an_entry_overwritten_by_another_is_named(entry, by):
    lines = [*LINES]
    lines[line_of(entry)] = LINES[line_of(by)]
    report = check(lines)
    assert (entry in {problem.entry for problem in report.problems}) == (entry != by)
    assert len(report.problems) <= 3, report.problems


@given(st.permutations(list(range(40))))
def test_a_shuffled_export_is_never_intact(order):
    lines = LINES[:1] + [LINES[1 + place] for place in order] + LINES[41:]
    assert check(lines).intact == (order == sorted(order))


def test_an_export_with_everything_wrong_is_not_read_to_its_end():
    lines = [line.replace(b"support", b"selling") for line in LINES]
    report = check(lines)
    assert report.stopped
    assert len(report.problems) == MOST_PROBLEMS


# -- truncated --------------------------------------------------------------------------------------------------------


@given(st.integers(0, len(LEDGER.data) - 1))
def test_a_file_that_was_cut_off_is_found(length):
    report = check(io.BytesIO(LEDGER.data[:length]))
    assert {"truncated", "header"} & {problem.code for problem in report.problems}
    assert len(report.problems) <= 3, report.problems


def test_what_a_cut_off_file_lacks_is_named():
    (problem,) = check(LINES[: line_of(570)]).problems
    assert problem.message == "Truncated: the file ends before entry 570; entries 570–599 are missing."


def test_an_older_export_passed_off_as_the_whole_is_found_by_a_later_checkpoint():
    older = SmallLedger(LEDGER.entries[:400])
    assert check(older.lines).intact
    (problem,) = check(older.lines, checkpoints=[LEDGER.note()]).problems
    assert problem.code == "truncated"
    assert "entries 400–599" in problem.message


@pytest.mark.parametrize("size", [0, 1, 255, 256, 300, 512, 599, 600])
def test_an_export_agrees_with_each_earlier_checkpoint(size):
    report = check(LINES, checkpoints=[LEDGER.note(size)])
    assert report.intact, report.problems
    assert report.compared == [size]


@pytest.mark.parametrize("size", [1, 256, 300, 600])
def test_a_history_that_an_earlier_checkpoint_does_not_know_is_found(size):
    other = SmallLedger([stored(0, purpose="selling"), *LEDGER.entries[1:]])
    (problem,) = check(LINES, checkpoints=[other.note(size)]).problems
    assert problem.code == "root"
    assert "the checkpoint given" in problem.message


def test_a_checkpoint_of_another_ledger_or_none_at_all_is_said_to_be_unusable():
    stranger = SmallLedger(LEDGER.entries[:10], TestSigner(name="other.example"))
    for note in (stranger.note(), "no checkpoint", LEDGER.note().replace("600", "601")):
        report = check(LINES, checkpoints=[note])
        assert [problem.code for problem in report.problems] == ["checkpoint"]
    report = check(LINES, checkpoints=[stranger.note()], keys=[*KEYS, stranger.signer.public])
    assert "of the ledger other.example" in report.problems[0].message


def test_lines_after_the_end_are_no_part_of_it():
    (problem,) = check([*LINES, b"more\n"]).problems
    assert "stands after the last line" in problem.message


# -- expired ----------------------------------------------------------------------------------------------------------


def test_an_expired_payload_is_reported_as_expired_and_not_as_tampering():
    ledger = SmallLedger([stored(n, expired=n % 2 == 0, until="2026-11-22") for n in range(300)])
    report = check(ledger.lines)
    assert report.intact, report.problems
    assert report.expired == 150


def test_a_payload_that_is_gone_before_its_day_is_named():
    ledger = SmallLedger([stored(n, expired=n == 7) for n in range(10)])
    (problem,) = check(ledger.lines).problems
    assert problem.entry == 7
    assert "is to be kept until 2032-11-23" in problem.message


def test_the_day_is_that_of_the_export_and_never_later_than_today():
    ledger = SmallLedger([stored(0, expired=True, until="2026-11-24")])
    assert not check(ledger.lines, now=NOW + timedelta(days=30)).intact
    late = Header("2027-01-01T00:00:00.000000Z", 1, ledger.note(), (ledger.signer.verifier_key,))
    assert not check(list(export_lines(late, ledger.entries, UNKNOWN))).intact


# -- what cannot be an export -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"hello\n", b"{}\n", b"[]\n" * 5, b"\xff\xfe\x00", b"[" * 100_000, b"\n" * 1000, LINES[1]]
)
def test_what_is_no_export_is_found_to_be_none(data):
    assert not check(io.BytesIO(data)).intact


def test_kept_tile_hashes_are_written_as_they_are_kept():
    wrong = tree_hash([b"x" * 32])
    lines = list(export_lines(Header.parse(LINES[0]), LEDGER.entries, {0: wrong}.get))
    report = check(lines)
    assert any(problem.code == "tile" and "entries 0–255" in problem.message for problem in report.problems)
