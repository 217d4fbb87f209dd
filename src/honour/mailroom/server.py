"""The mail server: how it is named, how messages are handed to it, and what its refusals mean (RFC 5321 section 4.2).

Connections are Django's own. A plain one is made to this machine only; to any other the server must offer TLS, checked
against the system's certificates.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from honour.mailroom.errors import (
    MailNotSetUpError,
    MailroomError,
    PassingRefusalError,
    PermanentRefusalError,
    ServerUnavailableError,
)
from honour.mailroom.folder import FolderBackend

Security = Literal["starttls", "tls", "none"]
_PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}
_TIMEOUT = 20  # seconds, for each answer of the server
_TAKING = 180  # seconds; RFC 5321 section 4.5.3.2.6 says ten minutes, but a worker waits meanwhile
_PERMANENT = 500
_TOO_LARGE = 552  # said to the sender's address, with the size that was told beside it (RFC 1870, section 6.1)
_CLOSING = 421  # the server ends the session, whatever was asked


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over: a server, or for demonstrations a folder.

    ``timeout`` is how long each answer may take, in seconds; ``taking``, the one to the message itself: a server that
    looks through it is slow, and one that is not waited for has taken it all the same, and is sent it again.
    """

    host: str = ""
    port: int = 0
    security: Security = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: float = _TIMEOUT
    taking: float = _TAKING
    folder: Path | None = None

    @property
    def name(self) -> str:
        """How people know it."""
        return f"the folder {self.folder}" if self.folder else f"{self.host}, port {self.port}"

    def backend(self) -> BaseEmailBackend:
        """Give a connection, not opened yet."""
        if self.folder is not None:
            return FolderBackend(self.folder)
        return _PatientBackend(
            self.taking,
            host=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=self.security == "starttls",
            use_ssl=self.security == "tls",
            timeout=self.timeout,
        )


def read_server_url(url: str, home: Path | None = None) -> MailServer:
    """Read the address of a mail server.

    ``smtp://USER:PASSWORD@HOST:PORT`` starts TLS on the connection (port 587), ``smtps://`` opens one under TLS (465);
    ``smtp://`` to this machine does without (25), and ``?tls=starttls`` or ``?tls=none`` says otherwise.
    ``?timeout=SECONDS``. ``folder:NAME`` writes files instead, in the home.
    Errors: ``MailNotSetUpError``.
    """
    try:
        parts = urlsplit(url)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        host, port = parts.hostname or "", parts.port
        timeout = float(asked.get("timeout", _TIMEOUT))
    except ValueError:
        raise _unreadable() from None
    if parts.scheme == "folder" and parts.path:
        return MailServer(folder=(home or Path()) / parts.path)
    wanted = asked.get("tls", "none" if _is_here(host) else "starttls") if parts.scheme == "smtp" else "tls"
    if parts.scheme not in {"smtp", "smtps"} or not host or wanted not in _PORTS or not timeout > 0:
        raise _unreadable()
    security: Security = wanted
    return MailServer(
        host=host,
        port=port or _PORTS[security],
        security=security,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        timeout=timeout,
    )


class _Patient(smtplib.SMTP):
    """A connection that waits ``taking`` seconds for a message to be taken."""

    def __init__(self, *args: Any, taking: float, **words: Any) -> None:
        self.taking = taking
        super().__init__(*args, **words)

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand over the message itself, and wait longer for the answer than for the others."""
        if self.sock is not None:
            self.sock.settimeout(max(self.timeout, self.taking))
        try:
            return super().data(msg)
        finally:
            if self.sock is not None:
                self.sock.settimeout(self.timeout)


class _PatientUnderTls(_Patient, smtplib.SMTP_SSL):
    """The same, under TLS from the start."""


class _PatientBackend(EmailBackend):
    """Django's own, on such connections."""

    def __init__(self, taking: float, **words: Any) -> None:
        super().__init__(**words)
        self.taking = taking

    @property
    def connection_class(self) -> Callable[..., _Patient]:  # type: ignore[override] # Django calls it, no more
        """Give what makes a connection."""
        return partial(_PatientUnderTls if self.use_ssl else _Patient, taking=self.taking)


@contextmanager
def open_connection(server: MailServer) -> Iterator[BaseEmailBackend]:
    """Open a connection to hand messages over on.

    Errors: ``ServerUnavailableError``.
    """
    connection = server.backend()
    try:
        with _explained():
            connection.open()
        yield connection
    finally:
        with suppress(smtplib.SMTPException, OSError):
            connection.close()


def hand_over(connection: BaseEmailBackend, message: EmailMessage) -> None:
    """Hand one message over; when this returns, the server has taken it.

    Errors: ``ServerUnavailableError``, ``PassingRefusalError``, ``PermanentRefusalError``.
    """
    with _explained():
        connection.send_messages([message])


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what the mail library raises into what it means.

    The server's own words are left out: they quote addresses.
    """
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(max((code for code, _ in error.recipients.values()), default=_PERMANENT)) from None
    except smtplib.SMTPDataError as error:
        raise _refused(error.smtp_code) from None
    except smtplib.SMTPSenderRefused as error:
        raise _refused(error.smtp_code) if error.smtp_code == _TOO_LARGE else _in_trouble(error) from None
    except OSError as error:
        raise _in_trouble(error) from None
    except (UnicodeError, ValueError):
        raise PermanentRefusalError("not-mail") from None


_TROUBLES: tuple[tuple[type[OSError], str], ...] = (
    (smtplib.SMTPAuthenticationError, "does not accept our user name and password"),
    (smtplib.SMTPSenderRefused, "refuses the address that mail comes from"),
    (smtplib.SMTPNotSupportedError, "lacks TLS or signing in, which the settings ask for"),
    (smtplib.SMTPServerDisconnected, "hung up, or takes too long to answer"),
    (smtplib.SMTPException, "turned us away"),
    (ssl.SSLError, "cannot show who it is: its certificate is not one that this machine trusts"),
    (TimeoutError, "does not answer in time"),
    (OSError, "cannot be reached"),
)


def _in_trouble(error: OSError) -> ServerUnavailableError:
    """Say what is wrong with the server."""
    words = next(words for kind, words in _TROUBLES if isinstance(error, kind))
    code = getattr(error, "smtp_code", None)
    return ServerUnavailableError(f"The mail server {words}{f' (answer {code})' if code else ''}.")


def _refused(code: int) -> MailroomError:
    if code == _CLOSING:
        return ServerUnavailableError(f"The mail server ends the session (answer {code}).")
    return PermanentRefusalError(f"answer-{code}") if code >= _PERMANENT else PassingRefusalError(f"answer-{code}")


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _unreadable() -> MailNotSetUpError:
    return MailNotSetUpError(
        "HONOUR_SMTP_URL, or smtp_url in honour.toml, is no mail server's address. Write it like "
        "smtp://user:password@mail.example:587, and write signs such as @ or / in the password as %40 or %2F."
    )
