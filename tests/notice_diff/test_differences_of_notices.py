"""Two notices are compared clause by clause, in words that people read."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings

from honour.notice.diff import as_json, as_text, diff
from honour.notice.model import Notice
from honour.notice.reading import load_notice
from honour.notice.word_changes import pieces_between
from honour.notice.writing import as_data
from tests.conftest import EXAMPLES
from tests.notice_reading.generated import TEXTS, notices

OLD = {
    "honour": 1,
    "id": "small",
    "title": "Small notice",
    "version": "v1",
    "effective": "2018-06-21",
    "controller": {"name": "Fellside Invoicing Ltd"},
    "categories": {"contact": {"name": "Contact details"}, "payment": {"name": "Payment details"}},
    "purposes": {
        "services": {"name": "Providing services", "bases": [{"kind": "contract"}], "categories": "all"},
        "marketing": {"name": "Marketing", "categories": ["contact", "payment"], "message": "marketing"},
        "enquiries": {"name": "Enquiries", "text": "We answer what you ask us within a week."},
    },
    "soft_opt_in": {"channels": []},
}


def notice(**changes) -> Notice:
    return Notice.model_validate({**OLD, **changes})


def purposes(**changes):
    return {"purposes": {**OLD["purposes"], **changes}}


def only_field(before, after):
    (change,) = diff(before, after)
    (field,) = change.fields
    return field


def test_a_notice_does_not_differ_from_itself():
    assert diff(notice(), notice()) == []
    assert as_text([]) == "The two notices say the same."
    assert json.loads(as_json([])) == {"changes": []}


def test_words_in_another_language_stand_with_their_clause_and_under_its_language():
    def in_welsh(name):
        return {"cy": {"purpose.marketing": {"name": name}, "notice": {"title": "Hysbysiad bach"}}}

    (change,) = diff(notice(translations=in_welsh("Marchnata")), notice(translations=in_welsh("Hysbysebu")))
    assert (change.clause, change.title, change.kind) == ("purpose.marketing", "Marketing", "changed")
    (field,) = change.fields
    assert (field.key, field.label) == ("translations.cy.name", "Cymraeg, What for")
    assert (field.before, field.after) == ("Marchnata", "Hysbysebu")
    (whole, marketing) = diff(notice(), notice(translations=in_welsh("Marchnata")))
    assert [field.label for field in whole.fields] == ["Cymraeg, Title of the page"]
    assert [(field.before, field.after) for field in marketing.fields] == [(None, "Marchnata")]


def test_what_belongs_to_no_clause_comes_first_and_sections_follow_in_order():
    after = notice(
        title="Our notice", soft_opt_in=None, categories={"contact": {"name": "Contact"}}, **purposes(a={"name": "A"})
    )
    assert [(change.clause, change.kind) for change in diff(notice(), after)] == [
        ("notice", "changed"),
        ("category.contact", "changed"),
        ("category.payment", "removed"),
        ("purpose.a", "added"),
        ("soft-opt-in", "removed"),
    ]


def test_a_removed_clause_stands_where_it_stood():
    after = notice(purposes={"new": {"name": "N"}, "services": OLD["purposes"]["services"], "last": {"name": "L"}})
    assert [change.clause for change in diff(notice(), after)] == [
        "purpose.new", "purpose.marketing", "purpose.enquiries", "purpose.last",
    ]  # fmt: skip


def test_a_text_is_compared_word_by_word():
    after = notice(**purposes(enquiries={"name": "Enquiries", "text": "We answer what you ask us within two days."}))
    field = only_field(notice(), after)
    assert (field.key, field.label) == ("text", "Words")
    assert [tuple(piece) for piece in field.pieces] == [
        ("We answer what you ask us within ", "same"),
        ("a", "removed"),
        ("two", "added"),
        (" ", "same"),
        ("week", "removed"),
        ("days", "added"),
        (".", "same"),
    ]
    assert "within [−a−][+two+] [−week−][+days+]." in as_text(diff(notice(), after))


def test_references_are_named_and_codes_are_worded():
    after = notice(**purposes(marketing={"name": "Marketing", "categories": ["contact"], "message": "none"}))
    (change,) = diff(notice(), after)
    assert [(field.label, field.before, field.after) for field in change.fields] == [
        ("Data", "Contact details and Payment details", "Contact details"),
        ("Messages", "marketing", "none"),
    ]


def test_a_departure_from_a_default_shows_the_default():
    after = notice(**purposes(services={**OLD["purposes"]["services"], "role": "processor", "subjects": []}))
    fields = {field.key: (field.before, field.after) for field in diff(notice(), after)[0].fields}
    assert fields == {
        "subjects": ("everybody this notice is for", "nothing"),
        "role": ("the organisation decides", "a customer decides; the organisation acts on instructions"),
    }


def test_a_basis_is_compared_with_the_one_of_its_kind():
    bases = [{"kind": "consent", "why": "You said yes."}, {"kind": "contract", "why": "Needed."}]
    after = notice(**purposes(services={**OLD["purposes"]["services"], "bases": bases}))
    fields = {field.key: (field.label, field.before, field.after) for field in diff(notice(), after)[0].fields}
    assert fields == {
        "bases.consent.kind": ("Lawful basis, consent: Kind", None, "consent"),
        "bases.consent.why": ("Lawful basis, consent: Why", None, "You said yes."),
        "bases.contract.why": ("Lawful basis, a contract: Why", None, "Needed."),
    }


def test_a_renamed_category_changes_no_purpose():
    categories = {**OLD["categories"], "contact": {"name": "How to reach you"}}
    assert [change.clause for change in diff(notice(), notice(categories=categories))] == ["category.contact"]


def test_unknown_keys_and_broken_sentences_are_compared_too():
    after = notice(
        **purposes(enquiries={**OLD["purposes"]["enquiries"], "incomplete": True, "missing": "When.", "x-owner": 1})
    )
    fields = {field.key: (field.before, field.after) for field in diff(notice(), after)[0].fields}
    assert fields == {"incomplete": ("no", "yes"), "missing": (None, "When."), "[x-owner]": (None, "1")}


def test_the_number_one_is_not_the_truth():
    one, true = ({**OLD, "purposes": {"a": {"name": "A", "x-flag": flag}}} for flag in (1, True))
    assert only_field(Notice.model_validate(one), Notice.model_validate(true)).key == "[x-flag]"


def test_programs_get_the_same():
    after = notice(title="New")
    (change,) = json.loads(as_json(diff(notice(), after)))["changes"]
    assert change["clause"] == "notice"
    assert change["fields"][0] == {
        "key": "title", "label": "Title", "before": "Small notice", "after": "New",
        "pieces": [{"text": "Small notice", "change": "removed"}, {"text": "New", "change": "added"}],
    }  # fmt: skip


@pytest.mark.promise("S29")
def test_the_two_notices_of_the_demo_can_be_read_side_by_side():
    before, after = (
        load_notice(EXAMPLES / "fellside" / f"{version}.yaml").notice for version in ("2018-06-21", "2026-12-01")
    )
    changes = {change.clause: change for change in diff(before, after)}
    assert changes["source.data-lists"].kind == "removed"
    assert changes["purpose.marketing-by-consent"].kind == "added"
    assert changes["complaints"].kind == "changed"
    text = as_text(changes.values())
    assert max(map(len, text.splitlines())) <= 100
    assert "PosixPath" not in text
    assert "None" not in text


def what_is_said(notice):
    """Give a notice's data without the name of its schema, and without languages in which nothing is said."""
    data = {key: value for key, value in as_data(notice).items() if key != "$schema"}
    translated = {
        (tag, clause): words
        for tag, clauses in data.pop("translations", {}).items()
        for clause, words in clauses.items()
        if words
    }
    return data, translated


