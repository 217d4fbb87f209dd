"""Each piece shows what it was given, escaped, and nothing it was not given."""

import datetime as dt
from types import ModuleType

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils.html import format_html

from honour.ui.board import PromiseGroup, PromiseRow, broken_first
from honour.ui.clauses import Clause, Part
from honour.ui.forms import Renderer
from honour.ui.site import Controller, NavItem, Site
from honour.ui.tables import Column, Row, Table
from honour.ui.timeline import Moment, by_month

HOSTILE = "<b>&\"'"
ESCAPED = "&lt;b&gt;&amp;&quot;&#x27;"


@pytest.mark.parametrize(
    ("sentence", "heading"),
    [
        ("Nothing needs you today.", "Nothing needs you today"),
        ("Who else works here?", "Who else works here?"),
        ("An enquiry of 3 December: nobody’s. Answer it by Thursday 10 December.",) * 2,
    ],
)
def test_a_heading_of_one_sentence_ends_without_a_full_stop(sentence, heading):
    assert f"<h1>{heading}</h1>" in render("{% opening v %}", v=sentence)
    assert render("{{ v|heading }}", v=sentence) == heading


def render(source: str, path: str = "/", **context) -> str:
    request = RequestFactory().get(path)
    return engines["django"].from_string("{% load ui %}" + source).render(context, request)


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("{% opening v v v detail=v %}", HOSTILE),
        ("{% empty v v v %}", HOSTILE),
        ("{% masked v %}", HOSTILE),
        ("{% proof v v %}", HOSTILE),
        ("{% key_values v %}", [(HOSTILE, HOSTILE)]),
        ("{% breadcrumbs v %}", [NavItem(HOSTILE, HOSTILE), NavItem(HOSTILE, "")]),
        ("{% tabs v 'Views' %}", [NavItem(HOSTILE, HOSTILE)]),
        ("{% clause v %}", Clause(HOSTILE, HOSTILE, (Part(HOSTILE), Part(HOSTILE, "added")), "changed", HOSTILE)),
        ("{% data_table v %}", Table(HOSTILE, (Column(HOSTILE),), (Row((HOSTILE,), HOSTILE),))),
        ("{% timeline v %}", by_month([Moment(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), HOSTILE, HOSTILE, HOSTILE)])),
        ("{% board v %}", [PromiseGroup(HOSTILE, (PromiseRow(*[HOSTILE, "kept", *[HOSTILE] * 4]),))]),
    ],
)
def test_text_never_becomes_mark_up(tag, value):
    shown = render(tag, v=value)
    assert "<b>" not in shown
    assert ESCAPED in shown


@pytest.mark.parametrize(
    ("state", "word", "shape"),
    [
        ("kept", "Kept", "circle-check"),
        ("broken", "Broken", "octagon-x"),
        ("not proved", "Not proved", "circle-dashed"),
    ],
)
def test_a_promise_stands_by_word_and_shape(state, word, shape):
    shown = render("{% mark state %}", state=state)
    assert word in shown
    assert f"#icon-{shape}" in shown


def test_an_icon_that_is_not_in_the_sprite_is_refused():
    with pytest.raises(ValueError, match="There is no icon 'rocket'"):
        render("{% icon 'rocket' %}")


def test_what_is_broken_is_pinned_above_the_groups():
    rows = [PromiseRow(f"S{n}", state, f"Promise {n}", "") for n, state in enumerate(["kept", "broken", "broken"])]
    groups = (PromiseGroup("What for", (rows[0], rows[1])), PromiseGroup("How long", (rows[2],)))
    assert broken_first(groups) == (
        PromiseGroup("Broken", (rows[1], rows[2]), pinned=True),
        PromiseGroup("What for", (rows[0],)),
    )
    assert broken_first(groups[:1] * 0) == ()


def test_a_table_groups_thousands_dashes_what_is_missing_and_keeps_marked_up_cells():
    table = Table(
        "People",
        (Column("Who"), Column("How many", number=True), Column("Note")),
        (Row(("All", 1204, format_html("<em>{}</em>", "new"))), Row(("None", None, True))),
    )
    shown = render("{% data_table table %}", table=table)
    assert "1,204" in shown
    assert "–" in shown
    assert "<em>new</em>" in shown
    assert "True" in shown
    assert shown.count('data-label="How many"') == 2


def test_a_row_that_does_not_fit_its_table_is_refused():
    with pytest.raises(ValueError, match="has 2 columns; a row has 1 cells"):
        Table("x", (Column("a"), Column("b")), (Row(("only",)),))


