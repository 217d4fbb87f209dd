"""A change looks as the person who keeps the file would have made it."""

from __future__ import annotations

import difflib

import pytest

from honour.notice.source import EditRefusedError, Limits, NoSuchPathError, UnwritableError, read_source

NOTICE = """\
# Our notice
honour: 1   # format
title: 'Privacy notice'
purposes:
  # first
  enquiries:
    name: Answer enquiries   # short
    categories: [contact, payment]  # which
    bases:
      - kind: contract
        # why?
        why: because
      - kind: consent
    text: >-
      We answer what you ask us, whatever
      it is.

  # second
  credit-checks:
    flow: {a: 1, b: [x, y], c: {}}
    empty: {}
    nothing:
cookies:   # none yet
"""
ENQUIRIES = ("purposes", "enquiries")
CHECKS = ("purposes", "credit-checks")


def source(text=NOTICE):
    return read_source(text.encode(), "notice.yaml")


def changes(changed, text=NOTICE):
    lines = difflib.ndiff(text.splitlines(), changed.text.splitlines())
    return [line for line in lines if line[0] in "+-"]


def test_a_text_keeps_the_comment_beside_it():
    assert changes(source().edit((*ENQUIRIES, "name"), "Answer you")) == [
        "-     name: Answer enquiries   # short",
        "+     name: Answer you   # short",
    ]


def test_a_text_is_quoted_only_where_it_must_be():
    assert "name: 'Answer: you'   # short" in source().edit((*ENQUIRIES, "name"), "Answer: you").text
    assert "name: 'no'   # short" in source().edit((*ENQUIRIES, "name"), "no").text
    assert 'name: "a\\tb"   # short' in source().edit((*ENQUIRIES, "name"), "a\tb").text
    assert "title: 'It''s new'" in source().edit(("title",), "It's new").text


def test_a_long_text_goes_on_lines_of_its_own_and_the_comment_stays_behind():
    changed = source().edit((*ENQUIRIES, "name"), "word " * 30 + "end")
    assert "    name: >-   # short\n      word word" in changed.text
    assert max(map(len, changed.text.splitlines())) <= 100


def test_a_text_on_lines_of_its_own_stays_so():
    changed = source().edit((*ENQUIRIES, "text"), "Short.")
    assert changed.text == NOTICE.replace("We answer what you ask us, whatever\n      it is.", "Short.")


def test_a_list_between_brackets_stays_so():
    assert "    categories: [contact]  # which\n" in source().edit((*ENQUIRIES, "categories"), ["contact"]).text


def test_a_list_that_no_longer_fits_between_brackets_goes_below_its_key():
    changed = source().edit((*ENQUIRIES, "categories"), [{"a": 1, "b": "x" * 40, "c": ["y" * 40]}])
    assert f"    categories:  # which\n      - a: 1\n        b: {'x' * 40}\n        c: [{'y' * 40}]\n" in changed.text


def test_a_new_clause_is_written_in_the_files_own_style():
    clause = {"name": "New", "bases": [{"kind": "consent", "why": "asked"}], "categories": ["a", "b"], "on": True}
    assert changes(source().insert(("purposes",), "new", clause)) == [
        "+   new:",
        "+     name: New",
        "+     bases:",
        "+       - kind: consent",
        "+         why: asked",
        "+     categories: [a, b]",
        "+     'on': true",
    ]


def test_other_indentation_line_ends_and_dashes_are_followed():
    text = "a:\r\n    b:\r\n    - x: 1\r\n    - y\r\n"
    changed = source(text).insert(("a",), "c", {"d": [{"k": "v"}], "e": "line\nline"})
    assert changed.text == text + (
        "    c:\r\n        d:\r\n        - k: v\r\n        e: |-\r\n            line\r\n            line\r\n"
    )


def test_items_go_where_they_are_told():
    bases = (*ENQUIRIES, "bases")
    assert changes(source().insert(bases, 0, {"kind": "new"})) == ["+       - kind: new"]
    assert "because\n      - kind: new\n      - kind: consent\n" in source().insert(bases, 1, {"kind": "new"}).text
    assert "- kind: consent\n      - kind: new\n    text" in source().insert(bases, 2, {"kind": "new"}).text


def test_brackets_are_filled_and_emptied_in_place():
    assert "b: [x, y], c: {}, d: {e: 1}}" in source().insert((*CHECKS, "flow"), "d", {"e": 1}).text
    assert "c: {d: 1}}" in source().insert((*CHECKS, "flow", "c"), "d", 1).text
    assert "b: [z, x, y]" in source().insert((*CHECKS, "flow", "b"), 0, "z").text
    assert "flow: {a: 1, c: {}}" in source().remove((*CHECKS, "flow", "b")).text
    assert "flow: {b: [x, y], c: {}}" in source().remove((*CHECKS, "flow", "a")).text
    assert "b: [x], c" in source().remove((*CHECKS, "flow", "b", 1)).text


def test_empty_places_take_a_first_entry():
    assert "    empty:\n      k:\n        a: 1\n    nothing" in source().insert((*CHECKS, "empty"), "k", {"a": 1}).text
    assert "    nothing:\n      k: v\ncookies" in source().insert((*CHECKS, "nothing"), "k", "v").text
    assert source().insert(("cookies",), "s", "v").text.endswith("cookies:   # none yet\n  s: v\n")


def test_a_removed_clause_takes_its_lines_and_the_comments_around_it_stay():
    changed = source().remove(ENQUIRIES)
    assert changed.text == NOTICE[: NOTICE.index("  enquiries")] + NOTICE[NOTICE.index("\n  # second") :]


