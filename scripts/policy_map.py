"""Write docs/explanation/source-policy-map.md from the YAML file beside it: ``python scripts/policy_map.py``."""  # noqa: INP001 - a script, no package

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[1] / "docs" / "explanation"
DATA = FOLDER / "source-policy-map.yaml"
PAGE = FOLDER / "source-policy-map.md"

_INTRODUCTION = """\
# From the source policy to its clauses

[`{example}`](../../{example}) states the customer privacy policy that Open ECX Limited
published on 21 June 2018. This page follows that policy from its first line to its last and says which clauses each
sentence, heading, table row and list item became, or why it became none. The policy's text is not repeated here: each
row gives the few words with which the passage opens, in the order of the document.

{rows} passages; {mapped} stand in {clauses} clauses, {none} have none, and {breaks} clauses are marked `incomplete`
because the policy breaks off or leaves something blank.

<!-- Written by scripts/policy_map.py from source-policy-map.yaml; change that file and run the script. -->
"""


def load() -> dict[str, Any]:
    """Read the map as data."""
    loaded: dict[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return loaded


def page(data: dict[str, Any]) -> str:
    """Give the page in Markdown."""
    rows = [row for part in data["parts"] for row in part["rows"]]
    example = yaml.safe_load((FOLDER.parents[1] / data["example"]).read_text(encoding="utf-8"))
    introduction = _INTRODUCTION.format(
        example=data["example"],
        rows=len(rows),
        mapped=sum("clauses" in row for row in rows),
        none=sum("none" in row for row in rows),
        clauses=len({clause for row in rows for clause in row.get("clauses", ())}),
        breaks=_incomplete(example),
    )
    sections, number = [introduction], 0
    for part in data["parts"]:
        lines = [f"## {part['part']}", "", "| no. | passage | opens with | clauses |", "|---:|---|---|---|"]
        for row in part["rows"]:
            number += 1
            lines.append(f"| {number} | {row['kind']} | {row['opens'].rstrip(':')} … | {_answer(row)} |")
        sections.append("\n".join(lines) + "\n")
    return "\n".join(sections)


def _answer(row: dict[str, Any]) -> str:
    """Say what became of a passage."""
    became = ", ".join(f"`{clause}`" for clause in row.get("clauses", ())) or f"None. {row['none']}"
    return f"{became}. {row['note']}" if "note" in row else became


def _incomplete(part: Any) -> int:
    """Count the clauses marked incomplete."""
    if not isinstance(part, dict):
        return 0
    return int(part.get("incomplete") is True) + sum(_incomplete(inner) for inner in part.values())


if __name__ == "__main__":
    PAGE.write_text(page(load()), encoding="utf-8")
