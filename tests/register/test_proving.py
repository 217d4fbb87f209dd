"""Each prover says what it examined, finds what is well, and sees it when what is stored was tampered with."""

import datetime as dt
import hashlib
import json
import re

import pytest
from django.db import connection
from pyroaring import BitMap

from honour.evidence.expiring import expire_payloads
from honour.evidence.models import Payload
from honour.evidence.provers import promises, provers
from honour.evidence.provers.proving import prove
from honour.evidence.tombstones import installed_journal
from honour.outreach.stop_links import StopLink, stop_all
from honour.register.deciding import decide
from honour.register.erasing import erase_person
from honour.register.holding import Named, place_hold
from honour.register.known_keys import register_keyring
from honour.register.models import (
    Collection,
    DataKey,
    Erasure,
    Hold,
    Identifier,
    NoticeVersion,
    Permission,
    Record,
    Subject,
    Suppression,
    Wording,
)
from honour.register.modes import set_mode
from honour.register.reading import read
from honour.register.selecting import select
from honour.register.suppressing import unsuppress
from tests.register.conftest import NEW, OLD, SUPPORT

OURS = ("S02", "S08", "S12", "S16", "S17", "S18", "S29", "K03", "K02")


def examine(row, now):
    """Run the register's own provers of a row, without those that other apps add."""
    ours = [each for each in provers()[row] if each.examine.__module__.startswith("honour.register")]
    assert ours
    return prove(promises()[row], ours, now)


@pytest.fixture
def life(wrote, now):
    """A week of ordinary life: people write, are answered, written to, stop, and are erased."""
    people = [wrote(f"p{n}@canary.example", telephone=f"01632 960 30{n}") for n in range(4)]
    wrote("old@canary.example", telephone="01632 960 309", version=OLD)
    read(SUPPORT, people[0], "enquiries", now)
    read(SUPPORT, people[1], "marketing", now)
    read(SUPPORT, people[1], "payments", now)
    select(SUPPORT, "marketing", now, categories=frozenset({"contact"}))
    decide(people[2], Permission.Kind.MARKETING_STOP, at=now, how="mail", recorded_by="staff-1")
    erase_person(people[3], reason="request", asked_by="staff-1", at=now)
    return people


@pytest.mark.parametrize("row", OURS)
def test_where_nothing_was_done_nothing_is_proved(published, now, row):
    assert examine(row, now).state == "not proved"


@pytest.mark.parametrize("years", [0, 7])
@pytest.mark.parametrize("lifted_is_in_the_journal", [True, False])
def test_who_let_us_write_again_and_was_erased_later_breaks_no_promise(
    life, now, monkeypatch, years, lifted_is_in_the_journal
):
    """Of lifts from before the journal knew of them the ledger tells, for six years."""
    if not lifted_is_in_the_journal:
        monkeypatch.setattr("honour.register.stopping._taken_off", lambda hashes, _: bool(unsuppress(hashes)))
    who = {"at": now, "how": "link", "recorded_by": "person"}
    decide(life[1], Permission.Kind.MARKETING_STOP, **who)
    decide(life[1], Permission.Kind.MARKETING_STOP_LIFTED, **who)
    erase_person(life[1], reason="request", asked_by="staff-1", at=now)
    assert [each.kind for each in installed_journal().read()].count("address:let") == lifted_is_in_the_journal
    later = now + dt.timedelta(days=years * 366)
    expire_payloads(later)
    proof = examine("K02", later)
    assert proof.state == "kept", proof.exhibits


def test_a_database_that_has_looked_at_its_tables_breaks_no_promise(life, now):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    proof = examine("K03", now)
    assert proof.state == "kept", proof.exhibits


def test_who_lets_us_write_to_an_address_that_somebody_else_had_stopped_breaks_no_promise(life, now, wrote):
    link = StopLink(life[0], "", register_keyring().suppression.current("email", "both@canary.example"), None, None)
    stop_all(link, now, "link")
    both = wrote("both@canary.example")
    assert Subject.objects.get(public_id=both).marketing_objection  # their address stood on the list
    decide(both, Permission.Kind.MARKETING_STOP_LIFTED, at=now, how="preferences", recorded_by="person")
    proof = examine("K02", now)
    assert proof.state == "kept", proof.exhibits
    Suppression.objects.all().delete()
    assert examine("K02", now).state == "broken"


