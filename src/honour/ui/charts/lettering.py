"""Text in drawings: SVG breaks no lines, so lines are broken here, by an estimate that errs on the wide side."""

from __future__ import annotations

import unicodedata

SIZE = 13
LEADING = 17
# How many pixels characters of Source Sans 3 take at 13 px and weight 600, by kind, each rounded up to its widest.
SLIM = frozenset(" !'()*,-./:;I[]fijlrst|")
BROAD = frozenset("%&@MWmw\N{EM DASH}\N{HORIZONTAL ELLIPSIS}")
LATIN = 0x24F  # the last character of Latin Extended-B; other scripts fall to a face we do not know
SLIM_WIDTH, PLAIN_WIDTH, CAPITAL_WIDTH, BROAD_WIDTH, FOREIGN_WIDTH = 5.5, 8.0, 9.5, 12.5, 15.0


def clean(text: str) -> str:
    """Drop what may not stand in XML or would change the direction of what follows, and close up white space."""
    kept = (" " if character.isspace() else character for character in text)
    return " ".join("".join(c for c in kept if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"}).split())


def width(text: str) -> float:
    """Estimate how many pixels a line takes at most."""
    return sum(map(_character, text))


def _character(character: str) -> float:
    if character in SLIM:
        return SLIM_WIDTH
    if character in BROAD:
        return BROAD_WIDTH
    if ord(character) > LATIN:
        return FOREIGN_WIDTH
    return CAPITAL_WIDTH if character.isupper() else PLAIN_WIDTH


def lines(text: str, room: float, most: int = 2) -> tuple[str, ...]:
    """Break a text into at most ``most`` lines of ``room`` pixels; what does not fit ends in an ellipsis.

    Words longer than a line are broken. An empty text is one empty line.
    """
    made: list[str] = [""]
    for word in clean(text).split(" "):
        for piece in _pieces(word, room):
            longer = f"{made[-1]} {piece}" if made[-1] else piece
            if width(longer) <= room:
                made[-1] = longer
            else:
                made.append(piece)
    if len(made) <= most:
        return tuple(made)
    last = made[most - 1]
    while last and width(f"{last}…") > room:
        last = last[:-1]
    return (*made[: most - 1], f"{last.rstrip()}…")


def _pieces(word: str, room: float) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and width(pieces[-1] + character) > room:
            pieces.append("")
        pieces[-1] += character
    return pieces
