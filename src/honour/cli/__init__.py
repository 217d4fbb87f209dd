"""The `honour` command.

Each command's module is loaded when it is called, so that `honour check` starts without Django.
"""

from __future__ import annotations

from honour.cli.commands import honour


def main() -> None:
    """Run the command that the command line names."""
    honour(prog_name="honour")


__all__ = ["honour", "main"]
