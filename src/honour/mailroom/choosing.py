"""Naming the mail server: its parts put together as an address, and written into the home's settings."""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from honour.backups.whole_file import write_whole
from honour.mailroom.errors import MailNotSetUpError
from honour.mailroom.server import MailServer, Security, read_server_url


def named_elsewhere() -> bool:
    """Whether the environment names the server, so that the home's settings do not count."""
    return bool(os.environ.get("HONOUR_SMTP_URL"))


def server_url(host: str, port: int, security: Security, username: str = "", password: str = "") -> str:
    """Put a mail server's parts together as its address."""
    who = f"{quote(username, safe='')}:{quote(password, safe='')}@" if username else ""
    place = f"[{host}]" if ":" in host else host
    if security == "tls":
        return f"smtps://{who}{place}:{port}"
    return f"smtp://{who}{place}:{port}?tls={security}"


def choose_server(url: str, mail_from: str) -> MailServer:
    """Write the mail server and the sender into the home's settings; everything else there stays as it is.

    Errors: ``MailNotSetUpError`` when the address cannot be read, or the settings cannot be written without spoiling
    them.
    """
    home: Path | None = settings.HONOUR_HOME
    server = read_server_url(url, home)
    if home is None:
        raise MailNotSetUpError("No home is named, so there are no settings to write.")
    file = home / "honour.toml"
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    chosen = {"smtp_url": url, "mail_from": mail_from}
    after = _with(before, chosen)
    if tomllib.loads(after) != tomllib.loads(before) | chosen:
        raise MailNotSetUpError("honour.toml is written in a way that this would spoil: set smtp_url there by hand.")
    write_whole(file, [after.encode()])
    return server


def _with(text: str, chosen: dict[str, str]) -> str:
    """Put settings in front of the first table, in place of those of the same name."""
    lines: list[str] = []
    tables: list[str] = []
    for line in text.splitlines(keepends=True):
        if tables or line.lstrip().startswith("["):
            tables.append(line)
        elif not re.match(rf"\s*({'|'.join(chosen)})\s*=", line):
            lines.append(line)
    if lines and not lines[-1].endswith("\n"):
        lines.append("\n")
    lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in chosen.items()]
    return "".join(lines + tables)
