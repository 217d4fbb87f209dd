"""The notice's forms as something to fill in."""

import pytest
from django.core import signing

from honour.intake.forms import CHOICE, asking, can_be_asked, forms_of
from honour.intake.tickets import issue, read_ticket
from honour.notice.model import Notice
from honour.notice.source import read_source
from tests.conftest import EXAMPLES

pytestmark = pytest.mark.promise("S03")


def fellside(version: str = "2026-12-01") -> Notice:
    path = EXAMPLES / "fellside" / f"{version}.yaml"
    return Notice.model_validate(read_source(path.read_bytes(), path.name).data)


GIVEN = {"name": "Asha Patel", "email": "asha@patel.example", "message": "How much is it?"}


def test_the_form_asks_what_the_notice_declares_and_nothing_else():
    notice = fellside()
    form = asking(notice, "get-in-touch")()
    assert list(form.fields) == [*notice.forms["get-in-touch"].fields, CHOICE]


@pytest.mark.promise("S12")
def test_each_field_is_required_or_optional_as_declared_and_says_what_follows():
    form = asking(fellside(), "get-in-touch")()
    assert [name for name, field in form.fields.items() if field.required] == ["name", "email", "message"]
    assert form["telephone"].consequence == "If you leave it out, we reply by email only."
    assert form["name"].consequence == ""
    assert "(optional)" in form["telephone"].as_field_group()
    assert "(optional)" not in form["email"].as_field_group()


def test_the_choice_about_marketing_stands_as_declared_and_is_not_ticked():
    form = asking(fellside(), "get-in-touch")()
    assert form[CHOICE].label == "Don't email me about similar services"
    assert "checked" not in str(form)


def test_a_filled_form_gives_its_answers_without_the_empty_ones():
    form = asking(fellside(), "get-in-touch")({**GIVEN, "company": "  ", CHOICE: "on"})
    assert form.is_valid(), form.errors
    assert form.answers() == GIVEN
    assert form.choice()


def test_everything_wrong_is_said_at_once_and_what_was_typed_stays():
    form = asking(fellside(), "get-in-touch")({"name": "", "email": "asha", "telephone": "12", "message": "Hello"})
    assert not form.is_valid()
    assert set(form.errors) == {"name", "email", "telephone"}
    assert 'value="asha"' in str(form["email"])


def test_over_long_and_unprintable_answers_are_refused_with_what_to_do():
    form = asking(fellside(), "get-in-touch")({**GIVEN, "name": "a" * 3000, "message": "bell \x07"})
    assert set(form.errors) == {"name", "message"}
    assert "too long" in str(form.errors["name"])


def test_letters_beyond_latin_are_taken_and_composed():
    form = asking(fellside(), "get-in-touch")({**GIVEN, "name": "Ame\u0301lie 山田 🌱"})
    assert form.is_valid(), form.errors


def test_browsers_are_told_what_to_fill_in():
    form = asking(fellside(), "get-in-touch")()
    assert form.fields["email"].widget.attrs["autocomplete"] == "email"
    assert form.fields["telephone"].widget.attrs["autocomplete"] == "tel"
    assert form.fields["company"].widget.attrs["autocomplete"] == "organization"


def test_a_form_that_asks_nothing_or_asks_for_a_file_is_not_offered():
    notice = fellside()
    data = notice.model_dump(by_alias=True, exclude_unset=True)
    data["forms"]["empty"] = {**data["forms"]["get-in-touch"], "fields": {}}
    data["categories"]["contact"]["fields"]["photo"] = {"name": "Photo", "type": "attachment"}
    data["forms"]["photo"] = {
        **data["forms"]["get-in-touch"],
        "fields": {"photo": {"category": "contact", "field": "photo"}},
    }
    changed = Notice.model_validate(data)
    assert list(forms_of(changed)) == list(notice.forms)
    assert not can_be_asked(changed, "empty")
    assert not can_be_asked(changed, "photo")
    assert not can_be_asked(changed, "unheard-of")


def test_a_choice_a_yes_or_no_and_a_date_have_controls_of_their_own():
    data = fellside().model_dump(by_alias=True, exclude_unset=True)
    data["categories"]["contact"]["fields"] |= {
        "size": {"name": "Size", "type": "choice", "choices": ["Small", "Large"]},
        "visit": {"name": "May we visit?", "type": "yes-no"},
        "day": {"name": "Day", "type": "date"},
    }
    data["forms"]["get-in-touch"]["fields"] = {
        short: {"category": "contact", "field": short} for short in ("size", "visit", "day")
    }
    notice = Notice.model_validate(data)
    shown = str(asking(notice, "get-in-touch")())
    assert shown.count("selected") == 1
    assert 'value="" selected' in shown
    assert "checked" not in shown
    assert asking(notice, "get-in-touch")({"size": "Small", "visit": "no", "day": "2026-12-01"}).is_valid()
    assert set(asking(notice, "get-in-touch")({"size": "Huge", "visit": "perhaps", "day": "soon"}).errors) == {
        "size",
        "visit",
        "day",
    }


def test_a_ticket_comes_back_as_it_went_out():
    ticket = issue("get-in-touch", "2026-12-01")
    assert read_ticket(str(ticket), "get-in-touch") == ticket
    assert issue("get-in-touch", "2026-12-01").submission != ticket.submission


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "nonsense",
        signing.dumps(["get-in-touch", "2018-06-21", "x"], salt="other"),
        str(issue("download", "1")) + "x",
    ],
    ids=["nothing", "nonsense", "signed for something else", "changed"],
)
def test_a_forged_ticket_is_no_ticket(forged):
    assert read_ticket(forged, "get-in-touch") is None


def test_a_ticket_of_another_form_is_no_ticket():
    assert read_ticket(str(issue("download", "1")), "get-in-touch") is None
