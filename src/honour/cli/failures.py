"""How a failure reads on the command line: one message that says what to do next, and an exit code.

Exit codes: 1 the answer is no (findings, a broken promise, a refusal), 2 the input or the installation cannot be read.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

_CUT_OFF = 141
"""What a shell says of a program whose reader went away: the answer did not arrive, so it is neither yes nor no."""


class Unreadable(click.ClickException):
    """The input cannot be read, or the installation is not as it must be."""

    exit_code = 2


@contextmanager
def explained() -> Iterator[None]:
    """Turn the product's typed errors, and the database's, into their message; a bug still shows itself."""
    try:
        yield
    except (click.ClickException, click.Abort, click.exceptions.Exit):
        raise
    except BrokenPipeError:
        sys.exit(_CUT_OFF)
    except OSError as error:
        raise Unreadable(f"{error.filename or 'A file'}: {error.strerror or error}.") from None
    except Exception as error:
        words = _words(error)
        if words is None:
            raise
        raise Unreadable(words) from None


def _words(error: Exception) -> str | None:
    """Return what to tell the person, for an error that the product or its database raises on purpose."""
    if type(error).__module__.startswith("honour."):
        return str(error) or (type(error).__doc__ or type(error).__name__)
    if type(error).__module__.startswith(("django.db", "sqlite3", "psycopg")):
        from honour.cli.database import trouble

        return trouble(error)
    return None
