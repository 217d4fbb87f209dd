"""Counting, in the database, what a question is allowed and refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """How a question stands over many records.

    ``allowed`` includes ``observed``, those that pass only because the purpose is observed. ``refused``, by the code of
    the rule; a record that two rules withhold counts under both, so they may add up to more than ``withheld``.
    """

    allowed: int
    observed: int
    withheld: int
    refused: Mapping[str, int]


def tally_query(mask: str, source: str, *, blocking: int, bits: Sequence[int], sqlite: bool) -> str:
    """Write the query that counts masks.

    Each reason has a count of its own, because SQLite would sort a million masks to group them.

    Args: ``source``, from FROM on; ``blocking``, the bits that withhold, where not all do (else 0); ``bits``, one for
    each rule that may; ``sqlite``, which takes a number for a condition, and saves a step for each count and row.
    """
    true = "" if sqlite else " <> 0"
    fence = "LIMIT -1" if sqlite else "OFFSET 0"  # or the mask would be worked out again for every count
    withheld = f" AND mask & {blocking}{true}" if blocking else ""
    conditions = ["mask = 0", *([f"mask & {blocking} = 0"] if blocking else [])]
    conditions += [f"mask & {bit}{true}{withheld}" for bit in bits]
    counts = ", ".join(["count(*)", *(f"count(*) FILTER (WHERE {condition})" for condition in conditions)])
    return f"SELECT {counts} FROM (SELECT {mask} AS mask {source} {fence}) AS decided"  # noqa: S608 - the gate's own SQL


def tally_of(row: Sequence[int], codes: Sequence[str]) -> Tally:
    """Read the counts that ``tally_query`` gives.

    Args: ``codes`` of the rules, in the order of their bits.
    """
    every, clear, *passing = row[: len(row) - len(codes)]
    refused = row[len(row) - len(codes) :]
    allowed = passing[0] if passing else clear
    return Tally(
        allowed=allowed,
        observed=allowed - clear,
        withheld=every - allowed,
        refused={code: count for code, count in zip(codes, refused, strict=True) if count},
    )