@pytest.mark.parametrize("row", OURS)
def test_an_ordinary_week_keeps_the_promise_and_says_what_was_looked_at(life, now, row):
    proof = examine(row, now)
    assert proof.state == "kept", (proof.figure, proof.exhibits)
    assert any(character.isdigit() for character in proof.coverage)
    assert "canary" not in f"{proof.figure}{proof.coverage}{proof.exhibits}".lower()


@pytest.mark.parametrize("row", OURS)
def test_somebody_erased_of_whom_a_sealed_hold_keeps_something_breaks_no_promise(life, now, row):
    matter = {"owner": "a", "by": "a", "review_on": dt.date(2027, 1, 1), "at": now, "sealed": True}
    place_hold(Hold.Kind.FRAUD, "F-1", [Named(life[0])], **matter)
    erase_person(life[0], reason="request", asked_by="staff-1", at=now)
    assert Record.objects.filter(subject__public_id=life[0]).exists()

    proof = examine(row, now)
    assert proof.state == "kept", (proof.figure, proof.exhibits)


def said(kind="person:read"):
    return Payload.objects.filter(entry__kind=kind).latest("entry_id")


def edit(payload, **changes):
    content = {**json.loads(payload.content), **changes}
    Payload.objects.filter(pk=payload.pk).update(content=json.dumps(content))


def sabotage_a_person_of_no_kind(people, now):
    Subject.objects.filter(public_id=people[0]).update(kind=None)


def sabotage_a_person_of_a_kind_nobody_declared(people, now):
    Subject.objects.filter(public_id=people[0]).update(kind=61)


def sabotage_an_identifier_that_points_nowhere(people, now):
    Identifier.objects.filter(pk=Identifier.objects.first().pk).update(digest=b"\0" * 32)


def sabotage_an_identifier_that_points_to_somebody_else(people, now):
    other = Subject.objects.get(public_id=people[1])
    Identifier.objects.filter(pk=Identifier.objects.first().pk).update(subject=other)


def sabotage_an_identifier_that_does_not_open(people, now):
    Identifier.objects.filter(pk=Identifier.objects.first().pk).update(value=b"\0" * 40)


def sabotage_a_form_that_required_more_than_the_notice_says(people, now):
    wording = Wording.objects.get(pk=Collection.objects.latest("pk").wording_id)
    words = json.loads(wording.text)
    words["fields"][0]["required"] = not words["fields"][0]["required"]
    Wording.objects.filter(pk=wording.pk).update(text=json.dumps(words))


def sabotage_a_form_whose_short_notice_was_another(people, now):
    wording = Wording.objects.get(pk=Collection.objects.latest("pk").wording_id)
    words = json.loads(wording.text) | {"short_notice": "We sell everything."}
    Wording.objects.filter(pk=wording.pk).update(text=json.dumps(words))


def sabotage_a_use_for_a_purpose_nobody_declared(people, now):
    edit(said(), purpose="lottery")


def sabotage_a_use_under_a_version_never_published(people, now):
    edit(said(), version="2099-01-01")


def sabotage_a_use_of_categories_the_purpose_does_not_list(people, now):
    edit(said("person:selected"), categories=["contact", "credit-report"])


def sabotage_a_use_of_a_record_not_taken_for_it(people, now):
    mine = Record.objects.filter(subject__public_id=people[1]).first()
    Record.objects.filter(pk=mine.pk).update(source=None)


def sabotage_a_use_that_passed_only_by_observing(people, now):
    set_mode("enquiries", observed=True, actor="lead", at=now)
    old = Subject.objects.order_by("pk").last()
    read(SUPPORT, old.public_id, "enquiries", now)


def sabotage_a_use_before_the_record_was_collected(people, now):
    Record.objects.filter(subject__public_id=people[0]).update(collected_at=now + dt.timedelta(days=1))


def sabotage_a_use_on_an_interest_never_weighed(people, now):
    edit(said("person:selected"), version=OLD, purpose=unweighed())


def sabotage_a_use_on_an_interest_past_its_review(people, now):
    from honour.evidence.models import Entry

    payload = said("person:selected")
    Entry.objects.filter(pk=payload.entry_id).update(at=now + dt.timedelta(days=4000))


def unweighed():
    from honour.register.provers.interests import rests_on_interest
    from honour.register.versions import versions

    notice = versions().all[0].notice
    return next(p for p, clause in notice.purposes.items() if rests_on_interest(clause) and not clause.balancing_test)


def sabotage_a_record_without_a_source(people, now):
    Record.objects.filter(subject__public_id=people[0]).update(source=None)


