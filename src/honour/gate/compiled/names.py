"""From short ids and numbers to bits."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from honour.gate.choices import stops_of
from honour.gate.compiled.terms import bits
from honour.gate.history import History
from honour.gate.numbers import Numbers


class Names:
    """Reads the words of a question and the numbers of the register alike.

    What the history never declared has no bit: it reads as 0, and its name as ``None``. ``categories``, ``kinds`` and
    ``sources`` are the bits of all that any version declares.
    """

    def __init__(self, numbers: Numbers, history: History) -> None:
        self._numbers = numbers
        self.categories = bits(numbers.categories, history.ever("categories"))
        self.kinds = bits(numbers.kinds, history.ever("subjects"))
        self.sources = bits(numbers.sources, history.ever("sources"))
        self._categories = _both_ways(numbers.categories, self.categories)
        self._kinds = _both_ways(numbers.kinds, self.kinds)
        self._sources = _both_ways(numbers.sources, self.sources)
        declared = {stop for notice in history.versions for stop in stops_of(notice)}
        self.stop_numbers = {stop: number for stop, number in numbers.stops.items() if stop in declared}
        self._channels = {
            name
            for notice in history.versions
            for short, each in notice.channels.items()
            for name in (short, each.kind)
        }
        known = {notice.version: numbers.versions[notice.version] for notice in history.versions}
        self._versions: dict[Hashable, tuple[int, str]] = {}
        for label, number in known.items():
            self._versions[label] = self._versions[number] = (number, label)

    def kind(self, kind: Hashable) -> tuple[int, str | None]:
        """Give a kind's bit and short id."""
        return self._kinds.get(kind, (0, None))

    def category(self, category: Hashable) -> tuple[int, str | None]:
        """Give a category's bit and short id."""
        return self._categories.get(category, (0, None))

    def source(self, source: Hashable) -> tuple[int, str | None]:
        """Give a source's bit and short id."""
        return self._sources.get(source, (0, None))

    def version(self, version: Hashable) -> tuple[int | None, str | None]:
        """Give a version's number and label."""
        return self._versions.get(version, (None, None))

    def asked(self, categories: Iterable[str] | None) -> int | None:
        """Give the bits of the categories asked for; ``None`` for whatever there is."""
        return None if categories is None else bits(self._numbers.categories, categories) & self.categories

    def stops(self, stops: Iterable[str]) -> int:
        """Give what a person stopped as bits, from the stops' names."""
        return bits(self.stop_numbers, stops)

    def knows_channel(self, channel: str | None) -> bool:
        """Whether a name is a declared channel's, or its kind's."""
        return channel in self._channels

    def any_unknown(self, categories: Iterable[str] | None) -> bool:
        """Whether a category asked for was never declared."""
        return any(not self.category(category)[0] for category in categories or ())

    def told(self, versions: int | Iterable[str]) -> int:
        """Give the versions that a person was told of as bits, from bits or from labels."""
        return versions if isinstance(versions, int) else bits(self._numbers.versions, versions)

    def purposes(self, purposes: int | Iterable[str]) -> int:
        """Give purposes as bits, from bits or from short ids."""
        return purposes if isinstance(purposes, int) else bits(self._numbers.purposes, purposes)


def _both_ways(numbers: Mapping[str, int], known: int) -> dict[Hashable, tuple[int, str]]:
    """Give bit and short id, by short id and by number, of what is declared."""
    found: dict[Hashable, tuple[int, str]] = {}
    for short, number in numbers.items():
        if known >> number & 1:
            found[short] = found[number] = (1 << number, short)
    return found
