"""A file becomes a notice, or every fault in it is named at once, in plain words."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from honour.notice.faults import UnreadableNoticeError
from honour.notice.model import Notice
from honour.notice.places import clause_of, path_of
from honour.notice.reading import load_notice, read_notice
from honour.notice.source import UnwritableError
from honour.notice.writing import as_data, write_notice
from tests.conftest import EXAMPLES
from tests.notice_reading.generated import notices

SMALL = """\
honour: 1
id: small
title: Small notice
version: "2026-12-01"
effective: 2026-12-01
controller:
  name: Fellside Invoicing Ltd
"""
FILES = sorted(EXAMPLES.glob("*/*.yaml"))


def faults_of(text):
    with pytest.raises(UnreadableNoticeError) as caught:
        load_notice(text.encode(), "notice.yaml")
    return caught.value


def only_fault_of(added):
    (fault,) = faults_of(SMALL + added).faults
    return fault


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_example_is_read_written_and_read_the_same(path):
    loaded = load_notice(path)
    assert loaded.source.save() == path.read_bytes()
    written = write_notice(loaded.notice)
    assert read_notice(written) == loaded.notice
    assert write_notice(read_notice(written)) == written


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_example_as_it_stands_and_as_it_is_written_is_read_alike_by_other_readers_of_yaml(path):
    theirs = yaml.load(path.read_bytes(), Loader=yaml.SafeLoader)  # in Python, stricter than libyaml
    assert Notice.model_validate(theirs) == load_notice(path).notice
    assert yaml.compose(write_notice(load_notice(path).notice), Loader=yaml.SafeLoader)


@pytest.mark.parametrize("place", ["title: Small notice", "name: Fellside Invoicing Ltd"])
@pytest.mark.parametrize("blank", ['""', '" "', '"\\t"'])
def test_a_title_or_name_that_is_blank_names_nothing(place, blank):
    key = place.partition(":")[0]
    (fault,) = faults_of(SMALL.replace(place, f"{key}: {blank}")).faults
    assert (fault.problem, fault.fix) == (f"`{key}` is blank, and text is expected", "Write it")


@pytest.mark.parametrize("given", ['"1"', "true", "1.0"])
def test_the_format_is_a_number_and_nothing_that_resembles_it(given):
    (fault,) = faults_of(SMALL.replace("honour: 1", f"honour: {given}")).faults
    assert fault.fix == "Write `honour: 1`, without quotes"


def test_a_period_is_written_in_the_digits_of_iso_8601():
    fault = only_fault_of('retention: {all: {categories: all, purposes: all, trigger: created, period: "P\uff16Y"}}\n')
    assert fault.problem == "`P\uff16Y` is no period"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(notices())
def test_any_notice_survives_being_written_and_read(notice):
    written = write_notice(notice)
    assert read_notice(written) == notice
    assert as_data(read_notice(written)) == as_data(notice)


def test_a_clause_has_its_place_in_the_file():
    loaded = load_notice(
        (SMALL + "purposes:\n  # first\n  one:\n    name: One\nsoft_opt_in: {channels: []}\n").encode()
    )
    assert loaded.position("purpose.one") == (10, 3)
    assert loaded.position("soft-opt-in") == (12, 1)
    assert loaded.position("controller") == (6, 1)
    assert loaded.position("purpose.gone") == (8, 1)


def test_ids_and_paths_lead_to_each_other():
    for clause, _ in load_notice(FILES[0]).notice.clauses():
        assert clause_of((*path_of(clause), "text")) == clause
    assert clause_of(("title",)) == clause_of(()) == "notice"
    assert path_of("notice") == path_of("nonsense.x") == ()


def test_keys_that_nobody_knows_are_kept():
    notice = read_notice((SMALL + "purposes:\n  one: {name: One, colour: [red, 1]}\n").encode())
    assert notice.purposes["one"].model_extra == {"colour": ["red", 1]}
    assert b"colour:\n" in write_notice(notice) or b"colour: [red, 1]" in write_notice(notice)


def test_all_faults_are_named_at_once_in_the_order_of_the_file():
    error = faults_of("honour: 1\nid: A\ntitle: [x]\npurposes:\n  one:\n    bases: [{kind: contrct}]\n")
    assert [(fault.line, ".".join(map(str, fault.path))) for fault in error.faults] == [
        (1, "version"), (1, "effective"), (1, "controller"), (2, "id"), (3, "title"), (5, "purposes.one.name"),
        (6, "purposes.one.bases.0.kind"),
    ]  # fmt: skip
    assert str(error).startswith("notice.yaml cannot be read as a notice: 7 faults.\n")


@pytest.mark.parametrize(
    ("added", "line", "problem", "fix"),
    [
        ("replaces: 12", 8, "`12` is read as a number, and text is expected", "Put it between quotes"),
        ("replaces: true", 8, "`true` is read as a truth value", "Put it between quotes"),
        ("replaces: Our Old One!", 8, "`Our Old One!` is no short id", "such as `our-old-one`"),
        ("law: fr", 8, "`fr` is unknown here", "Use `uk` or `eu`"),
        ("historical: perhaps", 8, "`perhaps` is neither true nor false", "Write `true` or `false`"),
        ("cookies:", 8, "`cookies` holds nothing, and a set of keys is expected", "take the key out"),
        ("cookies: [a]", 8, "a list stands here, and a set of keys is expected", "key: value"),
        ("translations: {Welsh: {}}", 8, "`Welsh` is no tag of a language", "such as `cy`"),
        ("language: {}", 8, "a set of keys stands here, and text is expected", "Write a text"),
        ("changes: {last_updated: 21 June 2018}", 8, "`21 June 2018` is no day", "such as `2026-12-01`"),
        ("changes: {last_updated: 1528588800}", 8, "`1528588800` is no day", "such as `2026-12-01`"),
        ("purposes:\n  Credit checks: {name: x}", 9, "`Credit checks` is no short id", "such as `credit-checks`"),
        ("purposes:\n  x:\n    name: x\n    categories: al", 11, "`al` is neither `all` nor a", "[contact, payment]"),
        ("purposes:\n  x:\n    name: x\n    categories: [a, B b]", 11, "`B b` is no short id", "such as `b-b`"),
        ("purposes:\n  x: {name: x, bases: [{kind: contrct}]}", 9, "`contrct` is unknown", "Did you mean `contract`?"),
        ("retention:\n  r: {categories: all, purposes: all, period: 6 years}", 9, "`6 years` is no period", "`P6Y`"),
        ("retention:\n  r: {categories: all, purposes: all, period: until you say stop}", 9, "is no period", "`P6Y`"),
        ("categories:\n  c: {name: x, fields: {f: {name: x, max_length: 0}}}", 9, "`0` is too small", "at least 1"),
        ("categories:\n  c: {name: x, fields: {f: {name: x, max_length: 20001}}}", 9, "too large", "at most 20,000"),
        ("categories:\n  c: {name: x, fields: {f: {name: x, max_length: many}}}", 9, "no whole number", "whole number"),
        ("topics:\n  t: {name: x}", 9, "`purpose` is missing", "Add `purpose:`"),
        ("recipients:\n  r: {name: x, named: Bank}", 9, "`Bank` is text, and a list is expected", "[one, two]"),
    ],
)  # fmt: skip
def test_a_fault_says_where_what_and_what_to_do(added, line, problem, fix):
    fault = only_fault_of(added + "\n")
    assert fault.line == line
    assert problem in fault.problem
    assert fix in fault.fix
    assert str(fault).startswith(f"notice.yaml, line {line}, column {fault.column}, {fault.clause}")


def test_a_text_that_is_too_long_is_named_without_being_repeated():
    fault = only_fault_of(f"language: {'x' * 20_001}\n")
    assert "20,001 characters" in fault.problem
    assert len(str(fault)) < 200


def test_a_form_without_a_purpose_is_refused():
    fault = only_fault_of("forms:\n  f: {name: x, purposes: [], subject: s, source: s, short_notice: x}\n")
    assert (fault.clause, fault.problem) == ("form.f", "`purposes` is empty, and at least one entry is needed")


def test_an_unreadable_file_has_one_fault_with_its_clause():
    error = faults_of(SMALL + "purposes:\n  one:\n    name: 'x\n")
    (fault,) = error.faults
    assert (fault.line, fault.clause) == (10, "purpose.one")
    assert "quotation marks" in fault.fix


def test_a_list_is_no_notice():
    assert "a set of keys is expected" in str(faults_of("- a\n- b\n"))


def test_a_notice_with_a_control_character_cannot_be_written():
    notice = read_notice(SMALL.encode()).model_copy(update={"title": "a\x00b"})
    with pytest.raises(UnwritableError, match=r"title: the value has a control character"):
        write_notice(notice)
