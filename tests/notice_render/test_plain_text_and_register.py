"""The notice as plain text, and the register of processing that Article 30(1) asks for."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings

from honour.notice.builtin import with_builtin
from honour.notice.model import Notice
from honour.notice.reading import load_notice
from honour.notice.render import ropa, text
from honour.notice.render.linked import notice_as_linked
from tests.conftest import EXAMPLES
from tests.notice_reading.generated import notices
from tests.notice_render.hostile import FORMULA, poisoned

FELLSIDE = EXAMPLES / "fellside" / "2026-12-01.yaml"
OPEN_ECX = EXAMPLES / "open-ecx" / "2018-06-21.yaml"
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


def notice_of(path) -> Notice:
    return with_builtin(load_notice(path).notice)


def rows_of(notice) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(ropa.render(notice), newline="")))


def test_a_rule_that_follows_a_preset_is_stated_with_its_period_everywhere():
    notice = notice_of(FELLSIDE)
    rules = notice.retention
    short = next(short for short, rule in rules.items() if rule.preset == "AML")
    unsaid = notice.model_copy(update={"retention": rules | {short: rules[short].model_copy(update={"period": None})}})
    assert text.render(unsaid) == text.render(notice)
    assert "5 years from the end of the relationship" in text.render(unsaid)
    assert rows_of(unsaid) == rows_of(notice)
    page = "https://fellside.example/privacy"
    assert notice_as_linked(unsaid, page) == notice_as_linked(notice, page)


@pytest.mark.parametrize("path", [FELLSIDE, OPEN_ECX], ids=["fellside", "open-ecx"])
def test_the_text_keeps_to_its_width_and_names_every_clause(path):
    notice = notice_of(path)
    written = text.render(notice)
    assert max(map(len, written.splitlines())) <= 78
    assert written.endswith("\n")
    for clause, _ in notice.clauses():
        assert written.count(f"[{clause}]") == 1


def test_the_text_reads_as_a_letter_would():
    written = text.render(notice_of(FELLSIDE), width=60)
    assert written.startswith(
        "Fellside Invoicing privacy notice\n=================================\n\nVersion 2026-12-01."
    )
    assert "\nWho we are\n----------\n\nFellside Invoicing Ltd [controller]\n" in written
    assert max(len(line) for line in written.splitlines()) <= 60


def test_a_broken_sentence_is_marked_in_the_text():
    assert "(Incomplete. What is investigated and prevented; the sentence ends at" in text.render(notice_of(OPEN_ECX))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(notices())
def test_any_notice_can_be_written_as_text_and_as_a_register(notice):
    assert all(f"[{clause}]" in text.render(notice) for clause, _ in notice.clauses())
    rows = rows_of(notice)
    assert [row["Clause"] for row in rows] == [f"purpose.{short}" for short in notice.purposes]
    assert not any(cell.lstrip(" ").startswith(FORMULAS) for row in rows for cell in row.values())


def test_the_register_has_what_article_30_asks_for():
    rows = {row["Clause"]: row for row in rows_of(notice_of(FELLSIDE))}
    row = rows["purpose.anti-money-laundering"]
    assert row["Purpose"] == "Checking for money laundering"
    assert row["Controller"].startswith("Fellside Invoicing Ltd; company number 00000000; ")
    assert row["Data protection officer"] == "None is appointed"
    assert row["Kinds of person"] == "Customers and People who work for a customer"
    assert row["Categories of personal data"] == "Contact details and Identity checks"
    assert row["Lawful basis"].startswith("A legal obligation; Money Laundering Regulations 2017")
    assert (
        "Contact details and Identity checks: 5 years from the end of the relationship"
        in row["Time limits for erasure"]
    )
    assert row["Version of the notice"] == "2026-12-01, from 1 December 2026"
    assert "purpose.honour-rights" in rows


def test_what_the_notice_does_not_say_is_named_as_not_stated():
    rows = {row["Clause"]: row for row in rows_of(notice_of(OPEN_ECX))}
    assert rows["purpose.new-products"]["Lawful basis"] == "Not stated in the notice"
    assert rows["purpose.new-products"]["Categories of personal data"] == "Not stated in the notice"
    assert rows["purpose.services"]["Security measures"] == "Not stated in the notice"
    assert rows["purpose.services"]["Data protection officer"] == "Not stated in the notice"


def test_security_measures_and_transfers_come_from_their_clauses():
    notice = load_notice(FELLSIDE).notice
    data = notice.model_dump(by_alias=True, exclude_unset=True)
    data["statements"]["locks"] = {"section": "security", "text": "Data are encrypted at rest."}
    data["transfers"] = {"happen": False}
    data["recipients"]["abroad"] = {
        "name": "Far Ltd", "purposes": ["services"], "country": "India", "safeguard": "idta", "named": ["Far Ltd"],
    }  # fmt: skip
    rows = {row["Clause"]: row for row in rows_of(Notice.model_validate(data))}
    assert rows["purpose.services"]["Security measures"] == "Data are encrypted at rest."
    abroad = rows["purpose.services"]["Transfers to other countries and safeguards"].splitlines()
    assert "Far Ltd: India, safeguard: international data transfer agreement" in abroad
    assert "Far Ltd (Far Ltd)" in rows["purpose.services"]["Recipients"].splitlines()
    assert not any("United Kingdom, safeguard" in line for line in abroad)
    assert rows["purpose.accuracy"]["Transfers to other countries and safeguards"].endswith("No data leave the country")


def test_what_is_deleted_at_once_is_kept_only_until_then():
    rows = {row["Clause"]: row for row in rows_of(notice_of(FELLSIDE))}
    assert (
        "Proof of who you are: only until the close of the request."
        in rows["purpose.honour-rights"]["Time limits for erasure"]
    )


def with_everything_for(purposes) -> Notice:
    """Fellside, where a recipient gets, and a rule keeps, everything for some purposes."""
    data = load_notice(FELLSIDE).notice.model_dump(by_alias=True, exclude_unset=True)
    data["recipients"]["everything"] = {"name": "Everything Ltd", "purposes": purposes, "categories": "all"}
    data["retention"]["everything"] = {
        "categories": "all", "purposes": purposes, "trigger": "collected", "period": "P9Y",
    }  # fmt: skip
    return Notice.model_validate(data)


def test_everything_for_some_purposes_is_what_they_use_and_no_more():
    notice = with_everything_for(["feedback", "accuracy"])
    page = " ".join(text.render(notice, width=10_000).split())
    assert "everything that is collected" not in page.partition("[recipient.everything]")[2].partition("[")[0]
    for clause in ("recipient", "retention"):
        said = page.partition(f"[{clause}.everything]")[2].partition("[")[0]
        assert "Data: Contact details, Contact preferences, Survey answers" in said, said
    rows = {row["Clause"]: row["Time limits for erasure"] for row in rows_of(notice)}
    assert "Contact details and Survey answers: 9 years from the day they were collected" in rows["purpose.feedback"]
    assert "Contact details and Contact preferences: 9 years from" in rows["purpose.accuracy"]


def test_everything_for_a_purpose_that_names_no_data_is_said_to_be_what_it_uses():
    notice = with_everything_for([])
    assert "Data: all data that these purposes use" in " ".join(text.render(notice, width=10_000).split())


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", "\t=", "\r=", "\n="])
def test_no_cell_is_a_formula(start):
    for row in rows_of(poisoned(load_notice(FELLSIDE).notice, f"{start.strip(' ')}{FORMULA}")):
        assert not any(cell.lstrip(" ").startswith(FORMULAS) for cell in row.values())
        assert row["Purpose"].startswith("'")


def test_lines_end_as_rfc_4180_has_it():
    written = ropa.render(load_notice(FELLSIDE).notice)
    assert written.startswith("Clause,Purpose,Controller,")
    assert written.endswith("\r\n")
