"""Fellside with both notices published, people who wrote, and the next version on the table."""

from __future__ import annotations

import pytest

from honour.cli.demo.next_version import next_version
from honour.notice.reading import load_notice
from tests.register.conftest import FELLSIDE, NEW, published, wrote  # noqa: F401 - fixtures by import


@pytest.fixture(scope="session")
def following() -> bytes:
    """The file of the next version."""
    return next_version((FELLSIDE / f"{NEW}.yaml").read_bytes())


@pytest.fixture
def edited(following):
    """Give the next version with further edits: pairs of path and value, ``None`` to remove."""

    def edit(*edits):
        source = load_notice(following, "next.yaml").source
        for path, value in edits:
            source = source.remove(path) if value is None else source.edit(path, value)
        return load_notice(source.save(), "next.yaml")

    return edit
