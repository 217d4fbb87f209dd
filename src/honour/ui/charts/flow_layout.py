"""Where everything in the drawing of a flow stands, in pixels: numbers only, no mark-up.

Columns hang from one line at the top. The labels of sources and recipients stand outside their bars; those of purposes
above theirs, where the fewest bands cross. A node's place is as tall as its label, its bands and its refusals
need, so that labels never touch; bands fill their node's bar from the top, in the order of the nodes they lead to.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from honour.ui.charts.flow import Band, Flow, Node, Refusal
from honour.ui.charts.lettering import LEADING, SIZE, lines

WIDTH = 944
BAR = 6
LEAST = 3  # the height of the bar of a node that nothing reaches: something to hang its label on
ABOVE = 6  # between a purpose's label, its bar and its refusals
BARS = (180, 456, 736)  # the left edge of the three columns' bars
TOP = 40  # room for the columns' headings
GAP = 18  # between one node's place and the next
TALLEST = 300  # the bars of the heaviest column together
ASIDE = 10  # between a bar and its label
LABELS = (0, BARS[1], BARS[2] + BAR + ASIDE)  # where the three columns' labels begin
ROOM = (BARS[0] - ASIDE, 210, WIDTH - LABELS[2])  # and how wide they may be
STUB = 44
STUB_TALL = 6  # a refusal is seen even where one person is less than a pixel
STUB_ROOM = BARS[2] - BARS[1] - BAR - STUB - 2 * ASIDE
PURPOSES = 1  # the column in the middle


@dataclass(frozen=True)
class Label:
    """Lines of text that begin at ``x``; ``y`` is the first one's base."""

    x: float
    y: float
    text: tuple[str, ...]
    count: str = ""

    @property
    def height(self) -> float:
        """How far down it goes."""
        return LEADING * (len(self.text) + bool(self.count))


@dataclass(frozen=True)
class Bar:
    """A node: a bar at ``x``, from ``y`` down, and its label."""

    node: Node
    x: float
    y: float
    height: float
    label: Label


@dataclass(frozen=True)
class Ribbon:
    """A band between two bars: ``start`` and ``end`` are the tops of its ends, ``thickness`` the same all along."""

    band: Band
    x: tuple[float, float]
    start: float
    end: float
    thickness: float


@dataclass(frozen=True)
class Stub:
    """A refusal: a short hatched band that ends at a bar, and what it says."""

    refusal: Refusal
    x: float
    y: float
    thickness: float
    label: Label


@dataclass(frozen=True)
class Layout:
    """A drawing's parts and its height; the width is always ``WIDTH``."""

    height: float
    bars: tuple[Bar, ...]
    ribbons: tuple[Ribbon, ...]
    stubs: tuple[Stub, ...]


def lay_out(flow: Flow) -> Layout:
    """Place every node, band and refusal of a flow that has at most a dozen and one nodes a column."""
    thickness = _scale(flow)
    order = {node.id: place for column in flow.columns for place, node in enumerate(column)}
    leaving, arriving, refused = defaultdict(list), defaultdict(list), defaultdict(list)
    for band in flow.bands:
        leaving[band.start].append(band)
        arriving[band.end].append(band)
    for refusal in flow.refusals:
        refused[refusal.start].append(refusal)
    bars: dict[str, Bar] = {}
    stubs: list[Stub] = []
    height = float(TOP)
    for place, column in enumerate(flow.columns):
        y = float(TOP)
        for node in column:
            label = _label(node, place, y)
            tall = max(sum(map(thickness, leaving[node.id])), sum(map(thickness, arriving[node.id])), LEAST)
            top = y + label.height + ABOVE if place == PURPOSES else y
            bars[node.id] = Bar(node, BARS[place], top, tall, label)
            below = _stubs(refused[node.id], top + tall + ABOVE, thickness)
            stubs += below
            foot = max(stub.y + max(stub.thickness, stub.label.height) for stub in below) if below else 0.0
            y = max(top + tall, y + label.height, foot) + GAP
        height = max(height, y)
    ribbons = _ribbons(flow, bars, order, thickness)
    return Layout(height, tuple(bars.values()), ribbons, tuple(stubs))


class _Thickness:
    """How thick so many people are: in proportion, at least a pixel; nobody is half a pixel."""

    def __init__(self, heaviest: int) -> None:
        self.each = TALLEST / heaviest if heaviest else 0.0

    def __call__(self, part: Band | Refusal) -> float:
        return max(1.0, part.people * self.each) if part.people else 0.5


def _scale(flow: Flow) -> _Thickness:
    into = {node.id: 0 for column in flow.columns for node in column}
    out = dict(into)
    for part in flow.leaving:
        out[part.start] += part.people
    for band in flow.bands:
        into[band.end] += band.people
    return _Thickness(max(sum(max(into[node.id], out[node.id]) for node in column) for column in flow.columns))


def _label(node: Node, place: int, y: float) -> Label:
    people = "" if node.people is None else f"{node.people:,} {'person' if node.people == 1 else 'people'}"
    return Label(LABELS[place], y + SIZE - 2, lines(node.label, ROOM[place]), people)


def _stubs(refusals: list[Refusal], y: float, thickness: _Thickness) -> list[Stub]:
    made = []
    x = BARS[1] + BAR
    for refusal in refusals:
        said = lines(f"{refusal.people:,} refused: {refusal.reason}", STUB_ROOM)
        label = Label(x + STUB + ASIDE, y + SIZE - 2, said)
        stub = Stub(refusal, x, y, max(STUB_TALL, thickness(refusal)), label)
        made.append(stub)
        y += max(stub.thickness, stub.label.height) + 4
    return made


def _ribbons(flow: Flow, bars: dict[str, Bar], order: dict[str, int], thickness: _Thickness) -> tuple[Ribbon, ...]:
    starts: dict[str, float] = {name: bar.y for name, bar in bars.items()}
    ends = dict(starts)
    tops: dict[int, tuple[float, float]] = {}
    by_start = sorted(enumerate(flow.bands), key=lambda item: (order[item[1].start], order[item[1].end]))
    by_end = sorted(enumerate(flow.bands), key=lambda item: (order[item[1].end], order[item[1].start]))
    for number, band in by_start:
        tops[number] = (starts[band.start], 0.0)
        starts[band.start] += thickness(band)
    for number, band in by_end:
        tops[number] = (tops[number][0], ends[band.end])
        ends[band.end] += thickness(band)
    return tuple(
        Ribbon(band, (bars[band.start].x + BAR, bars[band.end].x), *tops[number], thickness(band))
        for number, band in enumerate(flow.bands)
    )
