"""In trouble the pages stay calm: nothing is stored, nothing is told of how this is built, they say when to return."""

import json
import re

import pytest
from django.test import Client

from honour.staff.joining import add_member
from honour.systems.tokens import make_token
from tests.backups.conftest import NOW
from tests.register.conftest import answers

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "five plain words make passwords"
TELLING = re.compile(
    r"database|sqlite|postgres|readonly|locked|keyring|root key|traceback|exception|/tmp|honour\.", re.IGNORECASE
)


@pytest.fixture
def visitor():
    return Client(SERVER_NAME="localhost", raise_request_exception=False)


def ticket_of(visitor):
    shown = visitor.get("/get-in-touch").content.decode()
    return re.search(r'name="ticket"\s+value="([^"]+)"', shown)[1]


def calm(answer):
    assert answer.status_code == 503, answer.content.decode()
    assert int(answer["Retry-After"]) > 0
    said = re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    assert not TELLING.search(said), TELLING.search(said)
    assert "canary" not in said.lower()
    return said


@pytest.mark.parametrize("trouble", ["read-only", "locked", "keys missing", "keys wrong", "keys altered"])
def test_a_form_sent_in_trouble_is_not_stored_and_can_be_sent_again(installation, visitor, trouble):
    ticket = ticket_of(visitor)
    sent = {**answers("eve@canary.example"), "ticket": ticket}
    with installation.in_trouble(trouble):
        before = installation.everything()
        said = calm(visitor.post("/get-in-touch", sent))
        assert installation.everything() == before
    assert "stored whole or not at all" in said
    if not trouble.startswith("keys"):
        assert visitor.post("/get-in-touch", sent).status_code in {302, 303}


def test_a_form_sent_while_the_disk_is_full_is_not_stored(installation, visitor):
    ticket = ticket_of(visitor)
    with installation.in_trouble("full"):
        before = installation.everything()
        for turn in range(40):  # free space within the pages is used up first
            answer = visitor.post("/get-in-touch", {**answers(f"e{turn}@canary.example"), "ticket": ticket})
            if answer.status_code == 503:
                break
            before = installation.everything()
        calm(answer)
        assert installation.everything() == before


@pytest.mark.parametrize("trouble", ["read-only", "locked", "keys missing"])
@pytest.mark.parametrize("page", ["/", "/privacy", "/privacy/versions/", "/get-in-touch"])
def test_what_can_be_shown_in_trouble_is_shown(installation, visitor, trouble, page):
    with installation.in_trouble(trouble):
        answer = visitor.get(page)
    assert answer.status_code == 200
    assert "Fellside" in answer.content.decode()


@pytest.mark.parametrize("trouble", ["read-only", "locked"])
def test_signing_in_in_trouble(installation, visitor, trouble):
    add_member("lead@fellside.example", "Nadia Rahman", ["privacy-lead"], PASSWORD)
    with installation.in_trouble(trouble):
        calm(visitor.post("/console/sign-in", {"email": "lead@fellside.example", "password": PASSWORD}))
    assert visitor.get("/console/").status_code == 302


def test_a_service_that_asks_in_trouble(installation, visitor):
    _, secret = make_token("crm", {"enquiries": frozenset({"use"})}, now=NOW, days=300, made_by="lead")
    asked = {"purpose": "enquiries", "action": "use"}
    with installation.in_trouble("keys missing"):
        answer = visitor.post(
            "/api/v1/decisions", asked, "application/json", headers={"authorization": f"Bearer {secret}"}
        )
    assert answer.status_code == 503
    assert not TELLING.search(json.loads(answer.content)["error"])


@pytest.mark.django_db
def test_200_mb_are_refused_by_their_length_before_they_are_read(client, db):
    """The page says so; not a byte of the file was asked for."""

    class Unread:
        def read(self, *_):
            raise AssertionError("nothing is read")

        readline = read

    said = client.generic(
        "POST",
        "/console/sign-in",
        b"",
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(200 * 1024 * 1024),
        **{"wsgi.input": Unread()},
    )
    assert said.status_code == 413
    assert "25 MB at most" in said.content.decode()
    assert "Nothing was stored" in said.content.decode()