def sabotage_a_notice_edited_after_it_was_published(people, now):
    version = NoticeVersion.objects.get(label=NEW)
    NoticeVersion.objects.filter(pk=version.pk).update(text=version.text.replace("a year", "ten years", 1))


def sabotage_a_collection_under_a_version_never_published(people, now):
    Collection.objects.filter(subject__public_id=people[0]).update(version=40)


def sabotage_a_collection_before_its_notice_was_published(people, now):
    early = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    Collection.objects.filter(subject__public_id=people[0]).update(at=early)


def sabotage_a_record_moved_to_another_version(people, now):
    from honour.register.versions import versions

    old = versions().clauses.number("versions", OLD)
    Record.objects.filter(pk=Record.objects.first().pk).update(version=old)


def sabotage_a_value_whose_bytes_changed(people, now):
    Record.objects.filter(pk=Record.objects.first().pk).update(value=b"\0" * 60)


def sabotage_a_record_moved_to_another_category(people, now):
    record = Record.objects.first()
    Record.objects.filter(pk=record.pk).update(category=record.category + 1)


def sabotage_a_key_destroyed_under_its_record(people, now):
    DataKey.objects.filter(subject__public_id=people[0]).update(state=DataKey.State.DESTROYED)


def sabotage_a_key_that_outlived_its_records(people, now):
    record = Record.objects.filter(subject__public_id=people[0]).first()
    Identifier.objects.filter(record=record).delete()
    record.delete()


def sabotage_an_erased_person_whose_key_is_still_there(people, now):
    key = DataKey.objects.filter(subject__public_id=people[3]).first()
    DataKey.objects.filter(pk=key.pk).update(wrapped=b"\1" * 60)


def sabotage_an_erased_person_who_is_here_again(people, now):
    Subject.objects.filter(public_id=people[3]).update(status=Subject.Status.LIVE)


def sabotage_a_stop_that_was_undone(people, now):
    Subject.objects.filter(public_id=people[2]).update(marketing_objection=False)


def sabotage_a_stop_taken_off_the_list(people, now):
    Suppression.objects.all().delete()


def sabotage_a_journal_that_knows_of_an_erasure_not_done(people, now):
    installed_journal().append("person:erased", {"person": people[0]}, now)


def sabotage_an_identifier_whose_record_became_somebody_elses(people, now):
    other = Subject.objects.get(public_id=people[1])
    Record.objects.filter(pk=Identifier.objects.first().record_id).update(subject=other)


def amend(pattern, words):
    """Change the words of the notice in use, and its digest with them."""
    version = NoticeVersion.objects.get(label=NEW)
    text = re.sub(pattern, words, version.text)
    assert text != version.text
    digest = hashlib.sha256(text.encode()).hexdigest()
    NoticeVersion.objects.filter(pk=version.pk).update(text=text, digest=digest)


def sabotage_a_form_in_force_that_does_not_say_what_happens_without_the_data(people, now):
    amend(r"\n *consequence: .*", "")


def sabotage_a_collection_by_a_form_that_its_version_does_not_have(people, now):
    Collection.objects.filter(subject__public_id=people[0]).update(point="lottery")


def sabotage_a_form_shown_in_a_language_its_version_does_not_have(people, now):
    wording = Wording.objects.get(pk=Collection.objects.latest("pk").wording_id)
    words = json.loads(wording.text) | {"language": "fr"}
    Wording.objects.filter(pk=wording.pk).update(text=json.dumps(words))


def sabotage_a_use_under_a_version_not_in_force_then(people, now):
    edit(said(), version=OLD, purpose="enquiries")


def sabotage_an_interest_weighed_and_found_against(people, now):
    amend("decision: proceed", "decision: do-not-proceed")


def sabotage_a_use_before_the_interest_was_weighed(people, now):
    amend("decided_on: 2026-10-05", f"decided_on: {now.date() + dt.timedelta(days=1)}")


def sabotage_a_version_with_other_words_and_their_digest(people, now):
    amend("a year", "ten years")


def sabotage_a_version_that_took_effect_on_another_day(people, now):
    NoticeVersion.objects.filter(label=NEW).update(effective=dt.date(2020, 1, 1))


def sabotage_a_version_without_its_entry(people, now):
    NoticeVersion.objects.filter(label=NEW).update(entry=None)


