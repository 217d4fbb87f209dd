"""Files in every style a person might write, and any change to them."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from honour.notice.source import read_source
from tests.notice_source.following import (
    assert_only_added,
    assert_the_rest_stays,
    at,
    edited,
    inserted,
    paths,
    removed,
    same,
)
from tests.notice_source.writing import KEYS, VALUES, documents

some = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@some
@given(documents())
def test_a_file_is_read_as_it_was_meant_and_saved_as_it_was_read(document):
    data, text = document
    source = read_source(text.encode(), "notice.yaml")
    assert same(source.data, data)
    assert source.save() == text.encode()


@some
@given(documents(), st.data())
def test_an_edit_changes_its_value_and_nothing_else(document, draw):
    data, text = document
    source = read_source(text.encode(), "notice.yaml")
    path = draw.draw(st.sampled_from([path for path in paths(data) if path]))
    value = draw.draw(VALUES)
    changed = source.edit(path, value)
    assert same(read_source(changed.save(), "notice.yaml").data, edited(data, path, value))
    assert_the_rest_stays(source, path, changed)
    assert changed.edit(path, value).save() == changed.save()


@some
@given(documents(), st.data())
def test_an_insertion_adds_its_entry_and_nothing_else(document, draw):
    data, text = document
    source = read_source(text.encode(), "notice.yaml")
    path = draw.draw(st.sampled_from([path for path in paths(data) if isinstance(at(data, path), (dict, list))]))
    collection = at(data, path)
    if isinstance(collection, dict):
        key = draw.draw(KEYS.filter(lambda key: key not in collection))
    else:
        key = draw.draw(st.integers(0, len(collection)))
    value = draw.draw(VALUES)
    changed = source.insert(path, key, value)
    assert same(read_source(changed.save(), "notice.yaml").data, inserted(data, path, key, value))
    if collection:
        assert_only_added(source, changed)
    else:
        assert_the_rest_stays(source, path, changed)


@some
@given(documents(), st.data())
def test_a_removal_takes_its_part_and_nothing_else(document, draw):
    data, text = document
    source = read_source(text.encode(), "notice.yaml")
    path = draw.draw(st.sampled_from([path for path in paths(data) if path]))
    changed = source.remove(path)
    assert same(read_source(changed.save(), "notice.yaml").data, removed(data, path))
    only_child = len(at(data, path[:-1])) == 1
    if path[:-1] or not only_child:
        assert_the_rest_stays(source, path[:-1] if only_child else path, changed)


@some
@given(documents(), st.data())
def test_comments_on_lines_of_their_own_survive_any_edit_outside_their_part(document, draw):
    data, text = document
    source = read_source(text.encode(), "notice.yaml")
    path = draw.draw(st.sampled_from([path for path in paths(data) if path]))
    inner = [other for other in paths(data) if other[: len(path)] == path]
    first = source.position(path, key=True).line
    last = source.position(inner[-1]).line
    changed = source.edit(path, draw.draw(VALUES))
    for number, line in enumerate(source.text.splitlines(), 1):
        comment = re.match(r" *(# line [0-9]+:)", line)
        if comment and not first <= number <= last:
            assert comment[1] in changed.text


@some
@given(documents(), st.lists(st.tuples(st.integers(0, 50), VALUES), max_size=4))
def test_changes_in_a_row_add_up(document, steps):
    data, text = document
    source = read_source(text.encode(), "notice.yaml")
    for number, value in steps:
        every = [path for path in paths(data) if path]
        path = every[number % len(every)]
        source, data = source.edit(path, value), edited(data, path, value)
    assert same(source.data, data)
