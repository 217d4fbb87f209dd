"""`python -m benchmarks.command_line`: how soon a check answers and the site is ready, and the memory it takes.

The site and its worker run from an environment made for it with what running needs, as a user has it: libraries that
only tests need would be loaded too where they are found.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil

from benchmarks.figures import Figure, table
from benchmarks.serving import HONOUR, ROOT, loaded_demo, serving

CHECK, READY, MEMORY = 0.6, 4.0, 220  # seconds, seconds, MB


def run() -> list[Figure]:
    """Measure the check of an example, the start of the site on a demonstration, and the memory of web and worker."""
    with tempfile.TemporaryDirectory() as folder, loaded_demo(Path(folder)) as home:
        return [_check(), *_serve(home, _base_python(Path(folder)))]


def _check() -> Figure:
    command = [*HONOUR, "check", "examples/fellside/2026-12-01.yaml", "--at", "2026-12-01"]
    plain = [sys.executable, "-c", "pass"]
    taken, bare = _median(command), _median(plain)
    return Figure(
        "`honour check` on an example",
        f"{taken:.2f} s",
        f"< {CHECK} s",
        taken < CHECK,
        f"{bare:.2f} s (bare Python)",
        taken / bare,
    )


def _median(command: list[str]) -> float:
    times = []
    for _ in range(7):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _base_python(folder: Path) -> str:
    """Make an environment of the locked versions that running needs, and give its Python."""
    uv, python = str(ROOT / ".tools/bin/uv"), str(folder / "base/bin/python")
    quiet = [uv, "--no-config", "--quiet"]
    subprocess.run([*quiet, "venv", "--python", sys.executable, str(folder / "base")], check=True)
    locked = ["--require-hashes", str(ROOT / "requirements/run.lock")]
    subprocess.run([*quiet, "pip", "sync", "--compile-bytecode", "--python", python, *locked], check=True)
    own = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    subprocess.run([*quiet, "pip", "install", "--python", python, *own], check=True)
    return python


def _serve(home: Path, python: str) -> list[Figure]:
    start = time.perf_counter()
    with serving(home, python) as (site, port):
        ready = time.perf_counter() - start
        for path in ("", "get-in-touch", "privacy", "privacy/versions/", "console/sign-in"):
            for _ in range(20):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}").read()
        time.sleep(5)
        processes = [psutil.Process(site.pid), *psutil.Process(site.pid).children(recursive=True)]
        memory = [process.memory_full_info().pss / 1e6 for process in processes]
    said = " + ".join(f"{each:.0f}" for each in memory)
    return [
        Figure("`honour serve` ready (first page answered)", f"{ready:.2f} s", f"< {READY:.0f} s", ready < READY),
        Figure("PSS of web and worker", f"{sum(memory):.0f} MB ({said})", f"< {MEMORY} MB", sum(memory) < MEMORY),
    ]


if __name__ == "__main__":
    print(table(run()))
