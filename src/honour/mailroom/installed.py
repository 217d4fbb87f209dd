"""The mail server and the sender of this installation, read anew each time, so that a change needs no restart."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from honour.mailroom.errors import MailNotSetUpError
from honour.mailroom.server import MailServer, read_server_url
from honour.register.errors import UnknownVersionError
from honour.register.versions import versions


def installed_server() -> MailServer | None:
    """Give the mail server that ``HONOUR_SMTP_URL`` or ``smtp_url`` names; nothing when none does.

    Errors: ``MailNotSetUpError`` when what is named cannot be read.
    """
    url = os.environ.get("HONOUR_SMTP_URL") or _chosen().get("smtp_url")
    return read_server_url(url, settings.HONOUR_HOME) if url else None


def sender() -> str:
    """Give the address that mail comes from: ``HONOUR_MAIL_FROM`` or ``mail_from``, else the controller's own.

    Errors: ``MailNotSetUpError`` when there is neither.
    """
    named = os.environ.get("HONOUR_MAIL_FROM") or _chosen().get("mail_from")
    if named:
        return named
    try:
        declared = versions().current(timezone.now()).notice.controller.email
    except UnknownVersionError:
        declared = None
    if not declared:
        raise MailNotSetUpError("Nobody is named as the sender of mail: set mail_from in honour.toml.")
    return declared


def _chosen() -> dict[str, str]:
    home: Path | None = settings.HONOUR_HOME
    if home is None:
        return {}
    try:
        read = tomllib.loads((home / "honour.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return {}
    return {key: value for key in ("smtp_url", "mail_from") if isinstance(value := read.get(key), str) and value}