def test_an_empty_table_says_what_will_appear():
    assert "No requests yet." in render("{% data_table t %}", t=Table("x", (Column("a"),), (), "No requests yet."))


def test_months_and_moments_go_from_the_newest_back_in_the_time_of_the_place():
    # 00:30 on 1 June in London is still 31 May in UTC.
    first = Moment(dt.datetime(2026, 5, 31, 23, 30, tzinfo=dt.UTC), "night")
    second = Moment(dt.datetime(2026, 5, 31, 12, 0, tzinfo=dt.UTC), "noon")
    months = by_month([second, first])
    assert [(month.first, [m.title for m in month.moments]) for month in months] == [
        (dt.date(2026, 6, 1), ["night"]),
        (dt.date(2026, 5, 1), ["noon"]),
    ]


def test_a_change_is_told_by_sign_and_word_not_by_colour_alone():
    shown = render("{% clause c %}", c=Clause("x", "X", (Part("old", "removed"), Part("new", "added")), "changed"))
    assert "<ins" in shown
    assert "+<" in shown
    assert "−<" in shown
    assert "Changed" in shown


def test_turning_pages_keeps_the_rest_of_the_question():
    page = Paginator(range(30), 10).page(2)
    shown = render("{% pagination page %}", "/?basis=consent&page=2", page=page)
    assert 'href="?basis=consent&amp;page=1"' in shown
    assert 'href="?basis=consent&amp;page=3"' in shown
    assert "Page 2 of 3" in shown
    assert "Next" not in render("{% pagination page %}", page=Paginator(range(30), 10).page(3))
    assert render("{% pagination page %}", page=Paginator([], 10).page(1)).strip() == ""


def _site_without_it():
    site = ModuleType("a_site_without_a_place_for_the_theme")
    site.urlpatterns = []
    return site


def test_the_theme_switch_stands_only_where_a_theme_can_be_chosen(settings):
    settings.ROOT_URLCONF = _site_without_it()
    assert render("{% theme_switch %}").strip() == ""
    settings.ROOT_URLCONF = "tests.ui.urls"
    shown = render("{% theme_switch %}", "/notice?a=1&b=2")
    assert 'value="/notice?a=1&amp;b=2"' in shown
    assert shown.count("<button") == 3


@pytest.mark.parametrize(
    ("cookie", "shown"), [("dark", ' data-theme="dark"'), ("light", ' data-theme="light"'), ('"><b', "")]
)
def test_only_a_theme_that_exists_is_shown(cookie, shown):
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = cookie
    assert engines["django"].from_string("{% load ui %}{% theme_attribute %}").render({}, request) == shown


def test_what_the_controller_leaves_empty_is_left_out():
    site = Site(Controller("Fellside Invoicing Ltd", email="privacy@fellside.example"))
    shown = render("{% include 'ui/pieces/controller.html' with controller=site.controller %}", site=site)
    assert "privacy@fellside.example" in shown
    assert "Telephone" not in shown
    assert "Registered office" not in shown


@pytest.mark.parametrize("base", ["public", "console", "signin"])
def test_every_base_template_stands_without_any_context(base, settings):
    settings.ROOT_URLCONF = "tests.ui.urls"
    shown = engines["django"].get_template(f"ui/{base}.html").render({})
    assert 'id="content"' in shown
    assert "None" not in shown


class Enquiry(forms.Form):
    default_renderer = Renderer
    name = forms.CharField(label="Your name", help_text="As we should write it.")
    phone = forms.CharField(label="Telephone", required=False)
    how = forms.ChoiceField(label="How shall we answer?", choices=[("a", "A")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="Send me nothing", required=False)
    token = forms.CharField(widget=forms.HiddenInput)


def test_a_field_says_its_hint_and_its_consequence_before_it_is_filled_in():
    form = Enquiry()
    form.fields["name"].consequence = "Without it we cannot answer."
    shown = str(form)
    order = [shown.index(part) for part in ("Your name", "As we should", "Without it", 'name="name"')]
    assert order == sorted(order)
    assert 'aria-describedby="id_name_helptext id_name_consequence"' in shown
    assert shown.count("(optional)") == 1


def test_what_was_typed_and_what_is_wrong_come_back_together():
    form = Enquiry({"phone": "<01632>"})
    shown = str(form)
    assert 'value="&lt;01632&gt;"' in shown
    assert "3 things need another look" in shown
    assert '<a href="#id_name">Your name: This field is required.</a>' in shown
    assert '<a href="#id_how_0">How shall we answer? This field is required.</a>' in shown
    assert "#id_token" not in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown


def test_a_form_without_errors_has_no_summary():
    assert "error-summary" not in str(Enquiry())
