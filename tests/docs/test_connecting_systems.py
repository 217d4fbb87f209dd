"""The how-to for engineers, step by step: what it sends is what the interface takes, what it shows is what comes."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from honour.cli.token import token as command
from honour.register.collecting import collect
from honour.register.models import Subject
from honour.systems.tokens import make_token
from honour.systems.webhooks.sending import PAUSES
from honour.systems.webhooks.signing import shown, signature
from tests.register.conftest import NEW, answers, publish_both

TEXT = (Path(__file__).parents[2] / "docs/how-to/connect-your-systems.md").read_text(encoding="utf-8")
CALLS = re.findall(r"/api/v1/(\S+) .*?-d '(.*?)'", TEXT, re.DOTALL)
SHOWN = "xq3uhjydvzl5amc7r2ef"


@pytest.fixture
def secret(db, home, now, settings, monkeypatch):
    """The token that the page's own command makes."""
    publish_both(now)
    collect("get-in-touch", answers(), version=NEW, submission="one", at=now)
    typed = re.search(r"^    honour token (make .*?[^\\])$", TEXT, re.MULTILINE | re.DOTALL).group(1)
    words = shlex.split(typed.replace("\\\n", " "))
    parsed = command.commands["make"].make_context("make", words[1:]).params
    grants = {grant.partition("=")[0]: frozenset(grant.partition("=")[2].split(",")) for grant in parsed["grants"]}
    return make_token(parsed["service"], grants, scopes=parsed["scopes"], now=now, days=90, made_by="lead")[1]


def test_each_call_on_the_page_is_answered(client, secret, monkeypatch, now):
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: now)
    person = Subject.objects.get().public_id
    assert [path for path, _ in CALLS] == ["people/find", "decisions", "selections", f"people/{SHOWN}/stops"]
    said = []
    for path, body in CALLS:
        came = client.post(
            f"/api/v1/{path.replace(SHOWN, person)}",
            body.replace(SHOWN, person).replace("asha.patel@canary.example", answers()["email"]),
            "application/json",
            HTTP_AUTHORIZATION=f"Bearer {secret}",
        )
        assert came.status_code == 200, came.content
        lines = b"".join(came.streaming_content) if came.streaming else came.content
        said.append([json.loads(line) for line in lines.splitlines()] if came.streaming else came.json())
    assert said[0] == {"people": [[person]]}
    assert said[1]["outcome"] == "allowed"
    first, record, last = said[2]
    assert first.keys() == json.loads(re.search(r'^{"purpose".*$', TEXT, re.MULTILINE).group()).keys()
    assert (record["person"], record["category"], last) == (person, "contact", {"end": True, "unreadable": []})
    assert not [each for each in said[3]["topics"] if each["way"] == "email" and each["allowed"]]


def test_the_check_of_a_signature_on_the_page_holds_and_refuses(monkeypatch):
    given: dict = {}
    exec(re.search(r"```python\n(.*?)```", TEXT, re.DOTALL).group(1), given)  # noqa: S102 - the page's own code
    key, body = b"k" * 32, b'{"type":"test"}'
    seconds = int(given["time"].time())
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(seconds)}
    headers["webhook-signature"] = "v1,bm9uZQ== " + signature(key, "msg_1", seconds, body)
    assert given["is_from_honour"](shown(key), headers, body)
    assert not given["is_from_honour"](shown(key), headers, body + b" ")
    assert not given["is_from_honour"](shown(b"x" * 32), headers, body)
    late = {**headers, "webhook-timestamp": str(seconds - 301)}
    assert not given["is_from_honour"](shown(key), late, body)


def test_the_pauses_on_the_page_are_those_between_tries():
    hours = [round(each.total_seconds() / 3600) for each in PAUSES[3:]]
    assert f"{', '.join(map(str, hours[:-1]))} and {hours[-1]} hours" in " ".join(TEXT.split())
    assert [each.total_seconds() for each in PAUSES[:3]] == [5, 300, 1800]
