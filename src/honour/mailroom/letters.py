"""A letter: what is said in one message, checked so that nothing in it can become a header of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_LONGEST_SUBJECT = 200  # characters
OURS = frozenset({
    "to", "cc", "bcc", "from", "sender", "subject", "date", "message-id", "mime-version", "auto-submitted",
    "return-path", "received", "resent-to", "resent-from", "resent-cc", "resent-bcc", "list-unsubscribe",
    "list-unsubscribe-post",
})  # fmt: skip
"""Headers that the mailroom writes itself, or that nobody may."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says.

    Arguments: ``subject``, made one line; ``text``, the plain words; ``html``, the same as simple HTML (made from the
    text when not given); ``headers``, further ones, such as ``In-Reply-To``; ``automatic``, whether no person wrote
    it (RFC 3834), so that nothing answers it automatically.
    Errors: ``ValueError`` for a header that is the mailroom's own, or that holds a line break.
    """

    subject: str
    text: str
    html: str | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    automatic: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "subject", _CONTROL.sub(" ", self.subject).strip()[:_LONGEST_SUBJECT])
        if not self.subject or not self.text.strip():
            raise ValueError("A letter needs a subject and something to say.")
        for name, value in self.headers.items():
            if not _NAME.fullmatch(name) or name.lower() in OURS or name.lower().startswith("content-"):
                raise ValueError(
                    f"A letter cannot set the header {name[:40]!r}: the mailroom writes it, or nobody may."
                )
            if _CONTROL.search(value):
                raise ValueError(f"The header {name} would hold a line break or a control character.")

    def __repr__(self) -> str:
        """Leave the words out, or a traceback would show them."""
        return "Letter(…)"


def letter(template: str, subject: str, context: Mapping[str, Any], **more: Any) -> Letter:
    """Write a letter from Django templates: ``TEMPLATE.txt``, and ``TEMPLATE.html`` where there is one.

    Arguments: ``template``, without its ending; ``context``, what the templates may name; ``more``, as in ``Letter``.
    """
    text = render_to_string(f"{template}.txt", dict(context))
    try:
        html = render_to_string(f"{template}.html", dict(context))
    except TemplateDoesNotExist:
        html = None
    return Letter(subject, text.strip() + "\n", html, **more)
