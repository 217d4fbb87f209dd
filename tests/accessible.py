"""Whether axe finds anything on a page that a browser has open: light and dark, wide and narrow.

A page looks the same whatever database is behind it, so the second run, on PostgreSQL, does not ask again.
"""

from __future__ import annotations

from collections.abc import Iterable

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

from tests.environment import DATABASE

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}

EVERYTHING = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
"""The rules of ``EVERYTHING`` whose answer the colours change."""

LOOKS = [
    ("light", WIDE, EVERYTHING),
    ("dark", WIDE, COLOURS),
    ("dark", NARROW, EVERYTHING),
    ("light", NARROW, COLOURS),
]
"""Every rule at each width, and those about colours in each scheme at each width."""


def look_at(page: Page, scheme: str, size: dict[str, int]) -> None:
    """Show the open page in a scheme and at a size; what moves has come to rest."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size(size)


def assert_accessible(page: Page, looks: Iterable[tuple] = LOOKS) -> None:
    """Have axe examine the open page, and see that nothing is wider than it, in each of the looks."""
    page.wait_for_load_state()  # a press returns as soon as the next page begins to arrive
    for scheme, size, rules in looks if DATABASE == "sqlite" else ():
        look_at(page, scheme, size)
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        found = AxeResults(page.evaluate("rules => axe.run(rules)", rules))
        where = f"{page.url} {scheme} {size['width']}"
        assert found.violations_count == 0, f"{where}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], where
