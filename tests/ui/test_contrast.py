"""Every pair of colours that stands on a page, measured."""

import re
from pathlib import Path

import pytest

import honour.ui

TOKENS = (Path(honour.ui.__file__).parent / "static/ui/tokens.css").read_text()
PAIR = re.compile(r"--([\w-]+):light-dark\((#[0-9A-F]{6}),(#[0-9A-F]{6})\)")
COLOURS = {name: {"light": light, "dark": dark} for name, light, dark in PAIR.findall(TOKENS)}
GROUNDS = ("paper", "surface", "sunken")
TEXT = [
    *((text, ground) for text in ("ink", "muted", "accent", "kept", "broken", "unproved") for ground in GROUNDS),
    *((kind, f"{kind}-soft") for kind in ("accent", "kept", "broken", "unproved")),
    *(("ink", f"{kind}-soft") for kind in ("accent", "kept", "broken", "unproved")),
    ("on-accent", "accent"),
]
CONTROLS = [("control", "paper"), ("control", "surface"), ("accent", "paper"), ("accent", "surface")]


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_that_of_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_stands_out_by_more_than_the_law_asks(theme, text, ground):
    assert contrast(COLOURS[text][theme], COLOURS[ground][theme]) >= 5.7


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("control", "ground"), CONTROLS)
def test_controls_and_focus_stand_out(theme, control, ground):
    assert contrast(COLOURS[control][theme], COLOURS[ground][theme]) >= 3.5


def test_colours_are_named_once_in_the_tokens_and_nowhere_else():
    sheets = (Path(honour.ui.__file__).parent / "static/ui").glob("*.css")
    strays = {sheet.name: re.findall(r":\s*#[0-9A-Fa-f]{6}", sheet.read_text()) for sheet in sheets}
    assert {name for name, found in strays.items() if found} <= {"tokens.css"}
    assert len(COLOURS) == 16
