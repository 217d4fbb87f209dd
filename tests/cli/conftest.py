"""The command as people run it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from honour import cli

ROOT = Path(__file__).parents[2]


@pytest.fixture
def honour(tmp_path):
    """Run `honour` in a fresh folder with no home of its own; gives the finished process."""

    def run(*arguments, home=None, given=None, cwd=tmp_path):
        kept = {k: v for k, v in os.environ.items() if k not in {"HONOUR_HOME", "HONOUR_DATABASE_URL"}}
        named = ["--home", str(home)] if home else []
        command = [sys.executable, "-m", "honour.cli", *named, *map(str, arguments)]
        return subprocess.run(command, env=kept, cwd=cwd, input=given, capture_output=True, text=True, check=False)

    return run


@pytest.fixture
def says(home):
    """Run a command in the home; gives its exit code and what it said."""

    def run(*command: object, typed: str | None = None) -> SimpleNamespace:
        result = CliRunner().invoke(cli.honour, ["--home", str(home), *map(str, command)], input=typed)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return SimpleNamespace(code=result.exit_code, said=" ".join(result.output.split()))

    return run