def test_the_last_one_removed_leaves_an_empty_collection():
    assert read_source(b"a:\n  # about b\n  b: 1\n  # after\nd: 2\n", "f").remove(("a", "b")).text == (
        "a: {}\n  # about b\n  # after\nd: 2\n"
    )
    assert read_source(b"a: 1\n", "f").remove(("a",)).text == "{}\n"
    assert read_source(b"a: [x]\n", "f").remove(("a", 0)).text == "a: []\n"


def test_a_file_without_a_final_line_end_gets_none():
    assert read_source(b"a: 1\nb: 2", "f").insert((), "c", [{"d": 1}]).text == "a: 1\nb: 2\nc:\n  - d: 1"


@pytest.mark.parametrize("header", ["|", ">", "|-", "|+", "|2", "|+2", "&a |2- # kept", "!!str >"])
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_behind_a_block_that_ends_the_file_without_a_line_end_something_can_be_added(header, eol):
    text = f"a: {header}\n  We keep\n  little".replace("\n", eol)
    before = source(text)
    for value in ("uk", ["x"], {"b": "y"}, "two\nlines"):
        changed = before.insert((), "law", value)
        assert changed.data == {**before.data, "law": value}
        assert changed.text.startswith("a: ")
        assert not changed.text.endswith("\n")


def test_a_list_whose_last_item_is_such_a_block_takes_another():
    changed = source("a:\n  - x\n  - |\n    We keep").insert(("a",), 2, "more")
    assert changed.text == "a:\n  - x\n  - |-\n    We keep\n  - more"


def test_a_byte_order_mark_stays():
    assert read_source(b"\xef\xbb\xbfa: 1\n", "f").edit(("a",), 2).save() == b"\xef\xbb\xbfa: 2\n"


def test_the_same_value_changes_nothing():
    unchanged = source()
    assert unchanged.edit((*ENQUIRIES, "text"), "We answer what you ask us, whatever it is.") is unchanged
    assert read_source(b"a: 1\n", "f").edit(("a",), True).text == "a: true\n"


ALIASES = "base: &base\n  inner: {x: 1}\nuse: *base\nother: &alone 1\nlist: [*base]\n"


def test_behind_an_alias_nothing_is_changed():
    with pytest.raises(EditRefusedError, match=r"line 3, .*`use` repeats what stands on line 1"):
        source(ALIASES).edit(("use", "inner", "x"), 2)
    with pytest.raises(EditRefusedError, match=r"`list\[0\]` repeats"):
        source(ALIASES).insert(("list", 0, "inner"), "y", 2)


def test_a_part_that_is_repeated_elsewhere_is_not_changed():
    for change in (
        lambda: source(ALIASES).edit(("base", "inner", "x"), 2),
        lambda: source(ALIASES).edit(("base",), {}),
        lambda: source(ALIASES).insert(("base",), "y", 2),
        lambda: source(ALIASES).remove(("base",)),
        lambda: source("a: {b: &x 1}\nc: *x\n").edit(("a",), 2),
    ):
        with pytest.raises(EditRefusedError, match=r"is repeated by `\*(base|x)` on line [23]"):
            change()


def test_an_alias_itself_can_be_written_out_and_an_unused_anchor_is_no_hindrance():
    changed = source(ALIASES).edit(("use",), {"inner": 2})
    assert "use:\n  inner: 2\nother" in changed.text
    assert source(ALIASES).edit(("other",), 2).data["other"] == 2
    assert source("a: {b: &x 1}\nc: *x\n").insert(("a",), "d", 2).text == "a: {b: &x 1, d: 2}\nc: *x\n"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a\x00b", "U+0000"),
        ("\ud800", "U+D800"),
        (10**18, "18 digits"),
        (-(10**4000), "18 digits"),
        (float("nan"), "finite"),
        ({1: "x"}, "kind `int`"),
        ({"k" * 501: 1}, "500"),
        (object(), "kind `object`"),
        ({"x": [b"bytes"]}, "kind `bytes`"),
    ],
)
def test_a_value_that_no_file_can_hold_is_refused(value, words):
    with pytest.raises(UnwritableError) as caught:
        source().edit((*ENQUIRIES, "name"), value)
    assert words in str(caught.value)
    assert caught.value.line == 7


def test_a_value_too_deep_or_too_long_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(UnwritableError, match="40 collections"):
        source().edit(("title",), endless)
    with pytest.raises(EditRefusedError, match="bytes"):
        read_source(b"a: 1\n", "f", Limits(size=100)).edit(("a",), "x" * 200)


def test_what_is_not_there_or_already_there_is_said():
    with pytest.raises(NoSuchPathError, match=r"purposes\.sales"):
        source().edit(("purposes", "sales"), 1)
    with pytest.raises(EditRefusedError, match="is there already"):
        source().insert(("purposes",), "enquiries", 1)
    with pytest.raises(EditRefusedError, match="has 2 items"):
        source().insert((*ENQUIRIES, "bases"), 3, 1)
    with pytest.raises(EditRefusedError, match="is no list"):
        source().insert(("purposes",), 0, 1)
    with pytest.raises(EditRefusedError, match="has no keys"):
        source().insert(("title",), "x", 1)
    with pytest.raises(EditRefusedError, match="whole file"):
        source().remove(())
    with pytest.raises(EditRefusedError, match="whole file"):
        source().edit((), "text")


def test_a_change_that_would_spoil_a_neighbour_is_refused():
    # The comment below `b` would become part of the text of `a`.
    text = "a: |\n  text\nb: 1\n  # comment\nc: 2\n"
    with pytest.raises(EditRefusedError, match="spoil"):
        source(text).remove(("b",))
