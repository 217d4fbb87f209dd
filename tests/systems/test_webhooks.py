"""Other systems are told when somebody decides something: signed, retried, and without saying who it is."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import re
from pathlib import Path

import pytest
from django.db import transaction

from honour.door.addresses import reachable
from honour.evidence.models import Entry
from honour.register.deciding import decide
from honour.register.models import Permission
from honour.systems.models import Webhook, WebhookMessage
from honour.systems.webhooks import keeping
from honour.systems.webhooks.keeping import (
    NameRefusedError,
    WebhookRefusedError,
    forget_former,
    make_webhook,
    remove,
    roll_secret,
    send_again,
    send_test,
    set_state,
    webhook_named,
)
from honour.systems.webhooks.sending import PATIENCE, PAUSES, forget_old, send_due
from honour.systems.webhooks.signing import STEPS
from tests.door.conftest import says

pytestmark = pytest.mark.django_db
STOP = Permission.Kind.MARKETING_STOP
State = WebhookMessage.State


@pytest.fixture(autouse=True)
def trusted(server, settings, monkeypatch):
    settings.HONOUR_PRIVATE_HOSTS = ["localhost"]


@pytest.fixture
def hook(server, published, now):
    return make_webhook("Shop", server.url, ["marketing-stop"], by="staff-1", at=now)


def send(server, now):
    return send_due(now, "worker:1", server.trusting)


def test_a_stop_is_told_at_once_and_the_signature_holds(hook, server, wrote, now):
    _, secret = hook
    person = wrote()
    decide(person, STOP, at=now, how="link", recorded_by="person")
    assert send(server, now) == 1
    _, headers, body = server.got[0]
    assert json.loads(body) == {
        "type": "preference.changed",
        "timestamp": now.isoformat(),
        "data": {"person": person, "decision": "marketing-stop", "about": None, "how": "link"},
    }
    key = base64.b64decode(secret.removeprefix("whsec_"))
    told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == expected
    assert abs(int(headers["webhook-timestamp"]) - now.timestamp()) < 1
    assert WebhookMessage.objects.get().state == State.SENT
    assert b"canary" not in body.lower()


def test_only_what_was_asked_for_is_told(hook, server, wrote, now):
    person = wrote()
    decide(person, Permission.Kind.RESTRICTION, at=now, how="letter", recorded_by="staff-1")
    assert send(server, now) == 0


def test_a_stop_on_a_form_and_one_in_a_list_are_told_too(hook, server, wrote, now):
    wrote("form@canary.example", ticked=True)
    from honour.intake.importing.beginning import begin, settle, start
    from tests.intake.conftest import PLAIN, person, work, written

    row = begin([written([person(1, **{"Opted out": "yes"})])], by="staff-1", at=now)
    settle(row, PLAIN, by="staff-1", at=now)
    work(row, now)
    start(row, by="staff-1", at=now)
    work(row, now)
    send(server, now + dt.timedelta(minutes=1))
    assert [json.loads(body)["data"]["how"] for _, _, body in server.got] == ["form", "import"]


def test_a_decision_that_is_not_written_is_not_told(hook, server, wrote, now):
    person = wrote()
    with transaction.atomic():
        decide(person, STOP, at=now, how="link", recorded_by="person")
        transaction.set_rollback(True)
    assert send(server, now) == 0


def test_a_message_is_sent_until_it_is_taken_with_the_same_id(hook, server, wrote, now):
    decide(wrote(), STOP, at=now, how="link", recorded_by="person")
    server.answers = [says(500), says(302, Location="https://localhost/"), says(503)]
    at = now
    for pause in PAUSES[:3]:
        assert send(server, at) == 1
        assert send(server, at + pause - dt.timedelta(seconds=1)) == 0
        at += pause
    assert send(server, at) == 1
    message = WebhookMessage.objects.get()
    assert (message.state, message.attempts) == (State.SENT, 4)
    assert len({headers["webhook-id"] for _, headers, _ in server.got}) == 1
    assert Webhook.objects.get().failing_since is None


def test_what_fails_for_days_is_switched_off_said_on_today_and_can_be_sent_again(hook, server, wrote, now):
    from honour.systems.webhooks.telling import switched_off

    made, _ = hook
    decide(wrote(), STOP, at=now, how="link", recorded_by="person")
    server.answers = [says(500) for _ in range(30)]
    at = now
    for pause in (*PAUSES, dt.timedelta()):
        send(server, at)
        at += pause
    message = WebhookMessage.objects.get()
    assert (message.state, message.attempts) == (State.FAILED, len(PAUSES) + 1)
    decide(wrote("two@canary.example", telephone="01632 960 112"), STOP, at=at, how="link", recorded_by="person")
    send(server, now + PATIENCE + dt.timedelta(hours=1))
    made.refresh_from_db()
    assert made.state == Webhook.State.DISABLED
    assert [(each.sentence, each.detail) for each in switched_off(None)] == [
        ("“Shop” is not told of decisions any more.", "It failed for 5 days. The last answer was: 500.")
    ]
    assert Entry.objects.filter(kind="webhook:disabled").count() == 1
    server.answers = []
    set_state(made, Webhook.State.ACTIVE, by="staff-1", at=at)
    assert send_again(made, at) == 2, "the one given up, and the one that waits"
    assert send(server, now + PATIENCE + dt.timedelta(days=2)) == 2
    assert WebhookMessage.objects.filter(state=State.SENT).count() == 2


def test_an_address_that_says_it_is_gone_is_switched_off_at_once(hook, server, wrote, now):
    server.answers = [says(410)]
    decide(wrote(), STOP, at=now, how="link", recorded_by="person")
    send(server, now)
    gone = Webhook.objects.get()
    assert (gone.state, gone.why) == (Webhook.State.DISABLED, "It answered that it is gone: 410")


def test_whoever_mended_their_system_need_not_wait_for_the_next_try(hook, server, wrote, now):
    made, _ = hook
    for again in (lambda: send_again(made, now), lambda: set_state(made, Webhook.State.ACTIVE, by="staff-1", at=now)):
        WebhookMessage.objects.all().delete()
        send_test(made, now)
        server.answers = [says(500)]
        send(server, now)
        assert send(server, now) == 0, "it waits"
        again()
        assert send(server, now) == 1
        assert WebhookMessage.objects.get().state == State.SENT


def test_a_paused_system_is_told_when_it_goes_on(hook, server, wrote, now):
    made, _ = hook
    set_state(made, Webhook.State.PAUSED, by="staff-1", at=now)
    decide(wrote(), STOP, at=now, how="link", recorded_by="person")
    assert send(server, now) == 0
    set_state(made, Webhook.State.ACTIVE, by="staff-1", at=now)
    assert send(server, now) == 1


def test_a_test_says_nothing_of_anybody(hook, server, now):
    send_test(hook[0], now)
    send(server, now)
    assert json.loads(server.got[0][2])["data"] == {"said": "This is a test."}


def test_the_secret_rests_sealed_and_follows_a_rotation(hook, server, wrote, home, now):
    from honour.keyring.rotation import begin_rotation, finish_rotation

    _, secret = hook
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    assert raw not in bytes(Webhook.objects.get().wrapped)
    before = Webhook.objects.get().root_version
    begin_rotation(home / "keys", "wrapping", now)
    finish_rotation(home / "keys", "wrapping", STEPS)
    assert Webhook.objects.get().root_version == before + 1
    decide(wrote(), STOP, at=now, how="link", recorded_by="person")
    send(server, now)
    assert server.got[0][1]["webhook-signature"].startswith("v1,")


def test_a_new_secret_signs_beside_the_old_one_for_a_day_through_a_rotation_too(hook, server, home, now):
    from honour.keyring.rotation import begin_rotation, finish_rotation

    made, old = hook
    new = roll_secret(made, by="staff-1", at=now)
    begin_rotation(home / "keys", "wrapping", now)
    finish_rotation(home / "keys", "wrapping", STEPS)

    def signed_by(at):
        send_test(made, at)
        send(server, at)
        _, headers, body = server.got.pop()
        told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        keys = {name: base64.b64decode(each.removeprefix("whsec_")) for name, each in (("old", old), ("new", new))}
        made_by = {"v1," + base64.b64encode(hmac.digest(key, told, "sha256")).decode(): n for n, key in keys.items()}
        return [made_by[each] for each in headers["webhook-signature"].split(" ")]

    assert signed_by(now) == ["new", "old"]
    later = now + dt.timedelta(days=1)
    assert signed_by(later) == ["new"]
    assert forget_former(later) == 1
    assert Webhook.objects.get().former_wrapped is None
    assert signed_by(later) == ["new"]


def test_a_message_holds_what_is_declared_and_nothing_more(hook, server, wrote, now):
    person = wrote("zephyrine@canary.example", name="Zephyrine Quillfeather", message="Birdseed for quillfeathers")
    for kind, about in ((STOP, None), (Permission.Kind.STOP, "*/email")):
        decide(person, kind, about=about, at=now, how="mail", recorded_by="staff-1", said={"asked": "Quillfeather?"})
    send(server, now)
    (body,) = [json.loads(each) for _, _, each in server.got]
    page = (Path(__file__).parents[2] / "docs/how-to/connect-your-systems.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```json\n(\{\"type\": .*?)```", page, re.DOTALL)
    shown = json.loads(shown)
    assert set(body) == set(shown)
    assert set(body["data"]) == set(shown["data"])
    sent = json.dumps([body, server.got[0][0], server.got[0][1]]).lower()
    assert not [word for word in ("quillfeather", "zephyrine", "birdseed", "canary", "staff-1") if word in sent]


@pytest.mark.parametrize(
    ("url", "kinds", "words"),
    [
        ("http://shop.example/", [], "https"),
        ("https://127.0.0.1/", [], "private or reserved"),
        ("https://localhost.invalid/", [], "No host of that name"),
        ("https://localhost/", ["earthquake"], "no decision 'earthquake'"),
    ],
)
def test_an_address_that_may_not_be_called_is_refused_in_words(published, now, url, kinds, words):
    with pytest.raises(WebhookRefusedError, match=words):
        make_webhook("Shop", url, kinds, by="staff-1", at=now)


@pytest.mark.parametrize("name", ["Shop\nand till", "Shop \u202epohs", "Shop\x1b[31m"])
def test_a_name_is_one_line_that_can_be_printed(published, now, name):
    with pytest.raises(WebhookRefusedError, match="one line"):
        make_webhook(name, "https://localhost/", [], by="staff-1", at=now)


def test_it_is_named_by_its_id_or_by_its_name(hook):
    made, _ = hook
    assert webhook_named(made.public_id) == webhook_named("Shop") == webhook_named("shop") == made
    with pytest.raises(WebhookRefusedError, match="no such webhook"):
        webhook_named("nobody")


def test_of_two_of_one_name_made_at_one_instant_the_database_takes_one(server, published, now, monkeypatch):
    def another_is_quicker(*given):
        monkeypatch.setattr(keeping, "reachable", reachable)
        make_webhook("SHOP", server.url, [], by="staff-2", at=now)
        return reachable(*given)

    monkeypatch.setattr(keeping, "reachable", another_is_quicker)
    with pytest.raises(NameRefusedError, match="name of its own"):
        make_webhook("Shop", server.url, [], by="staff-1", at=now)
    assert Webhook.objects.get().made_by == "staff-2"
    assert Entry.objects.filter(kind="webhook:made").count() == 1


def test_removing_it_forgets_everything_but_that_it_was(hook, now):
    remove(hook[0], by="staff-1", at=now)
    assert not Webhook.objects.exists()
    assert Entry.objects.filter(kind="webhook:removed").exists()


def test_old_messages_go(hook, server, now):
    send_test(hook[0], now)
    send(server, now)
    assert forget_old(now + dt.timedelta(days=29)) == 0
    assert forget_old(now + dt.timedelta(days=31)) == 1


def test_a_system_that_does_not_answer_holds_no_other_up(hook, server, wrote, now, monkeypatch):
    from honour.door import NoAnswerError
    from honour.systems.webhooks import sending

    silent, _ = make_webhook("Silent", server.url + "/silent", ["marketing-stop"], by="staff-1", at=now)
    WebhookMessage.objects.all().delete()
    called = []

    def call(url, *rest, **words):
        called.append(url)
        if url.endswith("/silent"):
            raise NoAnswerError("localhost did not answer in time.")
        return real(url, *rest, **words)

    real = sending.call
    monkeypatch.setattr(sending, "call", call)
    for number in range(4):
        someone = wrote(f"p{number}@canary.example", telephone=f"01632 960 20{number}")
        decide(someone, STOP, at=now, how="link", recorded_by="person")
    send(server, now)
    assert called.count(silent.url) == 1
    assert len(server.got) == 4
    assert silent.messages.filter(state=State.WAITING).count() == 4
    send(server, now + dt.timedelta(minutes=2))
    assert called.count(silent.url) == 2, "it is tried once more, and no other is lost over it"
    assert silent.messages.filter(state=State.WAITING).count() == 4
