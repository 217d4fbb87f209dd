"""Every clause becomes a form and comes back as it was; what changes changes alone."""

from __future__ import annotations

import difflib
import re
from typing import get_args

import pytest
import yaml

from honour.law.pack import PackName, pack
from honour.notice.editing.answers import fields_of, id_from, with_row, without_row
from honour.notice.editing.clauses import (
    add_clause,
    data_of_clause,
    edit_clause,
    field_at,
    remove_clause,
    shape_for,
    standing_alone,
)
from honour.notice.editing.guidance import about, cited
from honour.notice.editing.periods import shown_period, typed_period
from honour.notice.editing.shapes import shape_of
from honour.notice.model import SECTIONS, Notice
from honour.notice.model.notice import SINGLE
from honour.notice.reading import load_notice
from honour.notice.source import read_source
from tests.conftest import EXAMPLES

NOTICES = sorted(EXAMPLES.glob("*/*.yaml"))
CITES = re.compile(r"\bArts? \d|\breg \d|\bSch \d|GDPR|PECR")
FELLSIDE = (EXAMPLES / "fellside" / "2026-12-01.yaml").read_bytes()


def form(source, clause):
    return fields_of(shape_for(clause), data_of_clause(source, clause))


def lines(before, after) -> list[str]:
    changed = difflib.ndiff(before.save().decode().splitlines(), after.save().decode().splitlines())
    return [line for line in changed if line[0] in "+-"]


@pytest.mark.parametrize("path", [path for path in NOTICES if path.read_text().startswith(("#", "honour"))])
def test_saving_any_clause_unchanged_changes_no_byte(path):
    loaded = load_notice(path)
    clauses = ["notice", *(clause for clause, _ in loaded.notice.clauses())]
    for clause in clauses:
        assert edit_clause(loaded.source, clause, form(loaded.source, clause)).save() == path.read_bytes(), clause


@pytest.mark.parametrize("section", ["notice", *SECTIONS, *SINGLE])
def test_every_key_of_every_clause_is_asked_for_with_a_label(section):
    shape = shape_of(section)
    assert shape.items
    for item in shape.items:
        assert item.label
        assert item.label[0].isupper()


@pytest.fixture(scope="module")
def known() -> dict[str, dict[str, str]]:
    """Every kind of clause, with its keys and what is said beside each."""
    found: dict[str, dict[str, str]] = {}

    def walk(shape) -> None:
        found.setdefault(shape.model, {}).update({item.key: item.help for item in shape.items})
        for item in shape.items:
            if item.shape:
                walk(item.shape)

    for section in ("notice", *SECTIONS, *SINGLE):
        walk(shape_of(section))
    return found


def test_guidance_speaks_of_keys_that_exist_and_of_no_others(known):
    from importlib.resources import files

    written = yaml.safe_load(files("honour.notice.editing").joinpath("guidance.yaml").read_bytes())
    for model, keys in written.items():
        if model != "Clause":
            assert set(keys) - {"about"} <= set(known[model]), model


@pytest.mark.parametrize("law", get_args(PackName))
def test_whatever_a_law_is_cited_for_beside_a_question_is_a_question_with_guidance(law, known):
    asked = [act.removeprefix("asks:") for act in pack(law).grounds if act.startswith("asks:")]
    assert len(asked) > 20
    for each in asked:
        model, _, key = each.partition(".")
        assert known[model][key] if key else about(model, law), each


def test_guidance_cites_the_law_of_the_notice_and_not_another():
    assert cited("Only where people were told.", "uk", "Purpose.compatible_with").endswith("told (UK GDPR Art 8A).")
    assert cited("Only where people were told.", "eu", "Purpose.compatible_with").endswith("told (GDPR Art 6(4)).")
    assert cited("They bought from you.", "eu", "Subject.is_customer") == "They bought from you."
    assert about("TransferRisk", "uk").endswith("at home (UK GDPR Art 46)?")


def test_no_question_of_a_form_cites_the_law_in_its_own_words(known):
    """The packs cite, so that a notice under another law is not told of this one."""
    said = [(model, key) for model, keys in known.items() for key, words in keys.items() if CITES.search(words)]
    assert said == []


def test_a_new_name_touches_one_line_and_the_id_stays():
    source = read_source(FELLSIDE, "f")
    fields = form(source, "purpose.enquiries") | {"name": ["Answer what you ask"]}
    after = edit_clause(source, "purpose.enquiries", fields)
    was = data_of_clause(source, "purpose.enquiries")["name"]
    assert lines(source, after) == [f"-     name: {was}", "+     name: Answer what you ask"]
    assert "enquiries" in after.data["purposes"]


