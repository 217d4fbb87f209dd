"""`python -m benchmarks.install_size`: what the base installation puts beside Python, in a fresh environment."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import Figure, table

ROOT = Path(__file__).parents[1]
MOST = 150  # MB


def run() -> list[Figure]:
    """Install Honour without extras into a temporary environment, at the locked versions, and weigh it."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        command = [str(ROOT / ".tools/bin/uv"), "--no-config", "pip", "install", "--quiet", "--python", sys.executable]
        command += ["--target", str(site), "--constraint", str(ROOT / "requirements/run.lock"), str(ROOT)]
        subprocess.run(command, check=True)
        size = sum(file.stat().st_size for file in site.rglob("*") if file.is_file()) / 1e6
    return [Figure("base installation, beside Python", f"{size:.0f} MB", f"≤ {MOST} MB", size <= MOST)]


if __name__ == "__main__":
    print(table(run()))
