"""What the check says of the examples."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from honour.notice.check import Finding, check
from honour.notice.model import Notice
from honour.notice.source import read_source

EXAMPLES = Path(__file__).parents[2] / "examples"
NOW = dt.date(2026, 11, 23)
THEN = dt.date(2018, 6, 21)


def findings(name: str, at: dt.date, law: str | None = None) -> list[Finding]:
    source = read_source((EXAMPLES / name).read_bytes(), name)
    return check(Notice.model_validate(source.data), at=at, law=law, source=source)


def codes(name: str, at: dt.date, law: str | None = None) -> set[str]:
    return {finding.code for finding in findings(name, at, law)}


@pytest.mark.promise("S16")
def test_the_source_policy_has_the_faults_of_its_day():
    assert codes("open-ecx/2018-06-21.yaml", NOW) >= {"L01", "L02", "L04", "L06", "L08", "L11", "L12"}


@pytest.mark.promise("S16")
def test_the_source_policy_leaves_a_purpose_blank():
    blank = {each.code for each in findings("open-ecx/2018-06-21.yaml", NOW) if each.clause == "purpose.new-products"}
    assert blank == {"H01", "H16", "L14", "N03"}


@pytest.mark.promise("S16")
def test_the_source_policy_uses_transactions_that_it_never_collects():
    used = [each for each in findings("open-ecx/2018-06-21.yaml", NOW) if each.code == "H02"]
    assert [each.clause for each in used] == ["purpose.payments"]
    assert "Transaction information" in used[0].sentence


def test_what_the_source_policy_does_say_is_not_reported():
    found = findings("open-ecx/2018-06-21.yaml", NOW)
    assert not any(each.code == "L05" and each.severity == "error" for each in found)
    assert not any(each.code in {"L07", "N01", "N05", "N06", "N08", "N12", "N15", "L21"} for each in found)
    assert all("agency" not in each.sentence for each in found if each.code == "L15")


@pytest.mark.promise("S23")
def test_prospects_have_no_trigger_and_other_purposes_no_end():
    found = findings("open-ecx/2018-06-21.yaml", NOW)
    assert any(each.code == "H06" and "Prospects" in each.sentence for each in found)
    assert any(each.code == "H07" for each in found)


@pytest.mark.parametrize("name", ["open-ecx/2018-06-21.yaml", "fellside/2018-06-21.yaml"])
def test_in_2018_nobody_is_asked_for_the_law_of_2026(name):
    assert not codes(name, THEN) & {"L06", "L22", "N11", "H27", "H31", "H32"}
    assert codes(name, NOW) >= {"L06", "L22", "N11"}


def test_the_complaint_route_is_asked_for_from_its_first_day():
    name = "open-ecx/2018-06-21.yaml"
    assert "L06" not in codes(name, dt.date(2026, 6, 18))
    assert "L06" in codes(name, dt.date(2026, 6, 19))
    assert "L22" not in codes(name, dt.date(2026, 2, 4))
    assert "L22" in codes(name, dt.date(2026, 2, 5))


def test_the_first_fellside_notice_has_faults_of_the_same_kind():
    ours, theirs = codes("fellside/2018-06-21.yaml", NOW), codes("open-ecx/2018-06-21.yaml", NOW)
    assert ours >= {"L01", "L02", "L04", "L06", "L08", "L11", "L12", "L14", "H01", "H02"}
    assert ours <= theirs


def test_the_second_fellside_notice_is_clean():
    assert findings("fellside/2026-12-01.yaml", dt.date(2026, 12, 1)) == []


def test_rules_of_the_united_kingdom_are_not_applied_in_the_union():
    found = codes("open-ecx/2018-06-21.yaml", NOW, "eu")
    assert not found & {"L06", "N11", "L11", "L12", "L16", "L22", "H18", "H19", "H28", "H30", "H31", "H32", "H33"}
    assert found >= {"L01", "L02", "L04", "L08", "L14", "H34"}


def test_each_finding_stands_at_its_line():
    lines = (EXAMPLES / "open-ecx/2018-06-21.yaml").read_text("utf-8").splitlines()
    by_code = {each.code: each for each in findings("open-ecx/2018-06-21.yaml", NOW)}
    assert "law_cited: Data Protection Act 1998" in lines[by_code["L01"].line - 1]
    assert "identity: always" in lines[by_code["L02"].line - 1]
    assert "to_controller: encouraged" in lines[by_code["L06"].line - 1]
    assert lines[by_code["H01"].line - 1].strip() == "new-products:"
    assert lines[by_code["L01"].line - 1][by_code["L01"].column - 1 :].startswith("law_cited")
