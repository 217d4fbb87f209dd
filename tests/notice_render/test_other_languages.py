"""A notice in other languages: one version, every word there, and what is not there marked as what it is."""

from __future__ import annotations

import re

import pytest

from honour.notice.builtin import with_builtin
from honour.notice.render.html import fragment
from honour.notice.render.text import render
from honour.notice.translating import in_language, words_by_clause
from honour.notice.wording import day_in_words, period_in_words, speaking, tongue
from tests.examples.notices import MENDED, example


@pytest.fixture(scope="module")
def notice():
    return with_builtin(example(MENDED))


@pytest.fixture(scope="module")
def welsh(notice):
    return fragment(notice, language="cy")


def test_every_word_of_the_demonstrations_notice_is_there_in_welsh(notice):
    put = notice.translations["cy"]
    assert [
        f"{clause} {way}"
        for clause, words in words_by_clause(notice).items()
        for way in words
        if not put.get(clause, {}).get(way)
    ] == []


def test_every_clause_that_honour_adds_is_there_in_welsh(notice):
    known = tongue("cy").builtin
    named = {short for short, clause in notice.clauses() if short.partition(".")[2].startswith("honour-")}
    assert named == set(known)


def test_the_page_says_its_fixed_words_in_welsh_too(notice, welsh):
    own = fragment(notice)
    for heading in ("Who we are", "What we use it for", "Lawful basis", "How long we keep it", "Your rights"):
        assert f">{heading}<" in own
        assert f">{heading}<" not in welsh
    labels = set(re.findall(r"<dt>(.*?)</dt>", own))
    assert labels & set(re.findall(r"<dt>(.*?)</dt>", welsh)) <= {"Data"}  # the same word in both
    headings = set(re.findall(r"<h2[^>]*>(.*?)</h2>", own))
    assert not headings & set(re.findall(r"<h2[^>]*>(.*?)</h2>", welsh))
    assert 'lang="cy"' in welsh
    assert "1 Rhagfyr 2026" in welsh
    assert "chwe blynedd o ddiwedd y contract" in welsh


def test_ids_and_links_are_the_same_in_every_language(notice, welsh):
    own = fragment(notice)
    assert re.findall(r'id="([^"]+)"', own) == re.findall(r'id="([^"]+)"', welsh)
    assert re.findall(r'href="(#[^"]+)"', own) == re.findall(r'href="(#[^"]+)"', welsh)


def test_what_is_not_translated_stands_in_the_notices_own_language_and_says_so(notice):
    some = {"cy": {"purpose.enquiries": {"name": "Ateb", "text": "Rydym yn ateb."}}}
    put = fragment(notice.model_copy(update={"translations": some}), language="cy")
    enquiries = put[put.index('id="purpose.enquiries"') - 80 :]
    assert 'lang="en-GB"' not in enquiries[: enquiries.index(">")]
    services = re.search(r'<article[^>]*id="purpose.services"[^>]*>', put)[0]
    assert 'lang="en-GB"' in services


def test_a_language_whose_fixed_words_are_unknown_has_the_notices_words_and_english_labels(notice):
    some = {"pl": {"purpose.enquiries": {"name": "Odpowiedzi"}}}
    text = render(notice.model_copy(update={"translations": some}), language="pl")
    assert "Odpowiedzi [purpose.enquiries]" in text
    assert "Lawful basis" in text
    with pytest.raises(KeyError):
        in_language(notice, "fr")


def test_days_and_periods_are_written_as_welsh_has_them(notice):
    with speaking("cy"):
        assert day_in_words(notice.effective) == "1 Rhagfyr 2026"
        assert [period_in_words(each) for each in ("P1Y", "P2Y", "P6Y", "P30D", "P13M", "P0D")] == [
            "blwyddyn", "dwy flynedd", "chwe blynedd", "30 diwrnod", "13 mis", "dim amser",
        ]  # fmt: skip
    assert day_in_words(notice.effective) == "1 December 2026"


def test_a_translation_of_nothing_changes_nothing(notice):
    stray = {"cy": {"bogus": {"title": "Dim"}, "purpose.gone": {"name": "Dim"}, "purpose.enquiries": {"colour": "Dim"}}}
    put, _ = in_language(notice.model_copy(update={"translations": stray}), "cy")
    assert put.title == notice.title
    assert "gone" not in put.purposes
    assert put.purposes["enquiries"] == notice.purposes["enquiries"]
