"""The benchmark of the four roles, small: both sides give the answers that the oracle gives, for every operation."""

from __future__ import annotations

import pytest

from benchmarks.gdprbench.__main__ import measure
from benchmarks.gdprbench.mix import MIX
from benchmarks.gdprbench.plain import Plain

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cleared(home):
    yield home
    Plain.clear()


def test_the_register_and_the_plain_schema_answer_as_the_oracle_does(cleared):
    told = measure(records=250, operations=30)
    assert set(told["roles"]) == set(MIX)
    done = {name for operations in told["roles"].values() for name in operations}
    assert {
        "create",
        "delete by user",
        "delete by TTL",
        "delete by purpose",
        "read by decision",
        "logs by user",
    } <= done
    assert told["space"]["ours"] > told["space"]["personal"] > 0
