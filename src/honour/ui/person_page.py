"""What other apps put on a person's page: panels in its right rail, moments on its timeline.

An app signs up functions, in a module that its ``AppConfig.ready`` imports::

    from honour.ui.person_page import Asked, Panel, moments_of, person_panel

    @person_panel("holds", part="people", order=20)
    def holds(asked: Asked) -> Panel | None:
        return Panel("Holds", ("Kept for a claim until 3 May 2027.",), icon="lock")

    @moments_of("interactions", part="people")
    def interactions(asked: Asked) -> Iterator[Moment]:
        yield Moment(at, "They rang us.", asked.value(record).get("telephone-call", ""))

A panel that has nothing to say is ``None`` and is left out. Nothing may read a value of its own accord: what a member
has opened for a purpose stands in ``asked.opened``; while nothing is open that is empty, and all stays masked.
A moment that stands for an entry of the ledger names it (``entry``), so that the entry itself is not told twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from honour.ui.site import NavItem
from honour.ui.timeline import Moment


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose page it is, and who looks.

    Arguments: ``person``, the opaque id; ``number``, the person's row; ``parts``, the parts of the console that the
    onlooker may open; ``purposes``, what they may use data for; ``actor``, the opaque id under which they act; ``now``;
    ``purpose``, what the data were opened for, empty while they are masked; ``opened``, the values by record.
    """

    person: str
    number: int
    parts: frozenset[str]
    purposes: frozenset[str]
    actor: str
    now: dt.datetime
    purpose: str = ""
    opened: Mapping[int, Mapping[str, Any]] = field(default_factory=dict, repr=False)

    def value(self, record: int | None) -> Mapping[str, Any]:
        """Give the values of a record, by field, if it was opened; else nothing."""
        return {} if record is None else self.opened.get(record, {})


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel of the right rail.

    Arguments: ``title``; ``lines``, sentences (text is escaped, a ``SafeString`` stands as it is); ``acts``, what can
    be done about it, as links to pages of their own; ``icon``, a name of the sprite.
    """

    title: str
    lines: tuple[str, ...] = ()
    acts: tuple[NavItem, ...] = ()
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A moment of the timeline; ``entry``: the entry of the ledger that it stands for, which is then left out."""

    moment: Moment
    entry: int | None = None


PanelOf = Callable[[Asked], Panel | None]
MomentsOf = Callable[[Asked], Iterable[Moment | Told]]

_panels: dict[str, tuple[int, str, PanelOf]] = {}
_moments: dict[str, tuple[str, MomentsOf]] = {}


def person_panel(name: str, *, part: str, order: int = 50) -> Callable[[PanelOf], PanelOf]:
    """Sign a function up for a panel. Arguments: ``part``, which must be open to the onlooker; ``order``, its place."""

    def sign_up(panel: PanelOf) -> PanelOf:
        _panels[name] = order, part, panel
        return panel

    return sign_up


def moments_of(name: str, *, part: str) -> Callable[[MomentsOf], MomentsOf]:
    """Sign a function up for the timeline. Arguments: ``part``, which an onlooker must be able to open."""

    def sign_up(moments: MomentsOf) -> MomentsOf:
        _moments[name] = part, moments
        return moments

    return sign_up


def panels_for(asked: Asked) -> list[Panel]:
    """Give the panels of a person's page, in their order."""
    made = [panel(asked) for _, part, panel in sorted(_panels.values(), key=lambda one: one[0]) if part in asked.parts]
    return [panel for panel in made if panel is not None]


def moments_for(asked: Asked) -> list[Told]:
    """Give what apps tell on a person's timeline, in no order."""
    found = [one for part, moments in _moments.values() if part in asked.parts for one in moments(asked)]
    return [one if isinstance(one, Told) else Told(one) for one in found]
