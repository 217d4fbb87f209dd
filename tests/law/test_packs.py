"""The law as dated data."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from honour.gate.rules import RULES
from honour.law import BasisRule, Entry, UnknownLawError, law_at, longest_days
from honour.law.pack import Pack, PackName, pack
from honour.law.reference import markdown
from honour.notice.builtin import with_builtin
from honour.notice.model.contacting import Channel, SoftOptIn
from honour.notice.model.purposes import Basis, BasisKind
from honour.notice.model.rights import Right
from honour.notice.reading import load_notice
from honour.notice.starting.answers import Answers, Company
from honour.notice.starting.composing import first_notice
from honour.publishing.plan.consequences import Kind

NOW = dt.date(2026, 11, 23)
ENACTMENT = re.compile(
    r"(?:[A-Z][a-z]+ )+(?:Act|Regulations) \d{4}, "
    r"(?:Schedule|sections?|regulations?) \w+(?: and \w+)?(?:, paragraph \d+)?"
)
IN_OUR_TABLES = {"VATA 1994 Sch 11 para 6", "FA 1998 Sch 18 para 21", "Limitation Act 1980 s 5"}


def entries(whole: Pack) -> list[Entry]:
    constants = whole.constants
    return [
        *whole.bases.values(),
        *whole.conditions.values(),
        *whole.rights.values(),
        *whole.marketing.channels.values(),
        *whole.marketing.soft_opt_in.values(),
        *whole.presets.values(),
        *whole.grounds.values(),
        *whole.safeguards.values(),
        *whole.checks.values(),
        *whole.enactments.values(),
        *constants.citations,
        *constants.milestones,
        *constants.adequacy,
        constants.regulator,
    ]


@pytest.mark.parametrize("name", ["uk", "eu"])
def test_every_rule_has_its_source_and_says_how_that_was_read(name):
    assert len(entries(pack(name))) > 50
    for entry in entries(pack(name)):
        assert entry.source
        assert entry.evidence


def test_the_reference_of_the_law_is_up_to_date():
    page = Path("docs/reference/law.md").read_text(encoding="utf-8")
    assert page == markdown(), "run: python -m honour.law.reference > docs/reference/law.md"


def test_every_enactment_that_our_own_clauses_and_examples_cite_is_in_the_pack_and_says_how_it_was_read():
    """A piece of law that stands in no table of ours is marked there, and on the page of the law."""
    whole = with_builtin(load_notice(Path("examples/fellside/2026-12-01.yaml")).notice)
    first = [first_notice(Answers(Company("A", "a@example.org", "1 Road", kind)), NOW) for kind in ("company", "other")]
    cited = {each.group() for notice in (whole, *first) for each in ENACTMENT.finditer(notice.model_dump_json())}
    known = pack("uk").enactments.values()
    assert len(cited) > 8
    assert cited <= {each.cite for each in known}
    assert all(each.note for each in known if "knowledge" in each.evidence and each.source not in IN_OUR_TABLES)


def test_a_rule_without_evidence_is_refused():
    with pytest.raises(ValidationError):
        Entry.model_validate({"source": "Art 1", "evidence": []})


def test_an_unknown_pack_is_refused_with_those_there_are():
    with pytest.raises(UnknownLawError, match="Choose one of: uk, eu"):
        law_at("us", NOW)


def test_the_bases_are_those_that_a_notice_can_name():
    assert set(pack("uk").bases) == set(get_args(BasisKind))


def test_the_recognised_interest_comes_with_its_day_and_never_in_the_union():
    assert "recognised-interest" not in law_at("uk", dt.date(2026, 2, 4)).bases
    assert "recognised-interest" in law_at("uk", dt.date(2026, 2, 5)).bases
    assert "recognised-interest" not in law_at("eu", NOW).bases


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("consent", ("always", True, False, True, False)),
        ("contract", ("always", True, False, False, False)),
        ("legal-obligation", ("never", False, False, False, False)),
        ("vital-interests", ("always", False, False, False, False)),
        ("public-task", ("unless-required", False, True, False, False)),
        ("recognised-interest", ("always", False, True, False, False)),
        ("legitimate-interest", ("after-objection", False, True, False, True)),
    ],
)
def test_what_each_basis_entails(kind, expected):
    rule = law_at("uk", NOW).bases[kind]
    stated = (rule.erase, rule.portable, rule.objectable, rule.withdrawable, rule.balancing_test)
    assert stated == expected
    if kind in pack("eu").bases:
        theirs = pack("eu").bases[kind]
        facts = set(BasisRule.model_fields) - set(Entry.model_fields)
        assert {fact: getattr(theirs, fact) for fact in facts} == {fact: getattr(rule, fact) for fact in facts}


def test_what_a_basis_must_state_can_be_stated():
    assert {fact for rule in pack("uk").bases.values() for fact in rule.must_state} <= set(Basis.model_fields)


def test_bases_are_found_by_what_they_entail():
    law = law_at("uk", NOW)
    assert law.bases_where("portable") == {"consent", "contract"}
    assert law.bases_where("objectable") == {"public-task", "recognised-interest", "legitimate-interest"}
    assert law.bases_where("balancing_test") == {"legitimate-interest"}


def test_rights_and_channels_are_those_that_a_notice_can_name():
    assert set(pack("uk").rights) < set(get_args(Right.model_fields["right"].annotation))
    assert set(pack("uk").marketing.channels) < set(get_args(Channel.model_fields["kind"].annotation))


def test_the_soft_opt_in_is_for_electronic_messages_only():
    channels = law_at("uk", NOW).channels
    assert {kind for kind, rule in channels.items() if rule.claims["soft-opt-in"] == "allowed"} == {
        "email",
        "sms",
        "social-message",
    }


def test_each_condition_of_the_soft_opt_in_can_be_stated():
    for rule in pack("uk").marketing.soft_opt_in.values():
        assert {condition.fact for condition in rule.conditions} <= set(SoftOptIn.model_fields)


def test_the_charity_soft_opt_in_comes_with_its_day():
    assert set(law_at("uk", dt.date(2026, 2, 4)).soft_opt_in) == {"sale"}
    assert set(law_at("uk", dt.date(2026, 2, 5)).soft_opt_in) == {"sale", "charity"}


def test_what_is_united_kingdom_law_alone_is_not_in_the_unions_pack():
    only = {"L06", "N11", "L11", "L12", "L16", "L22", "H18", "H19", "H20", "H22", "H27", "H28", "H30", "H31", "H32"}
    assert not only & set(pack("eu").checks)
    assert only <= set(pack("uk").checks)


def test_each_checklist_and_lint_rule_is_there():
    codes = set(pack("uk").checks)
    assert {f"N{n:02}" for n in range(1, 17)} | {f"L{n:02}" for n in range(1, 23)} <= codes


def test_a_check_cites_the_law_by_its_own_name():
    assert pack("uk").checks["N03"].source.startswith("UK GDPR Art")
    assert pack("eu").checks["N03"].source.startswith("GDPR Art")


def test_a_check_is_in_force_from_its_day():
    assert "L06" not in law_at("uk", dt.date(2026, 6, 18)).checks
    assert "L06" in law_at("uk", dt.date(2026, 6, 19)).checks


def test_milestones_are_those_between_two_days():
    law = law_at("uk", NOW)
    assert [each.date for each in law.milestones_since(dt.date(2018, 6, 21))] == [
        dt.date(2026, 2, 5),
        dt.date(2026, 6, 19),
    ]
    assert [each.date for each in law.milestones_since(dt.date(2026, 2, 5))] == [dt.date(2026, 6, 19)]
    assert law_at("uk", dt.date(2018, 6, 21)).milestones_since(dt.date(2018, 6, 1)) == ()


def test_article_77_is_gone_from_its_day():
    assert {each.code for each in law_at("uk", dt.date(2026, 6, 18)).citations} == {"L01"}
    assert {each.code for each in law_at("uk", dt.date(2026, 6, 19)).citations} == {"L01", "L07"}


def test_presets_have_periods_or_no_end():
    for preset in pack("uk").presets.values():
        assert bool(preset.periods) != preset.endless
        assert all(longest_days(period) > 0 for period in preset.periods)


def test_what_is_not_verified_says_so():
    assert pack("uk").constants.regulator.note
    assert "unverified" in (pack("uk").presets["RECRUIT"].note or "")
    assert pack("uk").bases["recognised-interest"].note


@pytest.mark.parametrize(
    ("shorter", "longer"), [("P30D", "P1M"), ("P4W", "P30D"), ("P1M", "P40D"), ("P11M", "P1Y"), ("P5Y", "P6Y")]
)
def test_periods_are_compared(shorter, longer):
    assert longest_days(shorter) < longest_days(longer)


def test_a_year_is_twelve_months():
    assert longest_days("P1Y") == longest_days("P12M")
    assert longest_days("P1Y6M2D") == longest_days("P18M2D")


@pytest.mark.parametrize("name", get_args(PackName))
def test_whatever_the_gate_refuses_and_a_plan_foretells_has_its_ground_in_every_law(name):
    acts = {rule.ground for rule in RULES} | {f"plan:{kind}" for kind in get_args(Kind)}
    assert acts <= set(pack(name).grounds)
    assert {act for act in pack(name).grounds if not act.startswith(("stays:", "asks:"))} == acts
    assert pack(name).grounds["stays:held"].source == f"{pack(name).constants.gdpr} Art 17(3)(e)"


CITES = re.compile(
    r"\bArt(icle)?s?\.? ?\d|\breg(ulation)?s?\.? \d|GDPR|PECR|\b[Ss]ections? \d|\bs \d|Act \d{4}|\bSch(edule)? \d"
)
ABOUT_THE_LAW = {"law", "notice/model", "notice/check/rules/bases.py"}
"""The packs' own package; the fields of a notice, whose descriptions explain them in its schema; a pattern to match."""


def said(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """What a module may say to people: its strings, without the docstrings, which explain it to us."""
    explaining = {
        id(body[0].value)
        for node in ast.walk(tree)
        if isinstance(body := getattr(node, "body", None), list) and body and isinstance(body[0], ast.Expr)
    }
    after = {id(each.value) for node in ast.walk(tree) for each in _bare(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explaining | after:
            yield node.lineno, node.value


def _bare(node: ast.AST) -> list[ast.Expr]:
    body = getattr(node, "body", None)
    return [each for each in body if isinstance(each, ast.Expr)] if isinstance(body, list) else []


def test_no_law_is_cited_in_code_outside_the_packs():
    source = Path("src/honour")
    found = [
        f"{path}:{line}: {words[:80]}"
        for path in sorted(source.rglob("*.py"))
        if not any(path.relative_to(source).is_relative_to(part) for part in ABOUT_THE_LAW)
        for line, words in said(ast.parse(path.read_text(encoding="utf-8")))
        if CITES.search(words)
    ]
    found += [
        f"{path}: {CITES.search(path.read_text(encoding='utf-8'))}"
        for path in sorted([*source.rglob("*.html"), source / "notice/editing/guidance.yaml"])
        if CITES.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