def sabotage_a_version_that_names_another_entry(people, now):
    NoticeVersion.objects.filter(label=NEW).update(entry=said().entry_id)


def sabotage_a_record_under_a_version_never_published(people, now):
    Record.objects.filter(pk=Record.objects.first().pk).update(version=40, collection=None)


def sabotage_a_record_of_an_erased_person(people, now):
    erased = Subject.objects.get(public_id=people[3])
    Record.objects.filter(pk=Record.objects.first().pk).update(subject=erased)


def sabotage_an_identifier_of_an_erased_person(people, now):
    erased = Subject.objects.get(public_id=people[3])
    Identifier.objects.filter(pk=Identifier.objects.first().pk).update(subject=erased)


def sabotage_an_erasure_that_the_journal_does_not_know(life, now):
    Erasure.objects.filter(subject__public_id=life[3]).update(record=10**9)


def sabotage_a_journal_that_knows_of_a_record_not_erased(people, now):
    record = Record.objects.filter(subject__public_id=people[0]).first()
    later = now + dt.timedelta(hours=1)
    installed_journal().append("record:erased", {"person": people[0], "record": record.pk}, later)


def sabotage_a_journal_that_knows_of_a_record_not_swept(people, now):
    from honour.register.sweeping import packed

    record = Record.objects.filter(subject__public_id=people[0]).first()
    later = now + dt.timedelta(hours=1)
    installed_journal().append("records:swept", {"records": packed(BitMap([record.pk]))}, later)


@pytest.mark.parametrize(
    ("row", "sabotage", "words"),
    [
        ("S02", sabotage_a_person_of_no_kind, "kind is unknown"),
        ("S02", sabotage_a_person_of_a_kind_nobody_declared, "No version names this person's kind"),
        ("S08", sabotage_an_identifier_that_points_nowhere, "whose hash is not that of its value"),
        ("S08", sabotage_an_identifier_that_points_to_somebody_else, "An identifier that does not open"),
        ("S08", sabotage_an_identifier_that_does_not_open, "An identifier that does not open"),
        ("S12", sabotage_a_form_that_required_more_than_the_notice_says, "did not require what version"),
        ("S12", sabotage_a_form_whose_short_notice_was_another, "were not those of version"),
        ("S16", sabotage_a_use_for_a_purpose_nobody_declared, "declares no purpose lottery"),
        ("S16", sabotage_a_use_under_a_version_never_published, "2099-01-01, which was never published"),
        ("S16", sabotage_a_use_of_categories_the_purpose_does_not_list, "No version lists credit-report"),
        ("S16", sabotage_a_use_of_a_record_not_taken_for_it, "No source that the notice names"),
        ("S16", sabotage_a_use_that_passed_only_by_observing, "because enquiries is observed"),
        ("S16", sabotage_a_use_before_the_record_was_collected, "was collected after it"),
        ("S17", sabotage_a_use_on_an_interest_never_weighed, "nobody had recorded how the interest weighs"),
        ("S17", sabotage_a_use_on_an_interest_past_its_review, "was due for review by"),
        ("S18", sabotage_a_record_without_a_source, "No source that its version"),
        ("S29", sabotage_a_notice_edited_after_it_was_published, "are not those of its digest"),
        ("S29", sabotage_a_collection_under_a_version_never_published, "collection the version was never published"),
        ("S29", sabotage_a_collection_before_its_notice_was_published, "not published by then"),
        ("S29", sabotage_a_record_moved_to_another_version, "another version than its collection"),
        ("K03", sabotage_a_value_whose_bytes_changed, "A value that does not open"),
        ("K03", sabotage_a_record_moved_to_another_category, "A value that does not open"),
        ("K03", sabotage_a_key_destroyed_under_its_record, "A record whose key is destroyed"),
        ("K03", sabotage_a_key_that_outlived_its_records, "outlived the last record"),
        ("K03", sabotage_an_erased_person_whose_key_is_still_there, "of somebody who was erased"),
        ("K02", sabotage_an_erased_person_who_is_here_again, "Somebody who was erased is here again"),
        ("K02", sabotage_a_stop_that_was_undone, "does not hold"),
        ("K02", sabotage_a_stop_taken_off_the_list, "missing from the do-not-contact list"),
        ("K02", sabotage_a_journal_that_knows_of_an_erasure_not_done, "Somebody who was erased is here again"),
        ("S08", sabotage_an_identifier_whose_record_became_somebody_elses, "finds another person than its record"),
        (
            "S12",
            sabotage_a_form_in_force_that_does_not_say_what_happens_without_the_data,
            "does not say what happens without the data",
        ),
        ("S12", sabotage_a_collection_by_a_form_that_its_version_does_not_have, "has no form lottery"),
        ("S12", sabotage_a_form_shown_in_a_language_its_version_does_not_have, "in a language that version"),
        ("S16", sabotage_a_use_under_a_version_not_in_force_then, "was not in force then"),
        ("S17", sabotage_an_interest_weighed_and_found_against, "was decided against it"),
        ("S17", sabotage_a_use_before_the_interest_was_weighed, "after the use"),
        ("S29", sabotage_a_version_with_other_words_and_their_digest, "by another digest"),
        ("S29", sabotage_a_version_that_took_effect_on_another_day, "took effect on 2026-12-01"),
        ("S29", sabotage_a_version_without_its_entry, "names no entry of the ledger"),
        ("S29", sabotage_a_version_that_names_another_entry, "an entry that did not publish it"),
        ("S29", sabotage_a_record_under_a_version_never_published, "record the version was never published"),
        ("K03", sabotage_a_record_of_an_erased_person, "A record of somebody who was erased"),
        ("K03", sabotage_an_identifier_of_an_erased_person, "An identifier of somebody who was erased"),
        ("K02", sabotage_an_erasure_that_the_journal_does_not_know, "has no line in the journal"),
        ("K02", sabotage_a_journal_that_knows_of_a_record_not_erased, "A record that was erased is here again"),
        ("K02", sabotage_a_journal_that_knows_of_a_record_not_swept, "deleted when its time was over is here again"),
    ],
    ids=lambda each: each if isinstance(each, str) and " " not in each else getattr(each, "__name__", "")[9:],
)
def test_sabotage_is_seen(life, now, row, sabotage, words):
    """What is found is said, so that no finding hides behind another that the same change leads to."""
    sabotage(life, now)
    proof = examine(row, now)
    assert proof.state == "broken", (proof.figure, proof.exhibits)
    assert any(words in exhibit.words for exhibit in proof.exhibits), proof.exhibits


