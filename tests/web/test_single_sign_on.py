"""Signing in by the company's identity provider, a process of its own that signs, and an installation that checks."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount

from honour.evidence.models import Payload
from honour.staff.factors import add_app, new_secret
from honour.staff.invitations import invite
from honour.staff.joining import add_member
from honour.staff.leaving import leave
from honour.staff.models import Member
from tests.staff.test_second_factors import code_of
from tests.web.conftest import PASSWORD
from tests.web.identity_provider import IdentityProvider, identity_provider, unsigned, with_claims

HERE = "http://testserver"
BACK = f"{HERE}/console/sign-in/provider/back"
UNTRUSTED = "was not an answer that we can trust"
TOM = "tom@fellside.example"


@pytest.fixture(scope="module")
def running() -> Iterator[IdentityProvider]:
    with identity_provider() as made:
        yield made


@pytest.fixture
def provider(running, settings, fellside):
    """The provider, with this installation registered at it."""
    running.change = lambda _, body: body
    client = running.register(BACK)
    settings.HONOUR_PUBLIC_URL = HERE
    settings.HONOUR_SSO = {"issuer": running.issuer, "name": "Fellside’s directory", **_credentials(client)}
    app = {
        "provider_id": "company",
        "name": "Fellside’s directory",
        "client_id": client["client_id"],
        "secret": client["client_secret"],
        "settings": {"server_url": running.issuer},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    return running


def _credentials(client):
    return {"client_id": client["client_id"], "client_secret": client["client_secret"]}


@pytest.fixture
def tom(provider):
    """Somebody in support, whom the provider knows."""
    provider.knows("tom", email=TOM, email_verified=True, name="Tom Ashworth")
    return add_member(TOM, "Tom Ashworth", ["support"], PASSWORD)[0]


def come(client, provider, subject: str, **how):
    """Go to the provider, sign in there, and come back."""
    sent = client.get("/console/sign-in/provider?next=/console/contact/")
    assert sent.status_code == 302, sent.content.decode()
    back = provider.sign_in(sent["Location"], subject, **how)
    assert back.startswith(BACK)
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def refused(client, came, words: str) -> None:
    assert came.status_code == 403
    assert words in came.content.decode()
    assert client.get("/console/").status_code == 302, "nobody is signed in"


def test_a_member_comes_in_with_their_role_and_arrives_where_they_were_going(client, provider, tom):
    came = come(client, provider, "tom")
    assert (came.status_code, came["Location"]) == (302, "/console/contact/")
    assert [item.label for item in client.get("/console/").context["nav"]] == [
        "Today", "Promises", "People", "Requests", "Contact", "Notice",
    ]  # fmt: skip
    assert client.get("/console/records/").status_code == 403, "support, and no more than support"
    assert list(tom.roles.values_list("code", flat=True)) == ["support"]
    assert SocialAccount.objects.get().user_id == tom.pk


def test_who_they_are_there_counts_from_then_on_whatever_their_address_becomes(client, provider, tom):
    come(client, provider, "tom")
    client.post("/console/sign-out")
    provider.knows("tom", email="lead@fellside.example", email_verified=True)
    add_member("lead@fellside.example", "Nadia", ["privacy-lead"], PASSWORD)
    assert come(client, provider, "tom").status_code == 302
    assert client.get("/console/records/").status_code == 403, "still support"


def test_an_invited_colleague_gets_their_account_with_the_role_of_the_invitation(client, provider):
    invite("una@fellside.example", "Una", ["marketing"], by="staff-1")
    provider.knows("una", email="una@fellside.example", email_verified=True, name="Una Reyes")
    assert come(client, provider, "una").status_code == 302
    una = Member.objects.get(email="una@fellside.example")
    assert (una.name, list(una.roles.values_list("code", flat=True))) == ("Una Reyes", ["marketing"])
    assert not una.has_usable_password()


def test_a_name_that_the_provider_tells_stands_in_one_line(client, provider):
    invite("una@fellside.example", "Una", ["marketing"], by="staff-1")
    provider.knows("una", email="una@fellside.example", email_verified=True, name="Una\r\n\u202e Reyes")
    come(client, provider, "una")
    assert Member.objects.get(email="una@fellside.example").name == "Una Reyes"


def test_an_address_that_nobody_invited_is_refused(client, provider, tom):
    provider.knows("eve", email="eve@elsewhere.example", email_verified=True)
    refused(client, come(client, provider, "eve"), "You have not been invited")
    assert Member.objects.count() == 1
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("verified", [False, "true", None])
def test_an_address_that_the_provider_has_not_verified_is_refused(client, provider, tom, verified):
    provider.knows("eve", email=TOM, **({} if verified is None else {"email_verified": verified}))
    refused(client, come(client, provider, "eve"), "has not verified your email address")
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("stood_for", [True, "1"])
def test_an_address_that_its_domains_owner_stands_for_counts_where_a_provider_knows_no_other_word(
    client, provider, tom, stood_for
):
    provider.knows("tom", email=TOM, xms_edov=stood_for)
    assert come(client, provider, "tom").status_code == 302


@pytest.mark.parametrize("claims", [{"xms_edov": "0"}, {"xms_edov": True, "email_verified": False}])
def test_an_address_that_its_domains_owner_does_not_stand_for_is_refused(client, provider, tom, claims):
    provider.knows("eve", email=TOM, **claims)
    refused(client, come(client, provider, "eve"), "has not verified your email address")


def test_somebody_without_an_address_is_refused(client, provider, tom):
    provider.knows("eve", name="Eve")
    refused(client, come(client, provider, "eve"), "does not tell us your email address")


def test_another_person_with_a_members_address_does_not_become_that_member(client, provider, tom):
    come(client, provider, "tom")
    client.post("/console/sign-out")
    provider.knows("eve", email=TOM, email_verified=True)
    refused(client, come(client, provider, "eve"), "tied to somebody else")


def test_whoever_left_is_refused_tied_or_not(client, provider, tom):
    add_member("lead@fellside.example", "Nadia", ["privacy-lead"], PASSWORD)
    leave(tom)
    refused(client, come(client, provider, "tom"), "Your access here has ended")
    SocialAccount.objects.create(user=tom, provider="company", uid="tom", extra_data={})
    refused(client, come(client, provider, "tom"), "Your access here has ended")


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-installation"},
        {"aud": ["another-installation"]},
        {"iss": "https://login.elsewhere.example"},
        {"exp": 1_600_000_000},
        {"nonce": "of-another-sign-in"},
    ],
    ids=["audience", "audiences", "issuer", "expired", "nonce"],
)
def test_what_the_provider_signed_for_somebody_else_or_long_ago_lets_nobody_in(client, provider, tom, claims):
    provider.knows("tom", email=TOM, email_verified=True, **claims)
    refused(client, come(client, provider, "tom"), UNTRUSTED)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "forge",
    [lambda said: with_claims(said, email=TOM, email_verified=True, sub="tom"), unsigned],
    ids=["changed", "unsigned"],
)
def test_a_token_without_the_providers_signature_lets_nobody_in(client, provider, tom, forge):
    provider.knows("eve", email="eve@elsewhere.example", email_verified=True)
    provider.change = lambda path, said: forge(said) if path == "/oauth2/token" else said
    refused(client, come(client, provider, "eve"), UNTRUSTED)
    assert not SocialAccount.objects.exists()


def test_a_token_that_another_key_signed_lets_nobody_in(client, provider, tom):
    with identity_provider() as other:
        theirs = other.ask("GET", "/jwks")[1]
        kid = json.loads(provider.ask("GET", "/jwks")[1])["keys"][0].get("kid")
        keys = [key | ({"kid": kid} if kid else {}) for key in json.loads(theirs)["keys"]]
        provider.change = lambda path, said: json.dumps({"keys": keys}).encode() if path == "/jwks" else said
        refused(client, come(client, provider, "tom"), UNTRUSTED)


def test_a_provider_that_calls_itself_by_another_name_lets_nobody_in(client, provider, tom):
    provider.change = lambda path, said: (
        said.replace(f'"issuer": "{provider.issuer}"'.encode(), b'"issuer": "https://login.elsewhere.example"')
        if path == "/.well-known/openid-configuration"
        else said
    )
    refused(client, come(client, provider, "tom"), UNTRUSTED)


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/oauth2/token", "/jwks"])
@pytest.mark.parametrize("answer", ["[]", "null", "7", '{"keys": [7]}', "<html>down", ""])
def test_a_provider_that_answers_with_something_else_lets_nobody_in_and_that_is_said(
    client, provider, tom, path, answer
):
    provider.change = lambda asked, said: answer.encode() if asked == path else said
    came = client.get("/console/sign-in/provider")
    if came.status_code == 302:
        parts = urlsplit(provider.sign_in(came["Location"], "tom"))
        came = client.get(f"{parts.path}?{parts.query}")
        refused(client, came, UNTRUSTED)
    else:
        refused(client, came, "does not answer just now")


def test_a_sign_in_that_began_in_another_browser_is_not_finished_in_this_one(client, provider, tom):
    from django.test import Client

    provider.knows("eve", email="eve@elsewhere.example", email_verified=True)
    began = Client().get("/console/sign-in/provider")
    parts = urlsplit(provider.sign_in(began["Location"], "tom"))
    refused(client, client.get(f"{parts.path}?{parts.query}"), UNTRUSTED)


def test_a_way_back_works_once(client, provider, tom):
    sent = client.get("/console/sign-in/provider")
    parts = urlsplit(provider.sign_in(sent["Location"], "tom"))
    assert client.get(f"{parts.path}?{parts.query}").status_code == 302
    client.post("/console/sign-out")
    refused(client, client.get(f"{parts.path}?{parts.query}"), UNTRUSTED)


def test_whoever_says_no_there_is_back_at_signing_in(client, provider, tom):
    came = come(client, provider, "tom", deny=True)
    assert (came.status_code, came["Location"]) == (302, "/console/sign-in")
    assert "You did not sign in with Fellside’s directory" in client.get(came["Location"]).content.decode()


def test_a_provider_that_is_down_is_said_and_the_password_still_works(client, provider, tom, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    came = client.get("/console/sign-in/provider")
    assert came.status_code == 403
    assert "does not answer just now" in came.content.decode()
    assert client.post("/console/sign-in", {"email": TOM, "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/oauth2/token", "/jwks"])
def test_a_provider_that_takes_too_long_is_said_not_to_answer(client, provider, tom, monkeypatch, path):
    monkeypatch.setattr("honour.staff.provider._TIMEOUT", 0.5)

    def late(asked, said):
        if asked == path:
            time.sleep(1)
        return said

    sent = client.get("/console/sign-in/provider")
    back = urlsplit(provider.sign_in(sent["Location"], "tom"))
    provider.change = late
    refused(client, client.get(f"{back.path}?{back.query}"), "does not answer just now")


def test_a_provider_that_stops_in_the_middle_is_said_not_to_answer(client, provider, settings):
    def half(listening):
        came, _ = listening.accept()
        with came:
            came.recv(4096)
            came.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=half, args=(listening,), daemon=True).start()
        where = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = where
        refused(client, client.get("/console/sign-in/provider"), "does not answer just now")


def test_a_second_factor_shown_there_counts_and_one_kept_here_is_asked_for(client, provider, tom):
    from honour.staff.roles import require_second_factor

    require_second_factor(["support"], by="staff-1")
    come(client, provider, "tom")
    assert client.get("/console/contact/").status_code == 302, "the role asks for a second factor"
    client.post("/console/sign-out")
    provider.knows("tom", email=TOM, email_verified=True, amr=["pwd", "mfa"])
    come(client, provider, "tom")
    assert client.get("/console/contact/").status_code == 200


def test_whoever_has_an_app_here_is_asked_for_its_code_and_not_told_of_a_password_they_never_gave(
    client, provider, tom, home
):
    secret = new_secret()
    add_app(tom, secret, code_of(secret))
    came = come(client, provider, "tom")
    assert came["Location"] == "/console/sign-in/second"
    asked = client.get(came["Location"]).content.decode()
    assert "You have shown one factor. Now show the second." in asked
    assert client.get("/console/contact/").status_code == 302, "nobody is signed in yet"


def test_what_was_tied_is_on_the_ledger_and_no_address_with_it(client, provider, tom, caplog):
    come(client, provider, "tom")
    (said,) = Payload.objects.filter(entry__kind="staff:linked").values_list("content", flat=True)
    assert json.loads(said) == {"member": tom.opaque_id}
    assert SocialAccount.objects.get().extra_data == {}
    provider.knows("eve", email="eve@elsewhere.example", email_verified=True)
    client.post("/console/sign-out")
    come(client, provider, "eve")
    assert "eve@" not in caplog.text
    assert TOM not in caplog.text


def test_the_how_to_names_the_address_that_people_are_sent_back_to():
    how_to = Path(__file__).parents[2] / "docs/how-to/let-colleagues-sign-in-with-your-directory.md"
    assert f"https://privacy.company.example{urlsplit(BACK).path}\n" in how_to.read_text(encoding="utf-8")


def test_a_provider_whose_name_ends_in_a_slash_is_asked_where_it_answers():
    asked = "from honour.config.settings import *; app = SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS'][0]"
    shown = subprocess.run(
        [sys.executable, "-c", f"{asked}; print(HONOUR_SSO['issuer'], app['settings']['server_url'])"],
        env=os.environ | {"HONOUR_SSO_ISSUER": "https://login.example/o/honour/", "HONOUR_SSO_CLIENT_ID": "honour"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.split() == ["https://login.example/o/honour/", "https://login.example/o/honour"]
