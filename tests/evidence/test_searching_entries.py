"""Who used my data: entries about one person, alone or among many."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from pyroaring import BitMap

from honour.evidence import searching
from honour.evidence.entries import NewEntry, append, append_many
from honour.evidence.expiring import expire_payloads
from honour.evidence.models import Payload
from honour.evidence.searching import entries_about

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def test_entries_about_a_person_are_found_the_newest_first():
    ids = [append("person:read", {"n": n}, subject=n % 2, at=AT + timedelta(minutes=n)) for n in range(6)]
    found = entries_about(1)
    assert [use.entry for use in found] == [ids[5], ids[3], ids[1]]
    assert found[0].payload == {"n": 5}
    assert found[0].at == AT + timedelta(minutes=5)


def test_a_use_of_many_is_found_for_each_of_them_and_for_nobody_else():
    alone = append("person:read", {}, subject=7, at=AT)
    many = append("person:selected", {"purpose": "support"}, subjects=BitMap(range(0, 10_000, 7)), at=AT)
    assert [(use.entry, use.people) for use in entries_about(7)] == [(many, 1429), (alone, 1)]
    assert [use.entry for use in entries_about(14)] == [many]
    assert entries_about(8) == []


def test_only_the_kinds_asked_for_are_given():
    append("person:read", {}, subject=7, at=AT)
    decided = append("person:decided", {}, subject=7, at=AT)
    shared = append("person:selected", {}, subjects=BitMap([7]), at=AT)
    assert {use.entry for use in entries_about(7, ("person:decided", "person:selected"))} == {decided, shared}


def test_more_uses_than_fit_one_question_are_found():
    append_many([NewEntry("person:selected", {"n": n}, AT, subjects=BitMap([n, 5])) for n in range(1_200)])
    assert len(entries_about(5)) == 1_200


def test_a_person_is_found_by_index_in_every_run():
    append("person:read", {}, subject=7, at=AT)
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # it would read so small a table from end to end
        cursor.execute(explain + searching._alone(connection.vendor, some=False), [7])
        plan = str(cursor.fetchall())
    assert "evidence_payload_subject" in plan


def test_a_person_is_found_after_the_database_has_looked_at_its_tables():
    ids = append_many([NewEntry("person:read", {}, AT, subject=n % 300) for n in range(2_000)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert [use.entry for use in entries_about(7)] == ids[7::300][::-1]


def test_large_sets_and_small_ones_are_looked_into_and_those_that_end_before_a_person_or_begin_after_are_not():
    large = append("person:selected", {}, subjects=BitMap(range(0, 200_000, 7)), at=AT)
    small = append("person:selected", {}, subjects=BitMap([1, 700]), at=AT)
    append("person:selected", {}, subjects=BitMap([701, 900]), at=AT)
    append("person:selected", {}, subjects=BitMap(), at=AT)
    assert len(BitMap(range(0, 200_000, 7)).serialize()) > searching._LARGE
    assert {use.entry: use.people for use in entries_about(700)} == {large: 28_572, small: 2}
    assert [use.entry for use in entries_about(2)] == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT lowest, highest FROM evidence_payload WHERE subjects IS NOT NULL ORDER BY entry_id")
        assert cursor.fetchall() == [(0, 199_997), (1, 700), (701, 900), (None, None)]


def test_a_person_is_found_in_every_run_of_entries():
    ids = append_many([NewEntry("person:read", {}, AT, subject=7 if n % 3_000 == 0 else 8) for n in range(9_001)])
    assert [use.entry for use in entries_about(7)] == [ids[9_000], ids[6_000], ids[3_000], ids[0]]


def test_what_has_expired_says_nothing_any_more():
    append("staff:signed-in", {}, subject=7, at=AT)
    expire_payloads(AT + timedelta(days=90))
    assert entries_about(7) == []


def test_sets_that_were_written_before_their_ends_were_kept_get_them():
    many = append("person:selected", {}, subjects=BitMap([3, 7, 9]), at=AT)
    nobody = append("person:selected", {}, subjects=BitMap(), at=AT)
    Payload.objects.update(lowest=None, highest=None)
    assert entries_about(7) == []
    migration = import_module("honour.evidence.migrations.0002_ends_of_sets")
    migration.write_ends(apps, SimpleNamespace(connection=connection))
    assert [use.entry for use in entries_about(7)] == [many]
    assert list(Payload.objects.order_by("pk").values_list("pk", "lowest", "highest")) == [
        (many, 3, 9),
        (nobody, None, None),
    ]
