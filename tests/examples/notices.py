"""The examples, read as the product reads them."""

from __future__ import annotations

from functools import cache

from honour.notice.model import Notice
from honour.notice.source import read_source
from tests.conftest import EXAMPLES

SOURCE_POLICY = "open-ecx/2018-06-21"
FIRST = "fellside/2018-06-21"
MENDED = "fellside/2026-12-01"
ALL = (SOURCE_POLICY, FIRST, MENDED)


@cache
def example(name: str) -> Notice:
    path = EXAMPLES / f"{name}.yaml"
    return Notice.model_validate(read_source(path.read_bytes(), path.name).data)
