"""The rules about a record's terms, each looking at one part of them: a refusal mask for every bit there may be."""

from __future__ import annotations

from honour.gate.compiled.terms import BasisMasks, Terms
from honour.gate.rules import BIT

CONSENTED, OBJECTED = 1, 2
"""Which of a kind's four basis masks holds: the sum of what the person has said."""


def category_mask(terms: Terms, category: int) -> int:
    """Give what withholds a declared category, by its bit."""
    return 0 if terms.categories & category else BIT["category-not-listed"]


def source_mask(terms: Terms, source: int, category: int) -> int:
    """Give what withholds data of a category (0: nobody declared it) from a declared source, by their bits."""
    if not terms.sources & source:
        return BIT["source-not-allowed"]
    return BIT["source-gives-other-data"] if category and not terms.gives[source] & category else 0


def kind_mask(terms: Terms, kind: int) -> int:
    """Give what withholds data about a kind of person, by its bit (0: nobody declared it)."""
    return BIT["kind-not-covered"] if kind and not terms.kinds & kind else 0


def basis_masks(terms: Terms, kind: int) -> BasisMasks:
    """Give what withholds for want of a basis, by the kind's bit and what the person said."""
    return terms.basis.get(kind) or terms.basis[0]


def goes_with(later: tuple[Terms, ...]) -> int:
    """Give the purposes whose data any of the later versions would let be used, as bits."""
    bits = 0
    for terms in later:
        bits |= terms.goes_with
    return bits
