"""The flow from sources to recipients, drawn from anything."""

import math
import re
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import combinations, pairwise

import pytest
from django.template import engines
from hypothesis import given, settings
from hypothesis import strategies as st

from honour.ui.charts.flow import MOST, Band, Flow, Node, Refusal, gather_others, on_path
from honour.ui.charts.flow_layout import BARS, ROOM, TALLEST, WIDTH, lay_out
from honour.ui.charts.flow_svg import flow_svg, flow_table
from honour.ui.charts.lettering import clean, lines, width

SVG = "{http://www.w3.org/2000/svg}"
people = st.one_of(st.integers(0, 50), st.integers(0, 10**9))


def drawn(flow: Flow) -> ET.Element:
    return ET.fromstring(flow_svg(flow))  # noqa: S314 - we drew it ourselves


@st.composite
def flows(draw) -> Flow:
    columns = []
    for letter in "spr":
        labels = draw(st.lists(st.text(max_size=60), max_size=MOST + 6))
        known = st.one_of(st.none(), people)
        columns.append(tuple(Node(f"{letter}{n}", label, draw(known)) for n, label in enumerate(labels)))
    sources, purposes, recipients = ([node.id for node in column] for column in columns)
    bands = []
    for starts, ends in ((sources, purposes), (purposes, recipients)):
        if starts and ends:
            joined = st.lists(st.tuples(st.sampled_from(starts), st.sampled_from(ends)), unique=True, max_size=30)
            bands += [Band(start, end, draw(people)) for start, end in draw(joined)]
    refused = draw(st.lists(st.sampled_from(purposes), max_size=6)) if purposes else []
    refusals = tuple(Refusal(start, draw(people), draw(st.text(max_size=40))) for start in refused)
    focus = draw(st.sampled_from([*sources, *purposes, *recipients, ""]))
    return Flow(draw(st.text(max_size=40)), *columns, tuple(bands), refusals, focus)


@settings(deadline=None)
@given(flows())
def test_any_flow_becomes_a_well_formed_picture_with_every_number_finite_and_within_it(flow):
    picture = drawn(flow)
    _, _, wide, tall = map(float, picture.get("viewBox").split())
    assert wide == WIDTH
    for element in picture.iter():
        for name, value in element.attrib.items():
            if name in {"x", "y", "width", "height", "d"}:
                numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", value)]
                assert all(math.isfinite(number) and 0 <= number <= max(wide, tall) for number in numbers)
                assert "nan" not in value
        if "y" in element.attrib:
            assert float(element.get("y")) + float(element.get("height", 0)) <= tall


@settings(deadline=None)
@given(flows())
def test_nothing_in_a_column_touches_its_neighbour(flow):
    layout = lay_out(gather_others(flow))
    for place in BARS:
        bars = sorted((bar for bar in layout.bars if bar.x == place), key=lambda bar: bar.y)
        assert len(bars) <= MOST + 1
        for above, below in pairwise(bars):
            assert above.y + above.height < min(below.y, below.label.y - 11)
            assert above.label.y - 11 + above.label.height < min(below.y, below.label.y - 11)
    said = [bar.label for bar in layout.bars if bar.x == BARS[1]] + [stub.label for stub in layout.stubs]
    for one, other in combinations(said, 2):
        assert one.y + one.height <= other.y or other.y + other.height <= one.y
    for above, below in pairwise(layout.stubs):
        assert above.refusal.start != below.refusal.start or above.y + above.thickness < below.y


@settings(deadline=None)
@given(flows())
def test_bands_are_as_thick_as_their_people_and_stay_on_their_bars(flow):
    layout = lay_out(gather_others(flow))
    bars = {bar.node.id: bar for bar in layout.bars}
    for ribbon in layout.ribbons:
        for name, top in ((ribbon.band.start, ribbon.start), (ribbon.band.end, ribbon.end)):
            bar = bars[name]
            assert bar.y - 0.01 <= top
            assert top + ribbon.thickness <= bar.y + bar.height + 0.01
        assert ribbon.thickness <= TALLEST + 0.01
    for one, other in combinations(layout.ribbons, 2):
        if min(one.thickness, other.thickness) > 1:
            ratio = one.band.people / other.band.people
            assert one.thickness / other.thickness == pytest.approx(ratio, rel=1e-6)


