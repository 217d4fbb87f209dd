"""A check written out, for people and for programs."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from honour.law import UnknownLawError
from honour.notice.check import report
from honour.notice.source import read_source
from tests.notice_check.notices import DAY, HERE, changed


def test_a_clean_notice_says_so_and_ends_well():
    written = report(changed(), name="clean.yaml", at=DAY)
    assert written.text == "clean.yaml, law uk on 2026-12-01: nothing found."
    assert written.exit_code == 0


def test_warnings_alone_end_well():
    written = report(changed({"purposes.bookkeeping.consequence": None}), name="n.yaml", at=DAY)
    assert written.exit_code == 0
    assert written.text.endswith("1 warning.")


def test_an_error_ends_badly():
    assert report(changed({"complaints.regulator": None}), name="n.yaml", at=DAY).exit_code == 1


def test_one_fault_under_two_codes_is_one_paragraph_for_people_and_two_findings_for_programs():
    notice = changed({"complaints.regulator": None})
    text = report(notice, name="n.yaml", at=DAY).text
    assert "error L07 N12 (complaints)" in text
    assert text.count("Nothing says that people may complain") == 1
    assert text.endswith("1 error.")
    body = json.loads(report(notice, name="n.yaml", at=DAY, form="json").text)
    assert [each["code"] for each in body["findings"]] == ["L07", "N12"]
    assert body["counts"] == {"error": 2, "warning": 0, "note": 0}


def test_a_program_gets_every_field():
    body = json.loads(report(changed({"complaints.regulator": None}), name="n.yaml", at=DAY, form="json").text)
    assert body["file"] == "n.yaml"
    assert body["law"] == "uk"
    assert body["at"] == "2026-12-01"
    assert body["findings"][1] == {
        "code": "N12",
        "severity": "error",
        "clause": "complaints",
        "line": None,
        "column": None,
        "sentence": "Nothing says that people may complain to the Information Commissioner.",
        "fix": "Name it as `regulator` under `complaints` (DPA 2018 s 165).",
        "source": "UK GDPR Arts 13(2)(d), 14(2)(e)",
        "evidence": ["unstated"],
    }


def test_people_get_place_sentence_fix_and_source_with_how_it_was_read():
    source = read_source((HERE / "clean.yaml").read_bytes(), "clean.yaml")
    notice = changed({"controller.company_number": None})
    text = report(notice, name="clean.yaml", at=DAY, source=source).text
    assert text.startswith("clean.yaml:8:1: warning H30 (controller)\n")
    assert "To do: Fill in `company_number`" in text
    assert "Trading Disclosures Regs 2015 reg 25 (from a secondary source and from memory" in text


def test_the_law_asked_for_goes_before_the_notices_own():
    assert "law eu on" in report(changed(), name="n", at=DAY, law="eu").text
    assert "law eu on" in report(changed({"law": "eu"}), name="n", at=DAY).text


def test_an_unknown_law_is_refused_with_those_there_are():
    with pytest.raises(UnknownLawError, match="uk, eu"):
        report(changed(), name="n", at=dt.date(2026, 12, 1), law="us")
