"""Where style sheets and scripts are: each address tells what is in the file, so an upgrade's are taken at once."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from whitenoise.storage import CompressedStaticFilesStorage

_CHANGING = (".css", ".js")
"""What changes from release to release. Fonts keep their address: style sheets name them, too."""


class NamedByContent(CompressedStaticFilesStorage):  # type: ignore[misc]  # the library has no types
    """Files as they are, served with the first letters of their hash after the name."""

    def url(self, name: str) -> str:
        """Give the address of a file."""
        address = str(super().url(name))
        digest = digest_of(name) if name.endswith(_CHANGING) else ""
        return f"{address}?v={digest}" if digest else address


@lru_cache(maxsize=200)
def digest_of(name: str) -> str:
    """Hash a file of ours as it is installed; nothing for one that is not there."""
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12] if isinstance(found, str) else ""
