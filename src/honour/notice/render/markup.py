"""HTML that cannot be broken by what it holds: everything is escaped, and an address leads only where it may."""

from __future__ import annotations

import re
from html import escape

from honour.notice.render.addresses import is_safe

_NAME = re.compile(r"[a-z][a-z0-9-]*")
_VOID = frozenset({"br", "meta", "link"})


class Html(str):
    """HTML that is safe to write as it is; made by ``element`` and ``together`` only."""

    __slots__ = ()


def element(name: str, /, *children: str, **attributes: str | None) -> Html:
    """Write an element.

    Arguments: ``children``, text (escaped) or ``Html``; ``attributes``, escaped; one that is ``None`` is left out, a
    trailing underscore is dropped (``class_``), an underscore within is a hyphen (``aria_label``).

    Errors: ``ValueError`` for a name that is none, and for an ``href`` that a page may not lead to.
    """
    written = [name]
    for key, value in attributes.items():
        if value is None:
            continue
        attribute = key.rstrip("_").replace("_", "-")
        if not _NAME.fullmatch(attribute):
            raise ValueError(f"{attribute!r} is no attribute. Name one in lower case.")
        if attribute == "href" and not is_safe(value):
            raise ValueError(f"A page may not lead to {value!r}. Use http, https, mailto, tel, or a path of this site.")
        written.append(f'{attribute}="{escape(value)}"')
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no element. Name one in lower case.")
    start = f"<{' '.join(written)}>"
    return Html(start if name in _VOID else f"{start}{together(*children)}</{name}>")


def together(*children: str) -> Html:
    """Write parts one after the other: text escaped, ``Html`` as it is."""
    return Html("".join(child if isinstance(child, Html) else escape(child, quote=False) for child in children))
