"""The flow of data: sources → purposes → recipients, each band as thick as the number of people in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

MOST = 12  # nodes a column; what is beyond is drawn as one


@dataclass(frozen=True)
class Node:
    """A source, a purpose or a recipient.

    Arguments: ``id``, unlike any other in the drawing; ``label``; ``people``, how many different people, where that is
    known (bands may share people); ``url``, where it is described.
    """

    id: str
    label: str
    people: int | None = None
    url: str = ""


@dataclass(frozen=True)
class Band:
    """How many people's data go from one node to a node of the next column; none is drawn as a hairline."""

    start: str
    end: str
    people: int


@dataclass(frozen=True)
class Refusal:
    """How many people's data a purpose was refused, and why, in a word or two; the flow ends there."""

    start: str
    people: int
    reason: str


@dataclass(frozen=True)
class Flow:
    """A drawing of where data come from, what for, and who sees them.

    Arguments: ``title``; the three columns in the order in which they are read; ``bands`` between neighbouring columns;
    ``refusals`` at purposes; ``focus``, the id of a node whose paths stand out.
    Errors: ``ValueError`` for an id used twice, a band or refusal between unknown nodes, a number below nought, an
    unknown focus.
    """

    title: str
    sources: tuple[Node, ...]
    purposes: tuple[Node, ...]
    recipients: tuple[Node, ...]
    bands: tuple[Band, ...]
    refusals: tuple[Refusal, ...] = ()
    focus: str = ""

    def __post_init__(self) -> None:
        ids = Counter(node.id for column in self.columns for node in column)
        if twice := [name for name, times in ids.items() if times > 1]:
            raise ValueError(f"These nodes appear more than once: {', '.join(map(repr, twice))}.")
        if self.focus and self.focus not in ids:
            raise ValueError(f"The focus {self.focus!r} is no node of this flow.")
        sources, purposes, recipients = ({node.id for node in column} for column in self.columns)
        for band in self.bands:
            first = band.start in sources and band.end in purposes
            if not first and not (band.start in purposes and band.end in recipients):
                raise ValueError(f"The band {band.start!r} → {band.end!r} does not join a column to the next.")
        if stray := [refusal.start for refusal in self.refusals if refusal.start not in purposes]:
            raise ValueError(f"Only purposes are refused; these are none: {', '.join(map(repr, stray))}.")
        if any(part.people < 0 for part in self.leaving):
            raise ValueError("The number of people in a band is never below nought.")

    @property
    def columns(self) -> tuple[tuple[Node, ...], ...]:
        """Sources, purposes, recipients."""
        return self.sources, self.purposes, self.recipients

    @property
    def leaving(self) -> tuple[Band | Refusal, ...]:
        """Everything that leaves a node: bands and refusals."""
        return (*self.bands, *self.refusals)


def gather_others(flow: Flow) -> Flow:
    """Draw the twelve heaviest nodes of each column, and the rest of a longer column as one, its bands added up.

    The node in focus is always among the drawn ones; the order of those kept does not change.
    """
    weight: Counter[str] = Counter()
    for part in flow.leaving:
        weight[part.start] += part.people
    for band in flow.bands:
        weight[band.end] += band.people
    moved: dict[str, str] = {}
    columns = tuple(_gathered(column, place, weight, flow.focus, moved) for place, column in enumerate(flow.columns))
    if not moved:
        return flow
    bands: Counter[tuple[str, str]] = Counter()
    for band in flow.bands:
        bands[moved.get(band.start, band.start), moved.get(band.end, band.end)] += band.people
    refusals: Counter[tuple[str, str]] = Counter()
    for refusal in flow.refusals:
        refusals[moved.get(refusal.start, refusal.start), refusal.reason] += refusal.people
    return replace(
        flow,
        sources=columns[0],
        purposes=columns[1],
        recipients=columns[2],
        bands=tuple(Band(start, end, people) for (start, end), people in bands.items()),
        refusals=tuple(Refusal(start, people, reason) for (start, reason), people in refusals.items()),
    )


def _gathered(
    column: tuple[Node, ...], place: int, weight: Counter[str], focus: str, moved: dict[str, str]
) -> tuple[Node, ...]:
    if len(column) <= MOST:
        return column
    heaviest = sorted(column, key=lambda node: (node.id != focus, -weight[node.id]))[:MOST]
    kept = {node.id for node in heaviest}
    others = f"\N{HORIZONTAL ELLIPSIS}others {place}"
    moved.update({node.id: others for node in column if node.id not in kept})
    return (*(node for node in column if node.id in kept), Node(others, f"{len(column) - MOST} others"))


def on_path(flow: Flow) -> frozenset[tuple[str, str]]:
    """Return the bands through the node in focus: those that touch it, and one step beyond from an outer column."""
    touching = {(band.start, band.end) for band in flow.bands if flow.focus in (band.start, band.end)}
    purposes = {node.id for node in flow.purposes}
    through = {end for pair in touching for end in pair if end in purposes} - {flow.focus}
    in_sources = flow.focus in {node.id for node in flow.sources}
    beyond: Iterable[tuple[str, str]] = (
        (band.start, band.end)
        for band in flow.bands
        if (band.start in through and in_sources) or (band.end in through and not in_sources)
    )
    return frozenset(touching | set(beyond)) if flow.focus else frozenset()
