"""How a mail server is named, and that a connection to another machine is under TLS."""

from __future__ import annotations

import datetime as dt
import smtplib
import ssl

import pytest
import trustme
from click.testing import CliRunner

from honour.cli.commands import honour
from honour.mailroom.errors import MailNotSetUpError, ServerUnavailableError
from honour.mailroom.installed import installed_server, sender
from honour.mailroom.server import open_connection, read_server_url
from honour.mailroom.sweeping import sweep
from honour.mailroom.tasks import send
from tests.mailroom.conftest import Office, running_office, says_anything


@pytest.mark.parametrize(
    ("url", "host", "port", "security"),
    [
        ("smtp://mail.example", "mail.example", 587, "starttls"),
        ("smtp://mail.example:2525", "mail.example", 2525, "starttls"),
        ("smtps://mail.example", "mail.example", 465, "tls"),
        ("smtp://localhost", "localhost", 25, "none"),
        ("smtp://[::1]:1025", "::1", 1025, "none"),
        ("smtp://localhost?tls=starttls", "localhost", 587, "starttls"),
        ("smtp://mail.example?tls=none", "mail.example", 25, "none"),
    ],
)
def test_an_address_says_host_port_and_tls(url, host, port, security):
    server = read_server_url(url)
    assert (server.host, server.port, server.security) == (host, port, security)


def test_a_password_is_read_and_never_shown():
    server = read_server_url("smtp://honour%40mail:s%2Fcret%40@mail.example")
    assert (server.username, server.password) == ("honour@mail", "s/cret@")
    assert "s/cret@" not in repr(server)


@pytest.mark.parametrize(
    "url", ["mail.example", "http://mail.example", "smtp://", "smtp://a:b/c@mail.example", "smtp://h?tls=maybe",
            "smtp://h?timeout=soon", "smtp://h?timeout=-1", "folder:"],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_what_to_write(url):
    with pytest.raises(MailNotSetUpError, match="smtp://user:password@mail"):
        read_server_url(url)


@pytest.fixture
def certificates(tmp_path, monkeypatch):
    """A certificate for localhost from an authority that this machine trusts for now."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


def test_tls_and_signing_in(certificates, monkeypatch):
    office = Office()
    more = {"tls_context": certificates, "authenticator": says_anything, "auth_required": True}
    with running_office(office, **more) as address:
        port = address.rpartition(":")[2]
        with open_connection(read_server_url(f"smtp://honour:s%2Fcret%40@localhost:{port}?tls=starttls")):
            pass
        with (
            pytest.raises(ServerUnavailableError, match="user name and password"),
            open_connection(read_server_url(f"smtp://honour:wrong@localhost:{port}?tls=starttls")),
        ):
            pass
        monkeypatch.delenv("SSL_CERT_FILE")
        with (
            pytest.raises(ServerUnavailableError, match="certificate"),
            open_connection(read_server_url(f"smtp://localhost:{port}?tls=starttls")),
        ):
            pass


def test_a_server_without_tls_is_not_spoken_to_in_clear():
    with (
        running_office(Office()) as address,
        pytest.raises(ServerUnavailableError, match="lacks TLS"),
        open_connection(read_server_url(f"smtp://{address}?tls=starttls")),
    ):
        pass


def test_settings_are_read_anew(home, monkeypatch, published):
    monkeypatch.delenv("HONOUR_SMTP_URL", raising=False)
    assert installed_server() is None
    assert sender() == "enquiries@fellside.example"
    (home / "honour.toml").write_text('smtp_url = "smtps://mail.example"\nmail_from = "privacy@fellside.example"\n')
    assert installed_server().host == "mail.example"
    assert sender() == "privacy@fellside.example"
    monkeypatch.setenv("HONOUR_SMTP_URL", "smtp://other.example")
    assert installed_server().host == "other.example"


def test_without_a_server_messages_wait(home, put, now, monkeypatch):
    monkeypatch.delenv("HONOUR_SMTP_URL", raising=False)
    row = put()
    with pytest.raises(MailNotSetUpError, match="smtp_url"):
        send(now)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (row.State.WAITING, 0)


def test_a_folder_gets_a_file_for_each_message_once(home, put, now, monkeypatch):
    monkeypatch.delenv("HONOUR_SMTP_URL", raising=False)
    (home / "honour.toml").write_text('smtp_url = "folder:mail"\n')
    row = put()
    send(now)
    files = list((home / "mail").iterdir())
    assert [file.name for file in files] == [f"{row.public_id}.eml"]
    assert b"To: asha.patel@canary.example" in files[0].read_bytes()
    assert files[0].stat().st_mode & 0o077 == 0

    sweep(now + dt.timedelta(days=89))
    assert files[0].exists()
    sweep(now + dt.timedelta(days=91))
    assert not files[0].exists(), "a copy goes with the row that leads to it"


@pytest.fixture
def said(home, monkeypatch, published):
    """Run `honour mail …` on the test's home, in this process."""
    monkeypatch.setattr("honour.cli.mail.open_home", lambda _: None)
    monkeypatch.setattr("honour.cli.mail.check_schema", lambda: None)

    def run(*words, url=""):
        monkeypatch.setenv("HONOUR_SMTP_URL", url)
        done = CliRunner().invoke(honour, ["mail", *words])
        return done.exit_code, done.output

    return run


def test_the_test_message_arrives_or_says_why_not(said, office, server):
    url = f"smtp://{server.host}:{server.port}?timeout=30"
    code, words = said("test", "lead@fellside.example", url=url)
    assert (code, office.taken[0].rcpt_tos) == (0, ["lead@fellside.example"]), words
    assert b"Fellside Invoicing Ltd" in office.taken[0].content
    office.recipient = "550 no such person"
    code, words = said("test", "nobody@fellside.example", url=url)
    assert code == 1
    assert "answer-550" in words
    assert said("test", "not an address", url=url)[0] == 1
    assert said("test", "lead@fellside.example")[0] == 2
    assert said("test", "lead@fellside.example", url="smtp://127.0.0.1:9?timeout=1")[0] == 2


def test_what_waits_is_counted(said, put):
    put()
    code, words = said("waiting")
    assert code == 0
    assert "No mail server is named" in words
    assert "1  waiting" in words


def test_trouble_is_told_apart_without_the_servers_words():
    from honour.mailroom.server import _in_trouble

    error = smtplib.SMTPAuthenticationError(535, b"5.7.8 asha.patel@canary.example")
    assert str(_in_trouble(error)) == "The mail server does not accept our user name and password (answer 535)."
    assert "trusts" in str(_in_trouble(ssl.SSLCertVerificationError("x")))