def test_a_row_is_added_and_another_removed_and_the_comments_stay():
    source = read_source(FELLSIDE, "f")
    clause = "category.contact"
    fields = with_row(form(source, clause), "fields") | {
        "fields.+1.name": ["Mobile number"],
        "fields.+1.type": ["telephone"],
    }
    fields = without_row(fields, "fields", "company")
    after = edit_clause(source, clause, fields)
    changed = lines(source, after)
    assert [line.split()[:2] for line in changed] == [
        ["-", "company:"],
        ["+", "mobile-number:"],
        ["+", "name:"],
        ["+", "type:"],
    ]
    assert after.data["categories"]["contact"]["fields"]["mobile-number"] == {
        "name": "Mobile number",
        "type": "telephone",
    }
    assert next(iter(after.data["categories"]["contact"]["fields"])) == "name"


def test_removing_the_first_of_two_bases_leaves_the_second_as_it_was():
    source = read_source(FELLSIDE, "f")
    clause = next(
        f"purpose.{short}" for short, each in source.data["purposes"].items() if len(each.get("bases", ())) > 1
    )
    second = data_of_clause(source, clause)["bases"][1]
    after = edit_clause(source, clause, without_row(form(source, clause), "bases", "0"))
    assert data_of_clause(after, clause)["bases"] == [second]


def test_an_optional_part_left_empty_is_not_written_and_one_filled_in_is():
    source = read_source(FELLSIDE, "f")
    fields = form(source, "controller") | {"data_protection_officer.email": ["dpo@fellside.example"]}
    after = edit_clause(source, "controller", fields)
    assert data_of_clause(after, "controller")["data_protection_officer"] == {"email": "dpo@fellside.example"}
    back = edit_clause(after, "controller", form(source, "controller"))
    assert "data_protection_officer" not in data_of_clause(back, "controller")


def test_a_clause_is_added_behind_the_others_of_its_section():
    source = read_source(FELLSIDE, "f")
    fields = fields_of(shape_of("subjects"), {}) | {"name": ["Newsletter readers"], "tie": ["prospect"]}
    after = add_clause(source, "subject.newsletter-readers", fields)
    assert after.data["subjects"]["newsletter-readers"] == {"name": "Newsletter readers", "tie": "prospect"}
    Notice.model_validate(after.data)


def test_the_first_clause_of_a_section_makes_the_section():
    source = read_source(b"honour: 1\nid: a\ntitle: A\nversion: v\neffective: 2027-01-01\ncontroller: {name: A}\n", "f")
    after = add_clause(source, "subject.customer", {"name": ["Customers"]})
    assert after.data["subjects"] == {"customer": {"name": "Customers"}}


def test_a_clause_leaves_with_every_list_that_names_it():
    source = read_source(FELLSIDE, "f")
    notice = Notice.model_validate(source.data)
    after = remove_clause(source, notice, "category.survey-answers")
    assert "survey-answers:" not in after.save().decode()
    from honour.notice.referring import every_reference

    left = [
        named for _, section, named in every_reference(Notice.model_validate(after.data)) if section == "categories"
    ]
    assert "survey-answers" not in left


def test_a_clause_on_which_another_stands_alone_is_named():
    notice = load_notice(FELLSIDE).notice
    source = next(iter(notice.forms.values())).source
    assert any(place[0] == "forms" for place in standing_alone(notice, f"source.{source}"))


def test_a_path_leads_to_the_field_it_concerns():
    source = read_source(FELLSIDE, "f")
    shape, fields = shape_for("category.contact"), form(source, "category.contact")
    assert field_at(shape, fields, ("fields", "email", "type")) == "fields.email.type"
    shape, fields = shape_for("purpose.enquiries"), form(source, "purpose.enquiries")
    assert field_at(shape, fields, ("bases", 0, "why")) == "bases.0.why"
    assert field_at(shape, fields, ("categories", 1)) == "categories"


@pytest.mark.parametrize(
    ("typed", "period"),
    [("6 years", "P6Y"), ("1 year and 6 months", "P1Y6M"), ("30 days", "P30D"), ("P2W", "P2W"), ("soon", "soon")],
)
def test_periods_are_typed_in_words(typed, period):
    assert typed_period(typed) == period
    assert typed_period(shown_period(period)) == period


def test_ids_are_made_from_names_and_never_twice():
    assert id_from("Answer what you ask!") == "answer-what-you-ask"
    assert id_from("Cŵn", ["cwn"]) == "cwn-2"