@settings(deadline=None)
@given(flows())
def test_no_person_is_lost_when_the_light_ones_are_gathered(flow):
    gathered = gather_others(flow)
    assert sum(b.people for b in gathered.bands) == sum(b.people for b in flow.bands)
    assert sum(r.people for r in gathered.refusals) == sum(r.people for r in flow.refusals)
    assert gathered.focus in {"", *(node.id for column in gathered.columns for node in column)}
    assert len(flow_table(flow).rows) == len(flow.bands) + len(flow.refusals)


@given(st.text(max_size=200), st.sampled_from(ROOM), st.integers(1, 3))
def test_a_text_is_broken_into_lines_that_fit(text, room, most):
    made = lines(text, room, most)
    assert 1 <= len(made) <= most
    assert all(width(line) <= room for line in made)
    whole = "".join(made).replace(" ", "")
    assert whole == clean(text).replace(" ", "") or made[-1].endswith("…")


def test_text_cannot_become_mark_up():
    hostile = '<script>alert("1")</script>&amp;'
    flow = Flow(
        hostile, (Node("a", hostile),), (Node("b", hostile),), (), (Band("a", "b", 3),), (Refusal("b", 1, hostile),)
    )
    page = engines["django"].from_string("{% load ui %}{% flow flow %}").render({"flow": flow})
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert drawn(flow).find(f"{SVG}title").text == hostile


def test_a_longer_column_ends_in_others_and_keeps_what_is_in_focus():
    sources = tuple(Node(f"s{n}", f"Source {n}") for n in range(20))
    bands = tuple(Band(f"s{n}", "p", 100 - n) for n in range(20))
    gathered = gather_others(Flow("x", sources, (Node("p", "Purpose"),), (), bands, focus="s19"))
    assert [node.label for node in gathered.sources] == [*(f"Source {n}" for n in range(11)), "Source 19", "8 others"]
    assert Counter(band.people for band in gathered.bands)[sum(100 - n for n in range(11, 19))] == 1


def test_the_path_of_a_source_goes_on_to_the_recipients():
    nodes = (Node("a", ""), Node("b", "")), (Node("p", ""), Node("q", "")), (Node("r", ""),)
    bands = (Band("a", "p", 1), Band("b", "q", 1), Band("p", "r", 1), Band("q", "r", 1))

    def path(focus: str) -> set[tuple[str, str]]:
        return set(on_path(Flow("x", *nodes, bands, focus=focus)))

    assert path("a") == {("a", "p"), ("p", "r")}
    assert path("q") == {("b", "q"), ("q", "r")}
    assert path("r") == {(band.start, band.end) for band in bands}
    assert path("") == set()


def test_a_refusal_ends_in_a_hatched_stub_that_says_why():
    flow = Flow("x", (), (Node("p", "Credit checks"),), (), (), (Refusal("p", 412, "no weighing"),))
    picture = drawn(flow)
    stub = picture.find(f"{SVG}g[@class='stub']")
    assert stub.find(f"{SVG}path").get("d").count("M") > 5
    assert [text.text for text in picture.iter(f"{SVG}text") if text.get("class") == "stub"] == [
        "412 refused: no weighing"
    ]
    assert picture.find(f"{SVG}desc").text.startswith("0 sources, 1 purpose, 0 recipients. 412 refused.")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sources": (Node("p", ""),)}, "more than once"),
        ({"bands": (Band("p", "a", 1),)}, "does not join"),
        ({"bands": (Band("a", "nowhere", 1),)}, "does not join"),
        ({"bands": (Band("a", "p", -1),)}, "below nought"),
        ({"refusals": (Refusal("a", 1, ""),)}, "Only purposes"),
        ({"focus": "nowhere"}, "no node"),
    ],
)
def test_a_flow_that_contradicts_itself_is_refused(change, message):
    sound = {"title": "", "sources": (Node("a", ""),), "purposes": (Node("p", ""),), "recipients": (), "bands": ()}
    with pytest.raises(ValueError, match=message):
        Flow(**(sound | change))