def bought(clauses) -> list[Record]:
    """Let the records under the old notice have come from a list that was bought."""
    from honour.register.versions import versions

    short = next(short for short, source in versions().all[0].notice.sources.items() if source.kind == "data-list")
    records = Record.objects.filter(version=clauses.number("versions", OLD), subject__status=0)
    records.update(source=clauses.number("sources", short))
    return list(records.select_related("subject"))


def tell(records, clauses, after):
    """Tell the people behind records of the old notice, so long after their data came."""
    for record in {record.subject_id: record for record in records}.values():
        Permission.objects.create(
            subject_id=record.subject_id,
            kind=Permission.Kind.INFORMED,
            about=clauses.number("versions", OLD),
            at=record.collected_at + after,
            how="letter",
        )


def test_people_told_within_the_month_of_data_from_elsewhere_are_counted_as_told(life, now, clauses):
    tell(bought(clauses), clauses, dt.timedelta(days=30))
    proof = examine("S18", now)
    assert proof.state == "kept", (proof.figure, proof.exhibits)
    assert "told in time" in proof.figure


def test_people_told_of_it_after_the_month_break_the_promise(life, now, clauses):
    tell(bought(clauses), clauses, dt.timedelta(days=32))
    proof = examine("S18", now)
    assert proof.state == "broken"
    assert proof.exhibits[0].words == "Its person was told too late where it came from."


def test_within_the_month_there_is_still_time(life, now, clauses):
    records = bought(clauses)
    proof = examine("S18", min(record.collected_at for record in records) + dt.timedelta(days=1))
    assert proof.state == "kept"
    assert "there is still time" in proof.figure


def test_data_from_elsewhere_leave_the_telling_unproved(life, now, clauses):
    bought(clauses)
    proof = examine("S18", now + dt.timedelta(days=40))
    assert proof.state == "not proved"
    assert "told" in proof.figure


def test_many_rows_are_looked_at_in_turns(life, now, monkeypatch):
    from honour.register.provers import sampling

    monkeypatch.setattr(sampling, "MOST", 3)
    seen = set()
    for day in range(3):
        rows, coverage = sampling.sample(Record.objects.all(), now + dt.timedelta(days=day), "records")
        assert "tomorrow" in coverage
        seen |= {row.pk for row in rows}
    assert seen == set(Record.objects.values_list("pk", flat=True))
