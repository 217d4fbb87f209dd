"""The document of the figures: a run renews its own table, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.__main__ import NAMES
from benchmarks.report import renewed

DOCUMENT = """# Benchmarks

Measured on a machine.

## What is missed

- **Reading**: 0.4×, and why. `python -m benchmarks.reading` says so, too.

## Reading one person

`python -m benchmarks.reading`, 24 November 2026

Words before the table.

| what | figure |
|---|---|
| reading | 10/s |

Words after it.

## Pages

`python -m benchmarks.pages`

Not yet taken.
"""


def test_a_run_replaces_the_day_and_the_table_of_its_section_alone():
    new = renewed(
        DOCUMENT, "reading", "Reading one person", "28 November 2026", "| what | figure |\n|---|---|\n| a | b |"
    )

    assert new == DOCUMENT.replace("24 November", "28 November").replace("| reading | 10/s |", "| a | b |")


def test_a_section_without_a_table_gets_one_and_keeps_its_words():
    new = renewed(DOCUMENT, "pages", "Pages", "28 November 2026", "| what |\n|---|\n| a |")

    before, _, after = new.partition("`python -m benchmarks.pages`, 28 November 2026\n\n| what |\n|---|\n| a |\n")
    assert before == DOCUMENT.partition("`python -m benchmarks.pages`")[0]
    assert after == "\nNot yet taken.\n"


def test_what_was_never_measured_gets_a_section_at_the_end():
    new = renewed(DOCUMENT, "plan", "A plan", "28 November 2026", "| what |")

    assert new == DOCUMENT + "\n## A plan\n\n`python -m benchmarks.plan`, 28 November 2026\n\n| what |\n"


@pytest.mark.parametrize("name", [name for name, _ in NAMES])
def test_no_benchmark_has_two_sections_in_the_document(name):
    document = (Path(__file__).parents[2] / "docs/benchmarks.md").read_text(encoding="utf-8")

    assert document.count(f"\n`python -m benchmarks.{name}`") <= 1
