"""What a line of the log says: the page by its pattern, and where something failed, without what it failed on.

An address can hold a link's token, which opens something, or whatever somebody typed; the message of a failure can hold
the value that it failed on. Who reads logs is to learn neither.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

from django.core.exceptions import SuspiciousOperation

_Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Writes requests by their pattern, and failures by their kind and place."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a line. Django's own lines of requests name the address as their last argument."""
        shown = logging.makeLogRecord(record.__dict__)
        shown.exc_text = None  # another handler may have written the failure its own way, and kept that here
        if isinstance(_failure(shown), SuspiciousOperation):
            shown.exc_info = None  # refusing what somebody sent is no failure of ours: a line says it
        request = getattr(record, "request", None)
        address = getattr(request, "path", None)
        if isinstance(address, str) and isinstance(record.args, tuple):
            written = {address, address.encode("unicode_escape").decode("ascii")}  # Django writes the second
            shown.args = tuple(_pattern(request) if each in written else each for each in record.args)
        return super().format(shown)

    def formatException(self, ei: _Failure) -> str:  # noqa: N802 - the library's name
        """Write where a failure came from, frame by frame, and of what kind it is; of its words only our own."""
        lines: list[str] = []
        failure: BaseException | None = ei[1]
        seen: set[int] = set()
        while failure is not None and id(failure) not in seen:
            seen.add(id(failure))
            said = f": {failure}" if type(failure).__module__.startswith("honour.") else ""
            here = "".join(traceback.format_tb(failure.__traceback__))
            lines.insert(0, f"{here}{type(failure).__module__}.{type(failure).__qualname__}{said}")
            failure = failure.__cause__ or (None if failure.__suppress_context__ else failure.__context__)
        return "\n".join(lines)


def _failure(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _pattern(request: object) -> str:
    """Give the pattern of a request's address, as ``/u/<str:token>``; what leads nowhere is not repeated."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match is not None else "an address that leads nowhere"
