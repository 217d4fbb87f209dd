"""Light or dark: the reader's system decides, unless the reader said otherwise."""

from __future__ import annotations

from django.http import HttpRequest

COOKIE = "theme"
THEMES = ("light", "dark")


def chosen_theme(request: HttpRequest | None) -> str:
    """Return the theme the reader chose, or an empty string where the system decides."""
    theme = request.COOKIES.get(COOKIE, "") if request else ""
    return theme if theme in THEMES else ""
