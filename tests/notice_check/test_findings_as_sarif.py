"""Findings as SARIF: what code hosts show beside the line."""

import json

import jsonschema

from honour.notice.check import report
from honour.notice.reading import load_notice
from tests.conftest import EXAMPLES

# The parts of the SARIF 2.1.0 schema (OASIS) that findings use, with what it requires of each.
SHAPE = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "$schema": {"type": "string", "format": "uri"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name"],
                                "properties": {
                                    "rules": {"type": "array", "uniqueItems": True, "items": {"required": ["id"]}}
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "required": ["message", "ruleId", "ruleIndex"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": {"required": ["text"]},
                                "locations": {
                                    "items": {
                                        "properties": {
                                            "physicalLocation": {
                                                "required": ["artifactLocation"],
                                                "properties": {
                                                    "region": {
                                                        "properties": {
                                                            "startLine": {"type": "integer", "minimum": 1},
                                                            "startColumn": {"type": "integer", "minimum": 1},
                                                        }
                                                    }
                                                },
                                            }
                                        }
                                    }
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


def sarif(path, name):
    import datetime as dt

    loaded = load_notice(path.read_bytes(), name)
    made = report(loaded.notice, name=name, at=dt.date(2026, 12, 1), source=loaded.source, form="sarif")
    return json.loads(made.text), made.exit_code


def test_findings_have_the_shape_of_sarif_each_with_its_rule_and_line():
    said, code = sarif(EXAMPLES / "fellside/2018-06-21.yaml", "notices/the old one.yaml")
    jsonschema.validate(said, SHAPE)
    run = said["runs"][0]
    assert code == 1
    assert run["results"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "notices/the%20old%20one.yaml"
    assert any("region" in result["locations"][0]["physicalLocation"] for result in run["results"])


def test_a_clean_notice_has_a_run_without_results():
    said, code = sarif(EXAMPLES / "fellside/2026-12-01.yaml", "new.yaml")
    assert (said["runs"][0]["results"], code) == ([], 0)
