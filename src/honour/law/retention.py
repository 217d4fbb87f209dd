"""Presets for how long records are kept."""

from __future__ import annotations

from honour.law.entry import Entry


class Preset(Entry):
    """A period that an enactment or custom sets.

    ``periods``: those that the source names, as ISO 8601 durations. ``endless``: kept as long as it must be honoured.
    """

    name: str
    periods: tuple[str, ...]
    runs_from: str
    statutory: bool
    endless: bool = False
