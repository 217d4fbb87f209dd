"""The YAML reader's complaints in plain words."""

from __future__ import annotations

_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "a colon stands where no key can be",
        "Put a text that holds a colon and a space between quotes, and check the line's indentation",
    ),
    (
        "could not find expected ':'",
        "a line has no colon after its key",
        "Write `key: value`, or indent the line further if it continues a text",
    ),
    (
        "did not find expected key",
        "a line stands where a key should",
        "Check that it is indented as its neighbours are, and that quotes and brackets before it are closed",
    ),
    (
        "did not find expected '-' indicator",
        "a line stands where a list item should",
        "Begin it with `- `, or indent it as its neighbours are",
    ),
    (
        "did not find expected ',' or",
        "a bracket is not closed, or a comma is missing",
        "Separate the values with commas and close the bracket",
    ),
    (
        "found unexpected end of stream",
        "the file ends within a quoted text",
        "Close the quotation marks that open here",
    ),
    (
        "found unknown escape character",
        "a backslash stands before a character that needs none",
        "Write two backslashes, or put the text between single quotes",
    ),
    (
        "invalid Unicode character escape",
        "an escape names no character",
        "Write the character itself",
    ),
    (
        "block sequence entries are not allowed",
        "a list item stands where none can be",
        "Put the list on lines of its own below its key",
    ),
    (
        "found undefined tag handle",
        "a tag has no meaning here",
        "Remove the word that begins with `!`",
    ),
    (
        "found a tab character",
        "a tab stands where indentation should",
        "Indent with spaces",
    ),
    (
        "did not find expected <document start>",
        "something stands here that belongs to no key",
        "Check the indentation, and that a text with signs in it stands between quotes",
    ),
    (
        "found unknown directive",
        "a line that begins with `%` is no part of a notice",
        "Remove the line",
    ),
    (
        "found incompatible YAML document",
        "the file says that it is another version of YAML",
        "Remove the line that begins with `%YAML`",
    ),
)  # fmt: skip


def in_plain_words(complaint: str, character: str) -> tuple[str, str]:
    """Give the problem and the fix for a complaint of libyaml's.

    Arguments: ``complaint``, its words; ``character``, the one that stands at the place complained of.
    """
    if "cannot start any token" in complaint:
        if character == "\t":
            return "a tab stands where indentation should", "Indent with spaces"
        return f"a value begins with `{character}`", "Put the value between quotes"
    for begins, problem, fix in _WORDS:
        if begins in complaint:
            return problem, fix
    return f"this is not YAML: {complaint}", "Check the indentation, quotes and brackets of this line"
