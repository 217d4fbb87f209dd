"""The provers of keeping see what is as it should be, and every way in which it could not be."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from pyroaring import BitMap

from honour.evidence import entries
from honour.evidence.models import Payload
from honour.intake.models import Interaction
from honour.register.deciding import Kind, decide
from honour.register.due.triggers import open_trigger, tie
from honour.register.erasing import erase_person
from honour.register.holding import Named, place_hold
from honour.register.models import Attachment, DataKey, Hold, Identifier, Record
from honour.register.staging import stage
from honour.register.versions import versions
from honour.retention.models import Certificate
from honour.retention.proof.following import look_again
from honour.retention.provers.gone import nothing_deleted_is_readable
from honour.retention.provers.objections import nobody_who_objected_is_used
from honour.retention.provers.on_time import dates_are_those_of_the_notice, nothing_is_kept_past_its_date
from honour.retention.provers.waiting import everything_waits_for_something_known
from tests.retention.conftest import YEAR, of, record_of

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.timedelta(days=1)


@pytest.mark.promise("S23")
def test_with_nothing_held_nothing_is_proved(published, now):
    Payload.objects.all().delete()
    assert {prove(now).state for prove in (nothing_is_kept_past_its_date, dates_are_those_of_the_notice)} == {
        "not proved"
    }
    assert nothing_deleted_is_readable(now).state == "not proved"


@pytest.mark.promise("S23")
def test_what_goes_in_its_night_is_kept_as_promised(wrote, swept, now):
    wrote()
    assert nothing_is_kept_past_its_date(now).state == "kept"
    swept(now + YEAR)
    assert nothing_is_kept_past_its_date(now + YEAR + DAY).state == "kept"
    assert dates_are_those_of_the_notice(now + YEAR).state == "kept"
    found = nothing_deleted_is_readable(now + YEAR)
    assert (found.state, found.figure) == ("kept", "0 readable traces of what was deleted")


@pytest.mark.promise("S23")
def test_what_waits_for_something_that_nobody_recorded_is_not_proved_until_somebody_has(wrote, now):
    person = wrote()
    assert everything_waits_for_something_known(now).state == "kept"
    contact = record_of(person, "contact")
    bits = versions().clauses.bits("purposes", ["registrations", "fraud-investigation"])
    Record.objects.filter(pk=contact.pk).update(purposes=bits, due_at=None, lapse_at=None, ends=None)

    found = everything_waits_for_something_known(now)
    assert found.state == "not proved"
    assert "one record waits for the close of the case and the day of the event" in found.figure

    tie(open_trigger("test", "1", ["case-closed"], now), [of(person)], now)
    assert "one record waits for the day of the event" in everything_waits_for_something_known(now).figure
    tie(open_trigger("test", "2", ["event-held"]), [of(person)], now)
    found = everything_waits_for_something_known(now)
    assert (found.state, found.coverage) == ("kept", "all 1 records that have no date yet")


@pytest.mark.promise("S23")
def test_a_record_two_nights_past_its_date_breaks_it_unless_it_is_held(wrote, now):
    person = wrote()
    late = now + YEAR + 2 * DAY
    found = nothing_is_kept_past_its_date(late)
    assert (found.state, found.figure) == ("broken", "1 of 2 records are past their date")
    assert found.exhibits[0].record == str(record_of(person, "interactions").pk)

    place_hold(Hold.Kind.DEBT, "D-1", [Named(person)], owner="a", by="a", review_on=dt.date(2029, 1, 1), at=now)
    held = nothing_is_kept_past_its_date(late)
    assert held.state == "kept"
    assert "1 are held" in held.coverage


@pytest.mark.promise("S23")
def test_honours_own_trail_or_staging_past_its_end_breaks_it(wrote, now):
    wrote()
    stage("imports", "file", b"x", now, dt.timedelta(days=1))
    assert nothing_is_kept_past_its_date(now + 3 * DAY).exhibits[0].words == "1 staged items past their time."
    Payload.objects.filter(entry__kind="person:collected").update(expires_at=now.date())
    assert "1 payload of the ledger past" in nothing_is_kept_past_its_date(now + 3 * DAY).exhibits[0].words


@pytest.mark.promise("S23")
@pytest.mark.parametrize("column", ["due_at", "lapse_at"])
def test_a_date_put_off_by_hand_breaks_it(wrote, now, column):
    record = record_of(wrote(), "contact")
    Record.objects.filter(pk=record.pk).update(**{column: now + 9 * YEAR})
    found = dates_are_those_of_the_notice(now)
    assert (found.state, found.exhibits[0].record) == ("broken", str(record.pk))


@pytest.mark.promise("S23")
def test_a_key_that_was_not_destroyed_or_a_trace_that_was_found_breaks_it(wrote, swept, now):
    wrote()
    swept(now + YEAR)
    key = DataKey.objects.filter(state=DataKey.State.DESTROYED).first()
    DataKey.objects.filter(pk=key.pk).update(wrapped=b"still here")
    found = nothing_deleted_is_readable(now + YEAR)
    assert (found.state, found.exhibits[0].words) == (
        "broken",
        f"The wrapped bytes of data key {key.pk} are still there.",
    )


@pytest.mark.promise("S23")
def test_a_record_that_is_back_under_a_destroyed_key_breaks_it(wrote, swept, now):
    wrote()
    swept(now + YEAR)
    stays = record_of(wrote("rhys@canary.example"), "contact")
    key = DataKey.objects.filter(state=DataKey.State.DESTROYED).first()
    Record.objects.filter(pk=stays.pk).update(key=key)
    found = nothing_deleted_is_readable(now + YEAR)
    assert (found.state, found.exhibits[0].words) == ("broken", "A record whose key is destroyed.")
    assert found.exhibits[0].record == str(stays.pk)


@pytest.mark.promise("S23")
def test_an_identifier_that_still_finds_somebody_swept_breaks_it(wrote, swept, now):
    gone = of(wrote())
    swept(now + 9 * YEAR)
    gone.refresh_from_db()
    assert gone.status == gone.Status.ERASED
    assert nothing_deleted_is_readable(now + 9 * YEAR).state == "kept"
    stays = record_of(wrote("rhys@canary.example"), "contact")
    Identifier.objects.filter(record=stays).update(subject=gone)
    found = nothing_deleted_is_readable(now + 9 * YEAR)
    assert (found.state, found.exhibits[0].words) == ("broken", "An identifier of somebody erased.")


@pytest.mark.promise("S23")
@pytest.mark.parametrize("model", [Identifier, Attachment, Interaction, Record])
def test_what_outlived_the_record_it_belonged_to_breaks_it(wrote, swept, now, model):
    person = of(wrote())
    kept = Record.objects.filter(subject=person)[0]
    kept.pk = 7_000_000  # of which no record is
    sealed = {"digest": b"d", "key_version": 1, "value": b"v"}
    row = {
        Identifier: lambda: Identifier(subject=person, record=kept, kind="email", **sealed),
        Attachment: lambda: Attachment(
            subject=person, record=kept, key=kept.key, name=b"n", media_type="text/plain", size=1, total=1,
            attached_at=now, attached_by="staff-1",
        ),
        Interaction: lambda: Interaction(
            subject=person, record=kept, channel="telephone", direction="in", purpose="enquiries", at=now,
            recorded_at=now, recorded_by="staff-1",
        ),
    }  # fmt: skip
    swept(now + YEAR)
    assert nothing_deleted_is_readable(now + YEAR).state == "kept"
    if model is Record:
        Record.objects.filter(subject=person).update(superseded_by=kept.pk)
    else:
        row[model]().save()

    found = nothing_deleted_is_readable(now + YEAR)

    assert found.state == "broken"
    table = model._meta.db_table
    assert found.exhibits[0].words == f"1 row of {table} without the record it belongs to."


@pytest.mark.promise("S23")
def test_a_certificate_that_found_something_breaks_it(wrote, now):
    from honour.register.models import Erasure

    erase_person(wrote(), reason="request", asked_by="a", at=now)
    assert nothing_deleted_is_readable(now).state == "kept"
    found = Certificate.objects.create(made_at=now, text="{}", nothing_found=False)
    found.erasures.set(Erasure.objects.all())
    assert nothing_deleted_is_readable(now).state == "broken"


def _selected(people, at, purpose="anonymising"):
    with transaction.atomic():
        said = {"by": "insight", "purpose": purpose, "version": "2026-12-01", "action": "use", "records": 1}
        entries.append("person:selected", said, subjects=BitMap(of(person).pk for person in people), at=at)


@pytest.mark.promise("S15")
def test_whoever_objected_is_in_no_figures_since(wrote, now):
    asha, rhys = wrote("asha@canary.example"), wrote("rhys@canary.example")
    _selected([asha, rhys], now)
    assert nobody_who_objected_is_used(now).state == "not proved"

    decide(asha, Kind.OBJECTION, about="anonymising", at=now + DAY, how="letter", recorded_by="a")
    _selected([rhys], now + 2 * DAY)
    assert nobody_who_objected_is_used(now).state == "kept"
    _selected([asha], now + 3 * DAY, purpose="enquiries")
    assert nobody_who_objected_is_used(now).state == "kept"

    _selected([asha, rhys], now + 4 * DAY)
    found = nobody_who_objected_is_used(now)
    assert (found.state, len(found.exhibits)) == ("broken", 1)


@pytest.mark.promise("S15")
def test_an_objection_taken_back_stands_no_longer(wrote, now):
    asha = wrote("asha@canary.example")
    decide(asha, Kind.OBJECTION, about="it-testing", at=now, how="letter", recorded_by="a")
    decide(asha, Kind.OBJECTION_LIFTED, about="it-testing", at=now + DAY, how="letter", recorded_by="a")
    _selected([asha], now + 2 * DAY, purpose="it-testing")
    assert nobody_who_objected_is_used(now).state == "kept"


@pytest.mark.promise("S23")
def test_a_certificate_that_was_changed_or_is_missing_breaks_it(wrote, now):
    erase_person(wrote(), reason="request", asked_by="a", at=now)
    made = Certificate.objects.get()
    Certificate.objects.update(text=made.text.replace('"opened"', '"Opened"').replace('"records": 2', '"records": 1'))
    found = nothing_deleted_is_readable(now)
    assert (found.state, found.exhibits[0].words) == ("broken", f"Certificate {made.pk} is not as it was signed.")

    Certificate.objects.filter(pk=made.pk).delete()
    found = nothing_deleted_is_readable(now)
    assert found.exhibits[0].words == f"Certificate {made.pk} stands on the ledger, and is not here."

    Payload.objects.filter(entry__kind="erasure:certified").delete()  # its own end has come
    assert nothing_deleted_is_readable(now + DAY).state == "kept"
    late = nothing_deleted_is_readable(now + 2 * DAY)
    assert (late.state, late.exhibits[0].words) == ("broken", "Erasure 1 has no certificate.".replace("1", _number()))


def test_an_older_certificate_that_was_changed_breaks_it_too(wrote, now):
    erase_person(wrote(), reason="request", asked_by="a", at=now)
    made = Certificate.objects.get()
    newer = look_again(list(made.erasures.all()), now)
    assert nothing_deleted_is_readable(now).state == "kept"

    Certificate.objects.filter(pk=made.pk).update(text=made.text.replace('"records": 2', '"records": 1'))
    found = nothing_deleted_is_readable(now)
    assert [each.words for each in found.exhibits] == [f"Certificate {made.pk} is not as it was signed."]

    Certificate.objects.filter(pk=made.pk).update(text=newer.text)  # signed, and another
    found = nothing_deleted_is_readable(now)
    assert [each.words for each in found.exhibits] == [
        f"Certificate {made.pk} is not the one that stands on the ledger."
    ]


def _number():
    from honour.register.models import Erasure

    return str(Erasure.objects.get().pk)


@pytest.mark.promise("S23")
def test_a_copy_that_was_to_be_gone_and_that_nobody_looked_at_again_breaks_it(wrote, now, tmp_path, settings):
    from honour.backups.taking import take_backup

    settings.HONOUR_BACKUP_FOLDER = str(tmp_path)
    person = wrote()
    take_backup(tmp_path, now - DAY, passphrase=None)
    erase_person(person, reason="request", asked_by="a", at=now)
    assert nothing_deleted_is_readable(now + 6 * DAY).state == "kept"
    late = nothing_deleted_is_readable(now + 9 * DAY)
    assert late.state == "broken"
    assert "copies of the key in backups of keys were to be gone by 9 December 2026" in late.exhibits[0].words.replace(
        "2026-12-09", "9 December 2026"
    )
