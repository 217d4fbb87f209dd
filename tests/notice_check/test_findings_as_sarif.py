"""Findings as SARIF: what code hosts show beside the line."""

import json
from pathlib import Path

import jsonschema
import pytest

from honour.notice.check import report
from honour.notice.check.sarif import failed_as_sarif
from honour.notice.faults import UnreadableNoticeError
from honour.notice.reading import load_notice
from tests.conftest import EXAMPLES

SCHEMA = json.loads((Path(__file__).parent / "sarif/sarif-2.1.0.json").read_text(encoding="utf-8"))


def sarif(path, name):
    import datetime as dt

    loaded = load_notice(path.read_bytes(), name)
    made = report(loaded.notice, name=name, at=dt.date(2026, 12, 1), source=loaded.source, form="sarif")
    return json.loads(made.text), made.exit_code


def test_findings_have_the_shape_of_sarif_each_with_its_rule_and_line():
    said, code = sarif(EXAMPLES / "fellside/2018-06-21.yaml", "notices/the old one.yaml")
    jsonschema.validate(said, SCHEMA, jsonschema.Draft4Validator)
    run = said["runs"][0]
    assert code == 1
    assert run["results"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "notices/the%20old%20one.yaml"
    assert any("region" in result["locations"][0]["physicalLocation"] for result in run["results"])


def test_a_clean_notice_has_a_run_without_results():
    said, code = sarif(EXAMPLES / "fellside/2026-12-01.yaml", "new.yaml")
    jsonschema.validate(said, SCHEMA, jsonschema.Draft4Validator)
    assert (said["runs"][0]["results"], code) == ([], 0)


def test_a_file_that_is_no_notice_is_a_run_that_did_not_succeed_with_each_fault_beside_its_line():
    broken = b"honour: 1\nid: x\nversion: one\neffective: soon\ntitle: T\ncontroller: {}\n"
    with pytest.raises(UnreadableNoticeError) as unreadable:
        load_notice(broken, "notices/new.yaml")
    said = json.loads(failed_as_sarif(str(unreadable.value), unreadable.value.faults))
    jsonschema.validate(said, SCHEMA, jsonschema.Draft4Validator)
    (run,) = said["runs"]
    assert (run["invocations"][0]["executionSuccessful"], run["invocations"][0]["exitCode"]) == (False, 2)
    assert [_place(each)["region"]["startLine"] for each in run["results"]] == [4, 6]
    assert {_place(each)["artifactLocation"]["uri"] for each in run["results"]} == {"notices/new.yaml"}
    assert {each["ruleId"] for each in run["results"]} == {each["id"] for each in run["tool"]["driver"]["rules"]}


def test_nothing_but_a_message_is_a_run_that_did_not_succeed():
    said = json.loads(failed_as_sarif("There is no file new.yaml."))
    jsonschema.validate(said, SCHEMA, jsonschema.Draft4Validator)
    (run,) = said["runs"]
    assert run["results"] == []
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] == "There is no file new.yaml."


def test_a_path_that_is_absolute_is_the_uri_of_a_file():
    said, _ = sarif(EXAMPLES / "fellside/2018-06-21.yaml", "/notices/the old one.yaml")
    places = {_place(each)["artifactLocation"]["uri"] for each in said["runs"][0]["results"]}
    assert places == {"file:///notices/the%20old%20one.yaml"}
    assert said["runs"][0]["invocations"] == [{"executionSuccessful": True}]


@pytest.mark.parametrize("spoil", ["level", "region", "extra"])
def test_the_schema_would_see_a_slip(spoil):
    said, _ = sarif(EXAMPLES / "fellside/2018-06-21.yaml", "old.yaml")
    result = next(each for each in said["runs"][0]["results"] if "region" in _place(each))
    if spoil == "level":
        result["level"] = "fatal"
    elif spoil == "region":
        _place(result)["region"]["startLine"] = 0
    else:
        result["severity"] = "high"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(said, SCHEMA, jsonschema.Draft4Validator)


def _place(result):
    return result["locations"][0]["physicalLocation"]
