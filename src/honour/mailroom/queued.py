"""What the writer of a letter is given: to whom it goes, about what, and how to build addresses of the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.conf import settings

from honour.register.languages import language_shown

if TYPE_CHECKING:
    from honour.register.reading import Reading


@dataclass(frozen=True, slots=True)
class Queued:
    """A message about to be sent.

    ``id``: its public id; ``person`` and ``identifier``, or ``member``: to whom (``member`` is the member's row);
    ``context``: the numbers and ids it was queued with; ``address``: where it goes; ``name``: the receiver's, where
    the purpose may read it; ``reading``: what the gate handed out for the purpose (none for members of staff).
    """

    id: str
    kind: str
    purpose: str | None
    at: datetime
    context: Mapping[str, Any]
    address: str = field(repr=False)
    name: str = field(default="", repr=False)
    person: str | None = None
    identifier: int | None = None
    member: int | None = None
    reading: Reading | None = field(default=None, repr=False)

    @staticmethod
    def link(path: str, **query: str | int) -> str:
        """Give the whole address of a page of this site, in the language in which the letter is written.

        Arguments: ``path``, with its leading slash; ``query``, numbers or ids to append, never personal data.
        """
        site: str = settings.HONOUR_PUBLIC_URL
        asked = f"?{urlencode(query)}" if query else ""
        language = language_shown()
        within = f"/in/{language}" if language else ""
        return f"{site.rstrip('/')}{within}{quote(path, safe='/:@=~-._')}{asked}"
