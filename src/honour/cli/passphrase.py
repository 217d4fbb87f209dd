"""How a passphrase is given: typed unseen, or in a file that only its owner can read. Never on the command line."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from getpass import GetPassWarning
from pathlib import Path
from typing import Any, TypeVar

import click

from honour.cli.failures import Unreadable

F = TypeVar("F", bound=Callable[..., Any])


def passphrase_option(command: F) -> F:
    """Add ``--passphrase-file`` to a command."""
    return click.option(
        "--passphrase-file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="A file whose first line is the passphrase. Without it, you are asked.",
    )(command)


def read_passphrase(file: Path | None, prompt: str, *, twice: bool = False) -> str:
    """Return the passphrase from the file, or ask for it.

    Errors: ``Unreadable`` when the file is empty, or when there is neither a file nor anybody to ask.
    """
    if file is None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", GetPassWarning)  # what is typed would be seen
                return str(click.prompt(prompt, hide_input=True, confirmation_prompt=twice, err=True))
        except (click.Abort, GetPassWarning):
            if sys.stdin.isatty():
                raise
            raise Unreadable(
                "There is no terminal to ask for the passphrase on. Put it on the first line of a file that only you "
                "can read, and name that: --passphrase-file FILE"
            ) from None
    lines = file.read_text(encoding="utf-8").splitlines()
    if not lines or not lines[0].strip():
        raise Unreadable(f"{file} has no passphrase on its first line.")
    return lines[0].strip()
