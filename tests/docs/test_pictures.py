"""Every picture that the reference of pages shows is there, and none is left over."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_each_page_is_shown_light_and_dark_and_no_picture_is_left_over():
    shown = set(re.findall(r"\.\./images/pages/([\w-]+\.webp)", (DOCS / "reference" / "pages.md").read_text()))
    kept = {picture.name for picture in (DOCS / "images" / "pages").iterdir()}
    assert shown == kept
    routes = {name.rsplit("-", 1)[0] for name in kept}
    assert kept == {f"{route}-{look}.webp" for route in routes for look in ("light", "dark")}
    assert {"home", "get-in-touch", "privacy", "console-today", "console-promises", "console-person"} <= routes
