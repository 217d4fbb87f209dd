"""The reference of codes is what the rules and the law make of it."""

from __future__ import annotations

from pathlib import Path

from honour.law.pack import pack
from honour.notice.check.reference import markdown

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "check-codes.md"


def test_the_page_is_up_to_date():
    assert PAGE.read_text("utf-8") == markdown(), (
        "run: python -m honour.notice.check.reference > docs/reference/check-codes.md"
    )


def test_every_code_is_on_the_page_with_what_it_finds():
    page = markdown()
    for code in set(pack("uk").checks) | set(pack("eu").checks):
        entry = page.split(f"### {code}: ")[1].split("\n### ")[0]
        assert "\n- " in entry
