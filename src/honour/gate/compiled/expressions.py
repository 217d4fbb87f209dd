"""Small pieces of SQL that SQLite and PostgreSQL both read, simplified as they are put together.

A mask is a number, or an expression that gives one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple


class Expression(NamedTuple):
    """An expression for a mask, and the bits that it can give."""

    text: str
    bits: int

    def __str__(self) -> str:
        return self.text


Mask = int | Expression

_WAYS = 4
"""Branches of one step of a search."""

_WORD = 62
"""Bits of a set that are written as one number."""

_FULL = (1 << _WORD) - 1


def bits_of(mask: Mask) -> int:
    """Give the bits that a mask can have."""
    return mask if isinstance(mask, int) else mask.bits


def either(*masks: Mask) -> Mask:
    """Give the bits of all the masks together."""
    constant = bits = 0
    texts: list[str] = []
    for mask in masks:
        bits |= bits_of(mask)
        if isinstance(mask, int):
            constant |= mask
        elif mask.text not in texts:
            texts.append(mask.text)
    if not texts:
        return constant
    if constant:
        texts.append(str(constant))
    return Expression(f"({' | '.join(texts)})" if texts[1:] else texts[0], bits)


def when(condition: str, then: Mask, otherwise: Mask) -> Mask:
    """Give one mask where a condition is true, and the other where it is false or not known."""
    if then == otherwise:
        return then
    return Expression(f"CASE WHEN {condition} THEN {then} ELSE {otherwise} END", bits_of(then) | bits_of(otherwise))


def first_of(cases: Iterable[tuple[str, Mask]], otherwise: Mask) -> Mask:
    """Give the mask of the first condition that is true; not nested, since SQLite's parser reads no deep nesting."""
    written = list(cases)
    if not written:
        return otherwise
    branches = " ".join(f"WHEN {condition} THEN {mask}" for condition, mask in written)
    bits = bits_of(otherwise)
    for _, mask in written:
        bits |= bits_of(mask)
    return Expression(f"CASE {branches} ELSE {otherwise} END", bits)


def by(column: str, masks: Mapping[int, Mask], otherwise: Mask) -> Mask:
    """Give the mask of a column's number, and another for all numbers that have none, and for no number."""
    steps: list[tuple[int, Mask]] = []
    for number in sorted(masks):
        steps += [(number, masks[number]), (number + 1, masks.get(number + 1, otherwise))]
    return _search(column, otherwise, _changes(otherwise, steps))


def _changes(first: Mask, steps: Iterable[tuple[int, Mask]]) -> list[tuple[int, Mask]]:
    """Give the numbers from which on another mask holds than before."""
    changes: list[tuple[int, Mask]] = []
    before = first
    for number, mask in steps:
        if mask != before:
            changes.append((number, mask))
            before = mask
    return changes


def _search(column: str, first: Mask, changes: list[tuple[int, Mask]]) -> Mask:
    """Search by quarters: a list of cases would be gone through from its beginning for each of a million rows.

    By quarters and not by halves, since SQLite's parser keeps a hundred places for what is nested. No number compares
    as false, and so comes to the last mask, that of numbers beyond all.
    """
    if not changes:
        return first
    count = len(changes)
    ends = [place for place in range(count) if count <= _WAYS - 1 or place in {count // 4, count // 2, count * 3 // 4}]
    branches, bits, begin, before = [], 0, 0, first
    for end in ends:
        branch = _search(column, before, changes[begin:end])
        branches.append(f"WHEN {column} < {changes[end][0]} THEN {branch}")
        bits |= bits_of(branch)
        begin, before = end + 1, changes[end][1]
    rest = _search(column, before, changes[begin:])
    return Expression(f"CASE {' '.join(branches)} ELSE {rest} END", bits | bits_of(rest))


def among(column: str, numbers: int, mask: Mask) -> Mask:
    """Give a mask where a column's number is one of those whose bits are set: short, but slower than ``by``."""
    return _by_words(column, numbers.bit_length(), lambda base: numbers >> base & _FULL, mask)


def crossed(row: str, sets: Mapping[int, int], column: str, mask: Mask) -> Mask:
    """Give a mask where one column's number is in the set of another's: a category among those of its source.

    Args: ``sets``, the bit set of each number of ``row``; numbers that have none have an empty one.
    """
    length = max((bits.bit_length() for bits in sets.values()), default=0)

    def word(base: int) -> Mask:
        return by(row, {number: bits >> base & _FULL for number, bits in sets.items()}, 0)

    return _by_words(column, length, word, mask)


def _by_words(column: str, length: int, word: Callable[[int], Mask], mask: Mask) -> Mask:
    """Give a mask where a column's number is set in a bit set that is written as words."""
    words: list[tuple[int, Mask]] = []
    for base in range(0, length, _WORD):
        bits = word(base)
        place = f"({column} - {base})" if base else column
        shifted = f"(CAST({bits} AS bigint) >> {place} & 1) * {mask}"
        words.append((base, Expression(shifted, bits_of(mask)) if bits else 0))
    return _search(column, 0, _changes(0, [*words, (-(-length // _WORD) * _WORD, 0)])) if words else 0


def has(column: str, bits: int) -> str:
    """Give the condition that a bit set has any of some bits."""
    return f"({column} & {bits}) <> 0"


def any_of(conditions: Iterable[str]) -> str:
    """Give the condition that one of the conditions is true."""
    return "(" + " OR ".join(conditions) + ")"


def places(bits: int) -> Iterator[int]:
    """Give the numbers whose bits are set."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
