"""The interface does what its own description says, whatever is sent: no server error, nothing undocumented."""

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from honour.api.urls import api
from honour.dealings.matters import start_matter
from honour.dealings.models import Matter
from honour.systems.tokens import SCOPES

schema = schemathesis.openapi.from_dict(dict(api.get_openapi_schema(path_prefix="/api/v1/")))
schema.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
schema.config.checks.negative_data_rejection.expected_statuses = [str(each) for each in range(400, 500)]
schema.app = WSGIHandler()


@pytest.fixture
def secret(token):
    """Requests through the application itself would close the test's connection when they begin and end."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield token(*SCOPES, enquiries={"use"})
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


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
def test_whatever_is_sent_the_answer_is_one_of_those_described(case, person, secret):
    """A stop of a topic that the notice does not know is well formed and refused all the same: that is the gate's.

    So is a matter that would end before it began, or whose number another has.
    """
    asked = case.path_parameters or {}
    if not case.meta.is_negative_at(ParameterLocation.PATH):  # else what was made wrong would be right
        if isinstance(asked.get("matter"), int) and asked["matter"] % 2:
            known = Matter.objects.first() or start_matter(Matter.Kind.CASE, "S-1", by="staff-1", at=timezone.now())
            asked["matter"] = known.pk
        if str(asked.get("person", ""))[:1] in set("abcdefghijklm"):
            asked["person"] = person
    meant = case.path.endswith("/stops") or "/matters" in case.path
    refused_for_what_it_means = [positive_data_acceptance] if meant else []
    headers = {"Accept-Encoding": "identity"}
    if not case.meta.is_negative_at(ParameterLocation.HEADER):
        headers["Authorization"] = f"Bearer {secret}"
    case.call_and_validate(headers=headers, excluded_checks=refused_for_what_it_means)


def test_every_answer_and_every_way_in_is_described(client):
    said = client.get("/api/v1/openapi.json").json()
    operations = {f"{method} {path}": one for path, each in said["paths"].items() for method, one in each.items()}
    assert set(operations) == {
        "post /api/v1/decisions",
        "post /api/v1/selections",
        "post /api/v1/people/find",
        "get /api/v1/people/{person}/preferences",
        "post /api/v1/people/{person}/stops",
        "post /api/v1/matters",
        "get /api/v1/matters",
        "get /api/v1/matters/{matter}",
        "post /api/v1/matters/{matter}/end",
        "post /api/v1/matters/{matter}/reopen",
        "post /api/v1/matters/{matter}/people",
        "get /api/v1/notice",
        "get /api/v1/notice/versions/{label}",
        "get /api/v1/receipts/{token}",
    }
    for operation in operations.values():
        assert operation["summary"]
        assert operation["description"]
        takes = "requestBody" in operation or operation["parameters"]
        assert {"200", "503", *(["422"] if takes else [])} <= set(operation["responses"])
        assert ("401" in operation["responses"]) == ("security" in operation)
