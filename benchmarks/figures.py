"""A figure: what was measured, beside what it is held against."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measurement.

    ``value`` and ``peer`` are words with their units ("1,940/s"); ``ratio`` is ours to the peer's where there is one;
    ``target`` is what the figure has to reach, and ``met`` whether it did.
    """

    what: str
    value: str
    target: str
    met: bool
    peer: str = ""
    ratio: float | None = None


def table(figures: Iterable[Figure]) -> str:
    """Write figures as a Markdown table."""
    lines = ["| what | figure | peer, same run | ratio | target | met |", "|---|---|---|---|---|---|"]
    for figure in figures:
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}×"
        met = "yes" if figure.met else "**no**"
        lines.append(f"| {figure.what} | {figure.value} | {figure.peer} | {ratio} | {figure.target} | {met} |")
    return "\n".join(lines)


def machine() -> str:
    """Say on what the figures were measured."""
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:  # noqa: PTH123 - not a file of ours
        names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    with open("/proc/meminfo", encoding="ascii") as file:  # noqa: PTH123 - not a file of ours
        memory = int(file.readline().split()[1]) // 1_048_576
    name = names[0] if names else platform.processor()
    return f"{len(names)} cores ({name}), {memory} GiB, Linux {platform.release()}, Python {platform.python_version()}"
