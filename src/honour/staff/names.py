"""The name by which colleagues know somebody: in one line, and as everybody reads it."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from honour.register.answers import UNPRINTABLE, prints_on_one_line


def require_one_line(name: str) -> None:
    """Refuse a name with line breaks, or with what is not seen and makes others read differently.

    Errors: ``ValidationError``, in words for whoever typed it.
    """
    if not prints_on_one_line(name):
        raise ValidationError(UNPRINTABLE)


def one_line(name: str) -> str:
    """Give a name that another system told us without what cannot stand in one."""
    return "".join(letter for letter in name if prints_on_one_line(letter)).strip()
