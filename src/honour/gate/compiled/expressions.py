"""Small pieces of SQL that SQLite and PostgreSQL both read, simplified as they are put together.

A mask is a number, or the text of an expression that gives one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Mask = int | str


def either(*masks: Mask) -> Mask:
    """Give the bits of all the masks together."""
    constant = 0
    texts: list[str] = []
    for mask in masks:
        if isinstance(mask, int):
            constant |= mask
        elif mask not in texts:
            texts.append(mask)
    if not texts:
        return constant
    return (
        "(" + " | ".join([*texts, *([str(constant)] if constant else [])]) + ")" if constant or texts[1:] else texts[0]
    )


def when(condition: str, then: Mask, otherwise: Mask) -> Mask:
    """Give one mask where a condition is true and the other where it is false or not known."""
    return then if then == otherwise else f"CASE WHEN {condition} THEN {then} ELSE {otherwise} END"


def by(column: str, masks: Mapping[int, Mask], otherwise: Mask) -> Mask:
    """Give the mask of a column's number, and another for all numbers that have none, and for no number."""
    told = {number: mask for number, mask in masks.items() if mask != otherwise}
    if not told:
        return otherwise
    branches = " ".join(f"WHEN {number} THEN {mask}" for number, mask in told.items())
    return f"CASE {column} {branches} ELSE {otherwise} END"


def has(column: str, bits: int) -> str:
    """Give the condition that a bit set has any of some bits."""
    return f"({column} & {bits}) <> 0"


def any_of(conditions: Iterable[str]) -> str:
    """Give the condition that one of the conditions is true."""
    return "(" + " OR ".join(conditions) + ")"


def places(bits: int) -> Iterable[int]:
    """Give the numbers whose bits are set."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low
