"""Entries commit with what they are about, keep to their kinds, and are found by the people they are about."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from pyroaring import BitMap

from honour.evidence.entries import ENTRY, Beside, NewEntry, append, append_many
from honour.evidence.errors import OutsideTransaction, UnknownKind
from honour.evidence.kinds import declare, declared_kinds, kind_named
from honour.evidence.models import Entry, Named, Payload
from honour.ledger.commitment import commitment, content_text
from honour.ledger.errors import NotCanonical

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def test_an_entry_and_its_payload_are_written_together():
    entry_id = append("person:read", {"purpose": "support", "records": [3, 1]}, subject=7, at=AT)
    entry, payload = Entry.objects.get(pk=entry_id), Payload.objects.get(pk=entry_id)
    assert (entry.at, entry.kind, entry.until) == (AT, "person:read", date(2032, 11, 23))
    assert (payload.content, payload.subject, payload.subjects) == ('{"purpose":"support","records":[3,1]}', 7, None)
    assert payload.expires_at == entry.until
    committed = commitment(payload.salt, content_text(payload.content, payload.subject, payload.subjects))
    assert bytes(entry.commitment).hex() == committed


def test_many_entries_are_written_in_their_order_each_with_a_salt_of_its_own():
    people = BitMap([5, 9, 1_000_000])
    ids = append_many(
        [
            NewEntry("person:read", {"n": 0}, AT, subject=5),
            NewEntry("person:selected", {"n": 1}, AT, subjects=people),
            NewEntry("notice:published", {"n": 2}, AT),
        ]
    )
    assert ids == sorted(ids)
    rows = list(Payload.objects.filter(pk__in=ids).order_by("pk"))
    assert [row.content for row in rows] == ['{"n":0}', '{"n":1}', '{"n":2}']
    assert [row.entry.kind for row in rows] == ["person:read", "person:selected", "notice:published"]
    assert BitMap.deserialize(bytes(rows[1].subjects)) == people
    assert len({row.salt for row in rows}) == 3
    for row in rows:
        bits = None if row.subjects is None else bytes(row.subjects)
        assert bytes(row.entry.commitment).hex() == commitment(row.salt, content_text(row.content, row.subject, bits))


def test_single_and_many_entries_follow_one_another():
    first = append("person:read", {}, at=AT)
    (second,) = append_many([NewEntry("person:read", {}, AT)])
    third = append("person:read", {}, at=AT)
    assert first < second < third
    assert append_many([]) == []


def test_the_same_use_of_the_same_data_twice_leaves_two_commitments_that_look_unrelated():
    one, other = (append("person:read", {"purpose": "support"}, subject=7, at=AT) for _ in range(2))
    assert Entry.objects.get(pk=one).commitment != Entry.objects.get(pk=other).commitment


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    with pytest.raises(OutsideTransaction, match=r"transaction\.atomic"):
        append("person:read", {}, at=AT)
    with pytest.raises(OutsideTransaction):
        append_many([NewEntry("person:read", {}, AT)])


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_gone_when_its_transaction_is_undone():
    with transaction.atomic():
        append("person:read", {}, at=AT)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
    assert not Payload.objects.exists()


def test_a_kind_that_nobody_declared_is_refused():
    with pytest.raises(UnknownKind, match="person:gossiped"):
        append("person:gossiped", {}, at=AT)


def test_each_kind_says_in_words_what_happened_and_how_long_it_is_remembered():
    assert kind_named("staff:signed-in").kept == 90
    assert all(kind.says.endswith(".") and kind.kept > 0 for kind in declared_kinds())


@pytest.mark.parametrize(
    "name", ["Person:Read", "person", "person:", "person:read:more", "person read", "p:" + "x" * 70]
)
def test_a_kind_is_named_subject_and_verb(name):
    with pytest.raises(UnknownKind):
        declare(name, "It happened.")


def test_a_kind_is_declared_in_one_way_only():
    same = kind_named("person:read")
    assert declare(same.name, same.says, same.kept) == same
    with pytest.raises(UnknownKind, match="declared already"):
        declare(same.name, "Something else.")


def test_a_time_without_zone_and_a_payload_without_a_single_form_are_refused():
    with pytest.raises(NotCanonical):
        append("person:read", {}, at=datetime(2026, 1, 1))  # noqa: DTZ001 - the naive time is the point
    with pytest.raises(NotCanonical):
        append("person:read", {"share": 0.5}, at=AT)


def test_times_of_every_zone_and_precision_are_kept_to_the_microsecond():
    at = datetime(2026, 6, 1, 12, 0, 0, 1, tzinfo=UTC)
    assert Entry.objects.get(pk=append("person:read", {}, at=at)).at == at


def test_what_an_entry_is_about_is_written_with_it_and_may_name_its_number():
    signed = append("person:decided", {}, subject=7, at=AT)
    named = Beside("INSERT INTO evidence_named (id, subject) VALUES (%s, %s)", (ENTRY, 9))
    changed = Beside("UPDATE evidence_payload SET subject = %s WHERE entry_id = %s", (8, signed))
    entry = append("person:decided", {}, subject=7, at=AT, beside=[named, changed])
    assert list(Named.objects.values_list("pk", "subject")) == [(entry, 9)]
    assert Payload.objects.get(pk=signed).subject == 8
    assert Payload.objects.get(pk=entry).subject == 7
