"""Findings as SARIF: what code hosts show beside the line."""

import json
from pathlib import Path

import jsonschema
import pytest

from honour.notice.check import report
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
