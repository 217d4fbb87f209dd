"""How a failure reads on the command line: one message that says what to do next, and an exit code.

Exit codes: 1 the answer is no (findings, a broken promise, a refusal), 2 the input or the installation cannot be read,
130 stopped by Ctrl-C, 141 whoever read the output went away.
"""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from honour.notice.faults import Fault

_STOPPED = 130
"""What a shell says of a program that somebody stopped with Ctrl-C: neither yes nor no."""

_CUT_OFF = 141
"""What a shell says of a program whose reader went away: the answer did not arrive, so it is neither yes nor no."""


class Unreadable(click.ClickException):
    """The input cannot be read, or the installation is not as it must be."""

    exit_code = 2


@contextmanager
def explained(arguments: Sequence[str] = ()) -> Iterator[None]:
    """Turn the product's typed errors, and the database's, into their message; a bug still shows itself.

    Arguments: ``arguments``, the command's. Where they ask for JSON or SARIF, the failure is written so too.
    """
    try:
        with _in_plain_words():
            yield
    except click.ClickException as error:
        if _asks_for("json", arguments):
            click.echo(json.dumps(_as_json(error), indent=2, ensure_ascii=False))
        elif _asks_for("sarif", arguments):
            from honour.notice.check.sarif import failed_as_sarif

            click.echo(failed_as_sarif(error.format_message(), _faults(error)))
        raise


def _asks_for(form: str, arguments: Sequence[str]) -> bool:
    return f"--format={form}" in arguments or ("--format", form) in pairwise(arguments)


def _faults(error: click.ClickException) -> tuple[Fault, ...]:
    from honour.notice.faults import UnreadableNoticeError

    return error.__context__.faults if isinstance(error.__context__, UnreadableNoticeError) else ()


def _as_json(error: click.ClickException) -> dict[str, object]:
    said: dict[str, object] = {"error": error.format_message()}
    faults = _faults(error)
    if faults:
        said["faults"] = [
            {
                "file": fault.file,
                "line": fault.line,
                "column": fault.column,
                "clause": fault.clause,
                "problem": fault.problem,
                "fix": fault.fix,
            }
            for fault in faults
        ]
    return said


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except (click.ClickException, click.Abort, click.exceptions.Exit):
        raise
    except KeyboardInterrupt:
        click.echo("\nStopped.", err=True)
        sys.exit(_STOPPED)
    except BrokenPipeError:
        sys.exit(_CUT_OFF)
    except FileNotFoundError as error:
        folder = Path(error.filename or ".").parent
        if folder.exists():
            raise Unreadable(f"There is no file {error.filename}.") from None
        raise Unreadable(f"There is no folder {folder}. Make it, or name another.") from None
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Unreadable(
                "The disk is full. Make room and run the command again; nothing was half written."
            ) from None
        raise Unreadable(f"{file_trouble(error)}.") from None
    except Exception as error:
        words = _words(error)
        if words is None:
            raise
        raise Unreadable(words) from None


def file_trouble(error: OSError) -> str:
    """Say which file cannot be used and why, without the system's number for it."""
    return f"{error.filename or 'A file'}: {error.strerror or error}"


def _words(error: Exception) -> str | None:
    """Return what to tell the person, for an error that the product or its database raises on purpose."""
    if type(error).__module__.startswith("honour."):
        return str(error) or (type(error).__doc__ or type(error).__name__)
    if type(error).__module__.startswith(("django.db", "sqlite3", "psycopg")):
        from honour.cli.database import trouble

        return trouble(error)
    return None
