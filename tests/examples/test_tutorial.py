"""The tutorial works: its files are written, its commands run, and what it shows is what they say."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "your-first-notice.md"
HONOUR = [sys.executable, "-m", "honour.cli"]
ENDS = {"honour check notice.yaml": [1, 0, 0], "honour diff notice.yaml notice-2.yaml": [1]}
"""How a command ends each time it is given; all others end with 0."""


def blocks() -> list[tuple[str, str]]:
    return re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


class Reader:
    """Somebody who follows the page in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said = ""
        self.ends = {line: list(codes) for line, codes in ENDS.items()}
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("HONOUR_", "DJANGO_"))
        }

    def write(self, words: str) -> None:
        with (self.folder / "notice.yaml").open("a", encoding="utf-8") as file:
            file.write(words)

    def change(self, words: str) -> None:
        lines = words.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        file = self.folder / "notice-2.yaml"
        text = file.read_text(encoding="utf-8")
        assert text.count(before) == 1, before
        file.write_text(text.replace(before, after), encoding="utf-8")

    def run(self, line: str) -> None:
        words = shlex.split(line)
        if "serve" in words:
            self.serve(words)
            return
        done = subprocess.run(
            HONOUR + words[1:] if words[0] == "honour" else words,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        self.said = done.stdout + done.stderr
        expected = self.ends[line].pop(0) if line in self.ends else 0
        assert done.returncode == expected, f"{line}\n{self.said}"

    def serve(self, words: list[str]) -> None:
        port = free_port()
        server = subprocess.Popen(
            [*HONOUR, *words[1:-1], str(port)],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            assert "Make of the bicycle" in _page(port, "/forms/booking")
            assert "Otter Cycles Ltd" in _page(port, "/privacy")
            assert "/privacy/versions/2" in _page(port, "/privacy/versions/")
        finally:
            server.terminate()
            server.wait(60)

    def compare(self, shown: str) -> None:
        for line in shown.splitlines():
            assert line in self.said


def _page(port: int, path: str) -> str:
    until = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as refused:
            pytest.fail(f"{path}: {refused.code}")
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def steps(reader: Reader) -> Iterator[None]:
    for kind, words in blocks():
        if kind == "yaml":
            reader.write(words)
        elif kind == "diff":
            reader.change(words)
        elif kind == "text":
            reader.compare(words)
        else:
            assert kind == "console", kind
            for line in words.splitlines():
                reader.run(line.removeprefix("$ "))
        yield


def test_whoever_follows_the_tutorial_ends_with_a_served_notice(tmp_path):
    reader = Reader(tmp_path)
    assert len(list(steps(reader))) == len(blocks()) > 15
    assert not any(reader.ends.values()), "the page gives fewer of these commands than it did"
    assert "Otter Cycles" in (tmp_path / "notice.html").read_text(encoding="utf-8")
    assert "do-not-contact" in (tmp_path / "notice.txt").read_text(encoding="utf-8").lower()
    assert (tmp_path / "register.csv").read_text(encoding="utf-8").count("\n") > 1


def test_the_pages_that_the_tutorial_points_to_exist():
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE.read_text(encoding="utf-8")):
        assert (PAGE.parent / target).is_file(), target
