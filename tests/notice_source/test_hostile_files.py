"""Files that would hide, overflow or mislead are refused at the right place; odd but honest ones are read and kept."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from honour.notice import source as errors
from honour.notice.source import EditRefusedError, SourceError, read_source
from tests.notice_source.following import (
    assert_only_added,
    assert_the_rest_stays,
    at,
    edited,
    inserted,
    paths,
    removed,
    same,
)

CORPUS = Path(__file__).parent / "corpus"
READ = sorted((CORPUS / "read").iterdir())
VALUES = [
    "new", None, "two\nlines\n", "a: b #c", "word " * 50 + "end", [], {}, ["x", {"k": "v", "l": [1]}], 12,
    {"k": {"m": "text\nx"}, "n": [[1, 2], "é\u2028"]}, "breaks\n\n\n",
]  # fmt: skip

REFUSED = {
    "empty": ("DocumentError", 1, 1, "holds nothing"),
    "only-comments": ("DocumentError", 1, 1, "holds nothing"),
    "single-text": ("DocumentError", 1, 1, "single text"),
    "two-documents": ("DocumentError", 2, 1, "second document"),
    "utf-16": ("EncodingError", 1, 1, "UTF-16"),
    "latin-1": ("EncodingError", 2, 7, "0xe9"),
    "surrogate": ("EncodingError", 2, 4, "0xed"),
    "overlong": ("EncodingError", 1, 4, "0xc0"),
    "truncated-character": ("EncodingError", 1, 4, "0xc3"),
    "nul": ("CharacterError", 2, 5, "U+0000"),
    "escape-character": ("CharacterError", 1, 4, "U+001B"),
    "delete": ("CharacterError", 1, 5, "U+007F"),
    "noncharacter": ("CharacterError", 1, 4, "U+FFFF"),
    "next-line": ("CharacterError", 1, 9, "next-line"),
    "line-separator": ("CharacterError", 1, 9, "U+2028"),
    "paragraph-separator": ("CharacterError", 1, 5, "U+2029"),
    "carriage-return": ("CharacterError", 1, 9, "carriage return"),
    "inner-byte-order-mark": ("CharacterError", 2, 1, "byte order mark"),
    "escaped-nul": ("CharacterError", 2, 6, "a.b"),
    "escaped-bell": ("CharacterError", 1, 4, "escape"),
    "escaped-surrogate": ("SyntaxRefusedError", 1, 7, "names no character"),
    "unknown-escape": ("SyntaxRefusedError", 1, 7, "backslash"),
    "tab-indentation": ("SyntaxRefusedError", 2, 1, "tab"),
    "tab-in-list": ("SyntaxRefusedError", 3, 1, "tab"),
    "colon-in-text": ("SyntaxRefusedError", 1, 5, "colon"),
    "bad-indentation": ("SyntaxRefusedError", 2, 4, "indentation"),
    "lost-line": ("SyntaxRefusedError", 3, 2, "no colon"),
    "unclosed-quote": ("SyntaxRefusedError", 2, 4, "quotation"),
    "unclosed-bracket": ("SyntaxRefusedError", 2, 2, "bracket"),
    "reserved-sign": ("SyntaxRefusedError", 1, 4, "`@`"),
    "percent": ("SyntaxRefusedError", 1, 4, "`%`"),
    "list-in-line": ("SyntaxRefusedError", 1, 4, "list item"),
    "two-anchors": ("SyntaxRefusedError", 1, 7, ""),
    "duplicate-key": ("DuplicateKeyError", 4, 3, "first is on line 2"),
    "duplicate-quoted-key": ("DuplicateKeyError", 2, 1, "`a`"),
    "number-key": ("KeyNotTextError", 2, 3, "quotes"),
    "truth-key": ("KeyNotTextError", 1, 1, "quotes"),
    "nothing-key": ("SyntaxRefusedError", 1, 1, ""),
    "list-key": ("KeyNotTextError", 1, 3, "as a key"),
    "alias-key": ("KeyNotTextError", 2, 1, ""),
    "long-key": ("TooLargeError", 1, 1, "500"),
    "python-tag": ("TagError", 1, 4, "python"),
    "private-tag": ("TagError", 1, 4, "!secret"),
    "binary-tag": ("TagError", 1, 4, "!!binary"),
    "set-tag": ("TagError", 1, 4, "!!set"),
    "time-tag": ("TagError", 1, 4, "!!timestamp"),
    "wrong-number-tag": ("TagError", 1, 4, "many"),
    "list-tag-on-mapping": ("TagError", 1, 4, "!!seq"),
    "tag-directive": ("TagError", 1, 1, "%TAG"),
    "unknown-directive": ("SyntaxRefusedError", 1, 8, "%"),
    "yaml-3": ("SyntaxRefusedError", 1, 1, "%YAML"),
    "unknown-alias": ("AliasError", 2, 6, "*nobody"),
    "recursive-alias": ("AliasError", 2, 7, "*x"),
    "merge-key": ("AliasError", 3, 3, "<<"),
    "alias-bomb": ("AliasError", 6, 8, "written out"),
    "alias-bomb-of-text": ("AliasError", 2, 1777, "written out"),
    "alias-ladder": ("AliasError", 40, 15, "too deep"),
    "too-deep": ("TooLargeError", 1, 101, "40"),
    "too-deep-by-lines": ("TooLargeError", 41, 41, "40"),
}


def test_every_refused_file_is_named_here():
    assert {path.stem for path in (CORPUS / "refused").iterdir()} == set(REFUSED)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_hostile_file_is_refused_at_its_fault_with_a_fix(name):
    kind, line, column, words = REFUSED[name]
    path = CORPUS / "refused" / f"{name}.yaml"
    with pytest.raises(SourceError) as caught:
        read_source(path.read_bytes(), path.name)
    error = caught.value
    assert (type(error).__name__, error.line, error.column) == (kind, line, column)
    assert words in str(error)
    assert str(error).startswith(f"{path.name}, line {line}, column {column}")
    assert error.fix[0].isupper()
    assert not error.fix.endswith(".")


@pytest.mark.parametrize("path", READ, ids=lambda path: path.name)
def test_an_odd_file_is_saved_byte_for_byte(path):
    assert read_source(path.read_bytes(), path.name).save() == path.read_bytes()


@pytest.mark.parametrize("path", READ, ids=lambda path: path.name)
def test_every_part_of_an_odd_file_can_be_changed_without_touching_the_rest(path):
    source = read_source(path.read_bytes(), path.name)
    refused = 0
    for part in [part for part in paths(source.data) if part][:40]:
        for value in VALUES:
            try:
                changed = source.edit(part, value)
            except EditRefusedError:
                refused += 1
                continue
            assert same(changed.data, edited(source.data, part, value))
            assert_the_rest_stays(source, part, changed)
        try:
            assert same(source.remove(part).data, removed(source.data, part))
        except EditRefusedError:
            refused += 1
    assert (refused > 0) == (path.name == "aliases.yaml")


@pytest.mark.parametrize("path", READ, ids=lambda path: path.name)
def test_every_collection_of_an_odd_file_can_grow_without_touching_the_rest(path):
    source = read_source(path.read_bytes(), path.name)
    for part in list(paths(source.data))[:40]:
        collection = at(source.data, part)
        if not isinstance(collection, (dict, list)):
            continue
        places = ["added"] if isinstance(collection, dict) else {0, len(collection) // 2, len(collection)}
        for place in places:
            for value in VALUES:
                try:
                    changed = source.insert(part, place, value)
                except EditRefusedError:
                    assert path.name == "aliases.yaml"
                    continue
                assert same(changed.data, inserted(source.data, part, place, value))
                if collection and (path.name, part) != ("flow-with-comments.yaml", ("pairs", 0)):
                    assert_only_added(source, changed)


@pytest.mark.parametrize(
    ("hostile", "kind"),
    [
        (b"[" * 100_000, "TooLargeError"),
        (b"[" * 100_000 + b"]" * 100_000, "TooLargeError"),
        (b"{a: " * 100_000, "TooLargeError"),
        (b"- " * 100_000, "TooLargeError"),
        (b"? " * 100_000, "KeyNotTextError"),
        (b"&a " * 100_000, "SyntaxRefusedError"),
        (b"! " * 100_000, "SyntaxRefusedError"),
        (b"a: " + b"x" * 10_000_000, "TooLargeError"),
        (b"\xff" * 10_000_000, "TooLargeError"),
        (b"---\n" * 100_000, "DocumentError"),
        (b"%A\n" * 100_000, "SyntaxRefusedError"),
        (b"a: [" + b"x," * 250_000 + b"]", "TooLargeError"),
        (b"".join(b"k%d: v\n" % number for number in range(120_000)), "TooLargeError"),
        (b"a: &a x\nb: [" + b"*a," * 1_500 + b"]", "AliasError"),
        (b"\t" * 1_000_000, "SyntaxRefusedError"),
    ],
)
def test_a_huge_hostile_file_is_refused_at_once(hostile, kind):
    started = time.process_time()
    with pytest.raises(getattr(errors, kind)):
        read_source(hostile, "notice.yaml")
    assert time.process_time() - started < 5


@pytest.mark.parametrize("text", ["a: " + "x" * 1_900_000, 'a: "' + "y " * 900_000 + '"', "#" * 1_900_000 + "\na: 1"])
def test_a_long_line_is_read(text):
    started = time.process_time()
    source = read_source(text.encode(), "notice.yaml")
    assert source.edit(("a",), "short").data == {"a": "short"}
    assert time.process_time() - started < 5
