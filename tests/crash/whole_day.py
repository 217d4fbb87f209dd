"""`python -m tests.crash.whole_day`: a day cut off by SIGKILL two hundred times, on one database.

``HONOUR_TEST_DATABASE`` says which (``sqlite``, ``postgresql``); ``--kills`` how often; ``--seed`` which day, drawn at
random unless given. The exit code is 1 when anything was lost, doubled, undeleted or forgotten.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path


def main() -> int:
    """Live through the day and say how it was."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honour.config.settings")
    from tests import environment  # a home and a database, before Django reads its settings

    environment.pytest_configure()
    import django

    django.setup()
    from tests.crash.conftest import Arena
    from tests.crash.day import pass_day

    asked = argparse.ArgumentParser(description="A day cut off by SIGKILL again and again.")
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--seed", type=int, default=random.randrange(1 << 30))  # noqa: S311 - any day will do
    given = asked.parse_args()
    began = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="honour-day-") as folder:
            arena = Arena(Path(folder), environment.DATABASE)
            wrong, done = pass_day(arena, given.kills, given.seed)
            arena.close()
    finally:
        environment.pytest_unconfigure()
    for each in wrong:
        print(each)  # noqa: T201 - a program's answer
    print(  # noqa: T201
        f"{environment.DATABASE}, seed {given.seed}: {given.kills} kills, {done} things done, {len(wrong)} wrong, "
        f"{time.monotonic() - began:.0f} seconds"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
