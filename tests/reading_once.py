"""Reading each notice once: hundreds of tests publish Fellside's, and every page of a draft reads it anew.

A tenth of a second each time, most of it YAML. What was read is frozen, so that tests may share it: whoever changed it
would be found by the next test. Longer files are left alone, because what is measured are those of 500 clauses.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import pytest

_LONGEST = 120_000
"""Characters: Fellside's present notice has a hundred thousand."""


@contextmanager
def reading_once() -> Iterator[None]:
    """Give the parts of a text that was read before without reading it again, while this lasts."""
    from honour.notice.source import document
    from honour.register import versions

    read = document.parse
    remembered = lru_cache(maxsize=32)(read)

    def parse(text, file, limits):
        return (remembered if len(text) <= _LONGEST else read)(text, file, limits)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document, "parse", parse)
        patch.setattr(versions, "read_notice", lru_cache(maxsize=32)(versions.read_notice))
        yield
