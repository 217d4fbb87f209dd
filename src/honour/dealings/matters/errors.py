"""What cannot be done with a matter."""

from __future__ import annotations


class MatterRefusedError(Exception):
    """A matter cannot be changed as asked; the message says what to do. ``taken``: its number is another's."""

    def __init__(self, words: str, *, taken: bool = False) -> None:
        super().__init__(words)
        self.taken = taken
