"""Nothing leaves but by https, to the address that was looked up, and no answer is too large or too slow."""

import socket
import ssl
import threading
import time

import pytest

from honour.door import DoorClosedError, NoAnswerError, addresses, call
from tests.door.conftest import says

HOSTS = ("localhost",)


def knock(server, **more):
    return call(server.url, b"{}", {"X-Said": "1"}, **{"private": HOSTS, "context": server.trusting, **more})


def test_a_request_arrives_and_its_answer_comes_back(server):
    answer = knock(server)
    assert (answer.status, answer.body) == (200, b"thanks")
    path, headers, body = server.got[0]
    assert (path, headers["host"], headers["x-said"], body) == ("/hook", f"localhost:{server.port}", "1", b"{}")


def test_a_certificate_that_nobody_trusts_gets_nothing(server):
    with pytest.raises(NoAnswerError, match="SSLCertVerificationError"):
        knock(server, context=ssl.create_default_context())
    assert server.got == []


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "https:///nothing", "https://user:word@example.com/",
        "https://example.com:notaport/", "https://exa mple.com/", "https://example.com/\r\nX-Evil: 1", "file:///etc/passwd",
        "https://exämple.com/", "javascript:alert(1)", "https://example.com/" + "a" * 3000, "",
    ],
)  # fmt: skip
def test_only_plain_https_leaves(url):
    with pytest.raises(DoorClosedError):
        call(url, b"", {})


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2001::1", "::", "192.0.2.1", "240.0.0.1", "fec0::1", "3fff::1", "192.88.99.1", "::7f00:1",
    ],
)  # fmt: skip
def test_private_and_reserved_networks_are_refused(address, monkeypatch):
    assert not addresses.is_public(address)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (address, 443))])
    with pytest.raises(DoorClosedError, match="private or reserved"):
        call("https://inside.example/", b"", {})


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "8.8.8.8"])
def test_public_addresses_are_reached(address):
    assert addresses.is_public(address)


@pytest.mark.parametrize("host", ["0x7f.1", "2130706433", "127.1", "[::ffff:7f00:1]", "[::1%25lo]"])
def test_this_machine_is_refused_in_whatever_way_it_is_written(host):
    with pytest.raises((DoorClosedError, NoAnswerError)):
        call(f"https://{host}/", b"", {})


def test_a_name_that_is_looked_up_for_ever_is_not_waited_for(monkeypatch):
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answered.wait(20) and [])
    begun = time.monotonic()
    with pytest.raises(NoAnswerError, match="was not found"):
        call("https://slow-names.example/", b"", {}, seconds=0.3)
    assert time.monotonic() - begun < 15  # a busy machine takes its time, and the answer takes longer
    answered.set()


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    found = [(0, 0, 0, "", ("8.8.8.8", 443)), (0, 0, 0, "", ("127.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(DoorClosedError):
        call("https://both.example/", b"", {})


def test_the_name_is_looked_up_once_so_a_second_answer_changes_nothing(server, monkeypatch):
    """DNS rebinding: the first answer is public, the next is this machine."""
    looked, connected = [], []
    real = socket.create_connection

    def rebinding(host, *_, **__):
        looked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8" if len(looked) == 1 else "127.0.0.1", 443))]

    def connect(address, *rest, **more):
        connected.append(address)
        raise OSError("not in a test")

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NoAnswerError):
        call("https://rebinding.example/", b"", {})
    assert (looked, connected) == (["rebinding.example"], [("8.8.8.8", 443)])
    assert real


def test_a_redirect_is_an_answer_and_is_not_followed(server):
    server.answers = [says(302, Location="https://localhost/elsewhere")]
    answer = knock(server)
    assert answer.status == 302
    assert len(server.got) == 1


def test_an_answer_without_end_is_no_answer(server):
    server.answers = [says(200, b"x" * 200_000)]
    with pytest.raises(NoAnswerError, match="more than 65536 bytes"):
        knock(server)


@pytest.mark.parametrize("slow", ["silent", "drips"])
def test_a_slow_answer_ends_in_time_even_when_it_drips(server, slow):
    over = threading.Event()

    def answer(request):
        if slow == "drips":
            request.send_response(200)
            request.end_headers()
        for _ in range(300):
            if over.wait(0.1):
                return
            if slow == "drips":
                request.wfile.write(b"x")
                request.wfile.flush()

    server.answers = [answer]
    begun = time.monotonic()
    with pytest.raises(NoAnswerError, match=r"in time|gave no answer"):
        knock(server, seconds=0.6)
    assert time.monotonic() - begun < 15  # a busy machine takes its time, and the answer takes longer
    over.set()


def test_nobody_there_is_no_answer():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(NoAnswerError, match="gave no answer"):
        call(f"https://localhost:{port}/", b"", {}, private=HOSTS)


def test_other_ways_out_are_banned_by_the_linter():
    import subprocess
    import sys

    ways = (
        "http.client",
        "urllib.request",
        "urllib3",
        "requests",
        "httpx",
        "aiohttp",
        "pycurl",
        "websockets",
        "httpcore",
    )
    code = "".join(f"import {way}\n" for way in ways) + "from urllib.request import urlopen\nfrom http import client\n"
    ran = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--select", "TID251", "--output-format", "concise",
         "--stdin-filename", "src/honour/intake/x.py", "-"],
        input=code, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.stdout.count("TID251") == len(ways) + 2