def test_words_in_another_language_for_a_clause_that_is_not_there_are_a_difference():
    (change,) = diff(notice(), notice(translations={"cy": {"purpose.gone": {"name": "Wedi mynd"}}}))
    (field,) = change.fields
    assert (change.clause, field.key, field.after) == ("notice", "translations.cy.purpose.gone.name", "Wedi mynd")
    assert "purpose.gone" in field.label


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(notices(), notices())
def test_any_difference_is_found_and_reads_the_same_from_both_sides(one, other):
    there, back = diff(one, other), diff(other, one)
    swapped = {"added": "removed", "removed": "added", "changed": "changed"}
    assert {change.clause: change.kind for change in there} == {change.clause: swapped[change.kind] for change in back}
    assert bool(there) == (what_is_said(one) != what_is_said(other))
    for change in there:
        for field in change.fields:
            assert field.before is not None or field.after is not None


@settings(max_examples=200)
@given(TEXTS, TEXTS)
def test_the_pieces_give_both_texts_back(one, other):
    pieces = pieces_between(one, other)
    assert "".join(piece.text for piece in pieces if piece.change != "added") == one
    assert "".join(piece.text for piece in pieces if piece.change != "removed") == other


def test_two_long_texts_that_share_nothing_are_compared_at_once():
    started = time.process_time()
    pieces = pieces_between("a " * 10_000, "b " * 10_000)
    assert [piece.change for piece in pieces] == ["removed", "added"]
    assert time.process_time() - started < 2
