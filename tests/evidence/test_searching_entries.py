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
from honour.evidence.models import Named, Payload
from honour.evidence.models.named import FEW
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
        query = searching._alone_or_among_few(connection.vendor, some=False)
        cursor.execute(explain + query, [7] * query.count("%s"))
        plan = str(cursor.fetchall())
    sqlites = "evidence_about USING PRIMARY KEY (run=? AND subject=?)"
    assert (sqlites if connection.vendor == "sqlite" else "evidence_payload_subject") in plan
    assert "SCAN evidence_payload" not in plan
    assert "evidence_named_subject" in plan


def test_a_person_is_found_after_the_database_has_looked_at_its_tables():
    ids = append_many([NewEntry("person:read", {}, AT, subject=n % 300) for n in range(2_000)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert [use.entry for use in entries_about(7)] == ids[7::300][::-1]


def test_large_sets_and_middling_ones_are_looked_into_and_those_that_end_before_a_person_or_begin_after_are_not():
    large = append("person:selected", {}, subjects=BitMap(range(0, 200_000, 7)), at=AT)
    middling = append("person:selected", {}, subjects=BitMap(range(100, 701, 6)), at=AT)
    append("person:selected", {}, subjects=BitMap(range(701, 801)), at=AT)
    append("person:selected", {}, subjects=BitMap(), at=AT)
    assert len(BitMap(range(0, 200_000, 7)).serialize()) > searching._LARGE
    assert {use.entry: use.people for use in entries_about(700)} == {large: 28_572, middling: 101}
    assert [use.entry for use in entries_about(2)] == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT lowest, highest FROM evidence_payload WHERE subjects IS NOT NULL ORDER BY entry_id")
        assert cursor.fetchall() == [(0, 199_997), (100, 700), (701, 800), (None, None)]


def test_a_few_people_have_a_row_each_and_their_set_is_not_looked_into():
    alone = append("person:selected", {}, subjects=BitMap([8]), at=AT)
    few = append("person:selected", {}, subjects=BitMap(range(7, 7 + FEW)), at=AT)
    more = append("person:selected", {}, subjects=BitMap(range(7, 8 + FEW)), at=AT)
    assert {use.entry: use.people for use in entries_about(8)} == {alone: 1, few: FEW, more: FEW + 1}
    assert {use.entry: use.people for use in entries_about(7 + FEW)} == {more: FEW + 1}
    assert Named.objects.count() == 1 + FEW
    looked_into = Payload.objects.filter(lowest__isnull=False)
    assert list(looked_into.values_list("pk", flat=True)) == [more]


def test_few_people_among_entries_written_together_are_found_each_under_its_own_entry():
    sets = [None, BitMap([3, 5]), BitMap(), BitMap(range(100)), BitMap([5])]
    ids = append_many([NewEntry("person:selected", {"n": n}, AT, None, people) for n, people in enumerate(sets)])
    assert {use.entry: use.people for use in entries_about(5)} == {ids[1]: 2, ids[3]: 100, ids[4]: 1}
    assert {use.entry for use in entries_about(3)} == {ids[1], ids[3]}


def test_a_person_is_found_in_every_run_of_entries():
    ids = append_many([NewEntry("person:read", {}, AT, subject=7 if n % 3_000 == 0 else 8) for n in range(9_001)])
    assert [use.entry for use in entries_about(7)] == [ids[9_000], ids[6_000], ids[3_000], ids[0]]


def test_what_has_expired_says_nothing_any_more():
    append("staff:signed-in", {}, subject=7, at=AT)
    append("staff:signed-in", {}, subjects=BitMap([6, 7]), at=AT)
    kept = append("person:selected", {}, subjects=BitMap([8, 9]), at=AT)
    expire_payloads(AT + timedelta(days=90))
    assert entries_about(7) == []
    assert [use.entry for use in entries_about(9)] == [kept]
    assert set(Named.objects.values_list("subject", flat=True)) == {8, 9}


def test_sets_that_were_written_before_their_ends_were_kept_get_them():
    many = append("person:selected", {}, subjects=BitMap(range(3, 103)), at=AT)
    nobody = append("person:selected", {}, subjects=BitMap(), at=AT)
    Payload.objects.update(lowest=None, highest=None)
    assert entries_about(7) == []
    migration = import_module("honour.evidence.migrations.0002_ends_of_sets")
    migration.write_ends(apps, SimpleNamespace(connection=connection))
    assert [use.entry for use in entries_about(7)] == [many]
    assert list(Payload.objects.order_by("pk").values_list("pk", "lowest", "highest")) == [
        (many, 3, 102),
        (nobody, None, None),
    ]


def test_small_sets_that_were_written_before_their_people_had_rows_get_them():
    few = append("person:selected", {}, subjects=BitMap([3, 7, 9]), at=AT)
    many = append("person:selected", {}, subjects=BitMap(range(3, 103)), at=AT)
    Named.objects.all().delete()
    Payload.objects.filter(pk=few).update(lowest=3, highest=9)
    migration = import_module("honour.evidence.migrations.0003_few_are_named")
    migration.name_the_few(apps, SimpleNamespace(connection=connection))
    assert {use.entry: use.people for use in entries_about(7)} == {few: 3, many: 100}
    assert list(Payload.objects.filter(lowest__isnull=False).values_list("pk", flat=True)) == [many]
