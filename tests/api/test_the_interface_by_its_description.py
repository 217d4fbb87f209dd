"""The interface does what its own description says, whatever is sent: no server error, nothing undocumented."""

import json

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis.generation import GenerationMode

from honour.api.tokens import make_token
from honour.api.urls import api

schema = schemathesis.openapi.from_dict(dict(api.get_openapi_schema(path_prefix="/api/v1/")))
schema.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])


@pytest.fixture
def secret(db, home, now):
    from tests.register.conftest import publish_both

    publish_both(now)
    return make_token("tests", {"enquiries": frozenset({"use"})}, now=now, days=365, made_by="lead")[1]


@pytest.mark.filterwarnings("ignore")
@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_the_answer_is_one_of_those_described(case, secret):
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {secret}"}
    sent = case.as_transport_kwargs(base_url="http://testserver")
    body = sent.get("json", sent.get("data"))

    from django.test.client import encode_multipart  # noqa: F401 - the client's own way to send is not used

    content = body if isinstance(body, bytes) else json.dumps(body, default=str).encode() if body is not None else b""
    headers = {
        name: str(value) for name, value in (sent.get("headers") or {}).items() if name.lower() != "content-type"
    }
    answer = Client(raise_request_exception=False).generic(
        case.method, case.formatted_path and "/api/v1" + case.formatted_path.removeprefix("/api/v1"), content,
        content_type="application/json", headers=headers,
    )  # fmt: skip
    assert answer.status_code < 500, answer.content
    described = case.operation.definition.raw["responses"]
    assert str(answer.status_code) in described or answer.status_code in {404, 405}, answer.status_code
    kept = described.get(str(answer.status_code), {}).get("content", {})
    assert not kept or answer["Content-Type"].split(";")[0] in kept


def test_every_answer_and_every_way_in_is_described(client):
    said = client.get("/api/v1/openapi.json").json()
    assert set(said["paths"]) == {"/api/v1/decisions", "/api/v1/receipts/{token}"}
    for path in said["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert {"200", "422", "503"} <= set(operation["responses"])
