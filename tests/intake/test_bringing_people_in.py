"""A list of people kept elsewhere comes in: with its source, its terms, its stops, and nobody twice."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from django.db import connection

from honour.evidence.models import Entry, Payload
from honour.evidence.tombstones import installed_journal
from honour.intake.importing import running
from honour.intake.importing.beginning import begin, cancel, settle, start
from honour.intake.importing.errors import MappingRefusedError
from honour.intake.importing.refused import refused_list
from honour.intake.models import Import
from honour.outreach.provers.preferences import preferences_have_their_evidence
from honour.register.deciding import decide
from honour.register.due.moving import wrongly_dated
from honour.register.erasing import erase_person
from honour.register.finding import find_people
from honour.register.importing.matching import people_with
from honour.register.models import Identifier, Permission, Record, Staged, Subject, Suppression
from honour.register.modes import set_mode
from honour.register.overview import overview
from honour.register.provers.sources import every_record_has_a_declared_source
from honour.register.reading import read
from honour.register.settling import unsettled
from honour.register.told_where_from import untold
from honour.register.versions import versions
from tests.intake.conftest import NEW, PLAIN, person, settle_notice, work, written
from tests.register.conftest import SUPPORT

pytestmark = [pytest.mark.django_db, pytest.mark.promise("S18")]


def found(now, email):
    return find_people("email", email, actor=SUPPORT, at=now).people


def lines(row, now):
    return b"".join(refused_list(row, now)).decode("utf-8-sig").splitlines()


def test_everybody_in_the_list_can_be_found_and_read_with_their_source_and_date(bring, now):
    row = bring(written(person(number) for number in range(1, 8)))
    assert (row.state, row.counts["new"], row.counts["records"]) == ("done", 7, 7)
    (someone,) = found(now, "IDA3@canary.example")
    read_now = read(SUPPORT, someone, "services", now)
    assert read_now.records[0].value == {
        "name": "Ida Canary 3",
        "email": "ida3@canary.example",
        "telephone": "01632 960003",
        "company": "Canary Mills",
    }
    record = overview(someone).records[0]
    assert (record.source, record.version, record.purposes) == ("directly", NEW, ("services",))
    assert record.collected_at.date() == dt.date(2026, 12, 2)
    assert not record.undated


def test_the_ledger_has_one_entry_a_batch_that_names_everybody_in_it(bring, now, monkeypatch):
    from pyroaring import BitMap

    monkeypatch.setattr(running, "BATCH", 4)
    bring(written(person(number) for number in range(1, 8)))
    payloads = list(Payload.objects.filter(entry__kind="person:imported").order_by("pk"))
    assert [len(BitMap.deserialize(bytes(each.subjects))) for each in payloads] == [4, 3]
    said = json.loads(payloads[0].content)
    assert (said["by"], said["batch"], said["sources"]) == ("staff-1", 1, {"directly": 4})
    assert "canary" not in payloads[0].content.lower()


def test_a_trial_writes_nothing_and_counts_what_the_import_then_does(bring, now, wrote):
    wrote("ida2@canary.example")
    before = Subject.objects.count(), Record.objects.count()
    rows = [person(1), person(2), person(3), person(1), person(4, Email="no address", Phone="")]
    row = bring(written(rows), until="checked")
    assert (Subject.objects.count(), Record.objects.count()) == before
    assert row.state == "checked"
    tried = row.trial
    start(row, by="staff-1", at=now)
    work(row, now)
    assert {name: row.counts[name] for name in ("new", "matched", "twice", "refused")} == {
        name: tried[name] for name in ("new", "matched", "twice", "refused")
    }
    assert (tried["new"], tried["matched"], tried["twice"], tried["refused"]) == (2, 1, 1, {"contact.email": 1})


def test_who_stands_twice_in_the_list_counts_so_also_when_the_import_met_them_in_an_earlier_batch(
    bring, now, wrote, monkeypatch
):
    monkeypatch.setattr(running, "BATCH", 2)
    wrote("ida2@canary.example")
    row = bring(written(person(number) for number in (1, 2, 3, 1, 4, 3, 2)))
    counted = {name: row.counts[name] for name in ("new", "matched", "twice", "records")}
    assert counted == {"new": 3, "matched": 2, "twice": 2, "records": 3}
    assert counted == {name: row.trial[name] for name in counted}


def test_the_rows_that_were_refused_can_be_mended_and_brought_in_as_they_are_listed(bring, now):
    row = bring(written([person(1), person(2, Email="ida2", Phone="+44 1632 960 002")]))
    mended = b"\n".join(line.encode() for line in lines(row, now)).replace(b",ida2,", b",ida2@canary.example,")
    again = bring(mended, None)
    assert again.mapping["columns"][2:5] == ["contact.name", "contact.email", "contact.telephone"]
    row = bring(mended, replace(PLAIN, columns=("", "", *PLAIN.columns)))
    assert (row.counts["new"], row.counts["refused"]) == (1, {})
    (someone,) = found(now, "ida2@canary.example")
    (record,) = read(SUPPORT, someone, "services", now).records
    assert record.value["telephone"] == "+44 1632 960 002"


def test_people_who_are_here_stay_as_they_are_unless_the_list_is_to_add(bring, now, wrote):
    known = wrote("ida1@canary.example")
    bring(written([person(1)]))
    assert len(overview(known).records) == 2
    bring(written([person(1)]), replace(PLAIN, known="add"))
    assert len(overview(known).records) == 3
    assert len(found(now, "ida1@canary.example")) == 1


@pytest.mark.promise("S23")
def test_what_somebody_gave_us_themselves_is_a_contact_that_all_of_theirs_is_kept_from(bring, now, wrote):
    """Else it would be over at once, for somebody who last wrote to us long ago."""
    given = dt.datetime(2026, 12, 2, 12, 0, tzinfo=dt.UTC)
    known = wrote("ida1@canary.example")
    Subject.objects.update(last_contact=now - dt.timedelta(days=500))
    asked = replace(PLAIN, purposes=("enquiries",), kind="enquirer", known="add")
    bring(written([person(1), person(2, Created="01/12/2026"), person(2)]), asked)

    contact = Record.objects.filter(superseded_by=None, subject__last_contact=given)
    assert contact.filter(subject__public_id=known).count() == 3
    assert contact.count() == 5
    assert wrongly_dated(now) == []
    enquired = versions().clauses.number("categories", "interactions")
    assert contact.get(category=enquired).due_at == given.replace(year=2027)

    bring(written([person(1, Created="03/12/2026")]), replace(asked, source="customers"))
    assert set(contact.values_list("subject__last_contact", flat=True)) == {given}, "others are not in touch for them"


@pytest.mark.parametrize(
    ("purpose", "kind", "becomes"),
    [
        ("services", "customer", "customer"),  # which is for customers, and for no enquirer
        ("feedback", "customer", "enquirer"),  # which is for both, so that nothing says what they are by now
    ],
)
def test_an_enquirer_in_a_list_of_those_who_bought_is_a_customer_by_now(bring, now, wrote, purpose, kind, becomes):  # noqa: PLR0913, PLR0917 - fixtures
    known = wrote("ida1@canary.example")
    bring(written([person(1)]), replace(PLAIN, purposes=(purpose,), kind=kind))
    assert overview(known).kind == "enquirer", "they were left as they are"
    bring(written([person(1)]), replace(PLAIN, purposes=(purpose,), kind=kind, known="add"))
    assert overview(known).kind == becomes
    said = json.loads(Payload.objects.filter(entry__kind="person:imported").latest("pk").content)
    assert said.get("of_another_kind", 0) == (becomes == "customer")
    assert wrongly_dated(now) == []


def test_a_customer_in_a_list_for_people_of_another_kind_stays_one(bring, now):
    bring(written([person(1)]))
    (known,) = found(now, "ida1@canary.example")
    others = replace(
        PLAIN, purposes=("connections",), kind="staff-of-connected-company", source="customers", known="add"
    )
    row = bring(written([person(1)]), others)
    assert (row.counts["refused"], len(overview(known).records)) == ({}, 2)
    assert overview(known).kind == "customer"
    assert wrongly_dated(now) == []


def test_a_row_that_fits_two_people_is_for_somebody_to_look_at(bring, now, wrote):
    for email in ("one@canary.example", "two@canary.example"):
        wrote(email, telephone="01632 960123")
    row = bring(written([person(1, Email="", Phone="01632 960 123")]))
    assert row.counts["refused"] == {"several-people": 1}


def test_somebody_who_stopped_stays_stopped_even_after_an_erasure(bring, now, wrote):
    gone = wrote("ida1@canary.example")
    decide(gone, Permission.Kind.MARKETING_STOP, at=now, how="link", recorded_by="person")
    erase_person(gone, reason="request", asked_by="staff-1", at=now)
    row = bring(written([person(1), person(2)]))
    (someone,) = found(now, "ida1@canary.example")
    assert overview(someone).marketing_objection
    assert [each.how for each in overview(someone).decisions] == ["do-not-contact list"]
    assert row.counts["on_list"] == 1
    assert not overview(found(now, "ida2@canary.example")[0]).marketing_objection


def test_the_list_is_found_by_any_identifier_on_the_do_not_contact_list(bring, now, wrote):
    gone = wrote("other@canary.example", telephone="01632 960001")
    decide(gone, Permission.Kind.MARKETING_STOP, at=now, how="link", recorded_by="person")
    erase_person(gone, reason="request", asked_by="staff-1", at=now)
    bring(written([person(1)]))
    assert overview(found(now, "ida1@canary.example")[0]).marketing_objection


def test_a_stop_in_the_list_stops_people_who_are_here_and_outlives_a_restore(bring, now, wrote):
    known = wrote("ida1@canary.example")
    lines_before = installed_journal().head().number
    row = bring(written([person(1, **{"Opted out": "yes"}), person(2, **{"Opted out": "Unsubscribed"})]))
    assert row.counts["stopped"] == 2
    assert overview(known).marketing_objection
    assert overview(found(now, "ida2@canary.example")[0]).marketing_objection
    assert installed_journal().head().number == lines_before + 2
    assert {each.body["kind"] for each in installed_journal().read()} == {"marketing-stop"}
    assert Suppression.objects.count() >= 4
    bring(written([person(1)]), replace(PLAIN, known="add"))
    assert overview(known).marketing_objection, "a list without the stop does not undo it"


def test_a_stop_counts_although_the_rest_of_its_row_cannot_be_taken(bring, now, wrote):
    known = wrote("ida1@canary.example")
    rows = [
        person(1, Phone="none", **{"Opted out": "yes"}),
        person(2, Created="one day", **{"Opted out": "yes"}),
        person(3, Phone="none"),
    ]
    row = bring(written(rows))
    assert sum(row.counts["refused"].values()) == 3
    assert (row.counts["stopped"], row.counts["records"]) == (2, 0)
    assert {name: row.trial[name] for name in ("stopped", "records", "refused")} == {
        name: row.counts[name] for name in ("stopped", "records", "refused")
    }
    assert overview(known).marketing_objection
    assert found(now, "ida3@canary.example") == ()
    bring(written([person(2)]))
    assert overview(found(now, "ida2@canary.example")[0]).marketing_objection


def test_a_stop_that_fits_two_people_stops_both(bring, now, wrote):
    both = [wrote(f"{name}@canary.example", telephone="01632 960123") for name in ("one", "two")]
    row = bring(written([person(1, Email="", Phone="01632 960 123", **{"Opted out": "yes"})]))
    assert row.counts["refused"] == {"several-people": 1}
    assert [overview(each).marketing_objection for each in both] == [True, True]


def test_a_stop_counts_wherever_in_the_list_it_stands(bring, now):
    bring(written([person(1), person(2), person(1, **{"Opted out": "yes"})]))
    assert overview(found(now, "ida1@canary.example")[0]).marketing_objection


CONSENTED = replace(
    PLAIN,
    columns=("contact.name", "contact.email", "contact.telephone", "contact.company",
             "consent:marketing-by-consent", "date"),
    purposes=("marketing-by-consent",),
    kind="prospect",
    consent_words="Email me your monthly guide.",
)  # fmt: skip


def test_a_row_cut_short_before_its_stop_stays_out_and_one_without_its_last_words_comes_in(bring, now):
    row = bring(written([person(1), person(2)[:4], person(3)[:5]]), replace(PLAIN, date="2026-12-02"))
    assert (row.counts["new"], row.counts["refused"]) == (2, {"columns-missing": 1})
    assert "cut short" in row.counts["sentences"]["columns-missing"]


def test_a_consent_comes_in_with_its_date_and_words_and_without_it_the_row_is_refused(bring, now):
    row = bring(written([person(1, **{"Opted out": "yes"}), person(2)]), CONSENTED)
    assert row.counts["refused"] == {"consent-missing": 1}
    (someone,) = found(now, "ida1@canary.example")
    assert overview(someone).consents == {"marketing-by-consent"}
    kept = Permission.objects.get(kind="consent")
    assert kept.at.date() == dt.date(2026, 12, 2)
    assert "Email me your monthly guide." in kept.wording.text


@pytest.mark.parametrize("word", ["Unsubscribed", "opted-out", "Opt out"])
def test_who_signed_off_is_never_taken_for_somebody_who_agreed(bring, now, wrote, word):
    known = wrote("ida1@canary.example")
    bring(written([person(1, **{"Opted out": word}), person(2, **{"Opted out": "subscribed"})]), CONSENTED)
    assert overview(known).consents == frozenset()
    assert overview(known).objections == {"marketing-by-consent"}
    (agreed,) = found(now, "ida2@canary.example")
    assert overview(agreed).consents == {"marketing-by-consent"}


def test_what_a_list_says_people_decided_is_how_their_preferences_stand(bring, now, wrote):
    """Somebody who had consented, somebody whom the list names twice, somebody new: S11 adds their decisions up."""
    known = wrote("ida1@canary.example")
    decide(known, Permission.Kind.CONSENT, about="marketing-by-consent", at=now, how="form", recorded_by="p")
    stopped = wrote("ida4@canary.example", telephone="01632 960004")
    decide(stopped, Permission.Kind.MARKETING_STOP, at=now, how="link", recorded_by="person")
    says = {"Opted out": "unsubscribed"}
    agrees = {"Opted out": "yes"}
    rows = [person(1, **says), person(2, **agrees), person(2, **says), person(3, **says), person(3, **agrees)]
    bring(written([*rows, person(4, **agrees), person(5, **agrees)]), replace(CONSENTED, known="add"))
    everybody = [found(now, f"ida{number}@canary.example")[0] for number in range(1, 6)]
    assert [bool(overview(each).consents) for each in everybody] == [False, False, False, False, True]
    finding = preferences_have_their_evidence(now)
    assert finding.exhibits == (), finding


@pytest.mark.parametrize("settled", [False, True])
def test_who_was_given_the_notice_by_the_list_was_told_in_time_whatever_form_they_fill_in_later(
    bring, now, wrote, settled
):
    """Else that form would look like the first time that they were told where their data came from."""
    mapping = replace(PLAIN, source="customers", version="" if settled else NEW)
    if settled:
        set_mode("services", observed=True, actor="lead", at=now)
    bring(written([person(1, Created="01/12/2026")]), mapping)
    if settled:
        (group,) = [each.group for each in unsettled("services", "version")]
        settle_notice("services", [group], NEW, None, reason="Order forms", by="staff-1", at=now)
    (someone,) = found(now, "ida1@canary.example")
    later = now + dt.timedelta(days=60)
    wrote("ida1@canary.example", at=later)
    told = Permission.objects.get(subject__public_id=someone, kind=Permission.Kind.INFORMED)
    assert told.how == ("settled" if settled else "import")
    assert told.at.date() == dt.date(2026, 12, 1)
    assert not any(each.records.exists() for each in untold(later))
    finding = every_record_has_a_declared_source(later)
    assert finding.state == "kept", finding
    assert "told in time of 1 " in finding.figure


@pytest.mark.parametrize("word", ["subscribed", "opted-in"])
def test_who_signed_up_is_not_stopped_by_a_column_of_stops(bring, now, word):
    bring(written([person(1, **{"Opted out": word})]))
    assert not overview(found(now, "ida1@canary.example")[0]).marketing_objection


def test_a_list_cannot_say_yes_for_somebody_who_took_it_back(bring, now, wrote):
    known = wrote("ida1@canary.example")
    decide(known, Permission.Kind.CONSENT, about="marketing-by-consent", at=now, how="form", recorded_by="p")
    decide(known, Permission.Kind.WITHDRAWAL, about="marketing-by-consent", at=now, how="link", recorded_by="p")
    row = bring(written([person(1, **{"Opted out": "yes"})]), replace(CONSENTED, known="add"))
    assert overview(known).consents == frozenset()
    assert row.counts["withheld_consents"] == 1


def test_a_consent_column_needs_the_words(bring):
    with pytest.raises(MappingRefusedError, match="Write the words that people agreed to"):
        bring(written([person(1)]), replace(CONSENTED, consent_words=""))


@pytest.mark.parametrize(
    ("unknown", "code"),
    [
        ({"source": ""}, "source-unknown"),
        ({"version": ""}, "version-unknown"),
        ({"date": "", "columns": (*PLAIN.columns[:5], "")}, "version-unknown"),
        ({"kind": ""}, "kind-unknown"),
        ({"source": "credit-reference-agencies"}, "source-gives-other-data"),
    ],
)
def test_what_nobody_knows_comes_in_only_for_a_purpose_that_is_observed(bring, now, unknown, code):
    mapping = replace(PLAIN, **unknown)
    row = bring(written([person(1)]), mapping)
    assert code in row.counts["refused"]
    assert Subject.objects.count() == 0
    set_mode("services", observed=True, actor="lead", at=now)
    row = bring(written([person(1)]), mapping)
    assert (row.counts["new"], row.counts["observed"]) == (1, 1)
    record = Record.objects.get()
    assert record.undated == ("columns" in unknown)


def test_undated_data_show_no_notice(bring, now):
    set_mode("services", observed=True, actor="lead", at=now)
    bring(written([person(1)]), replace(PLAIN, columns=(*PLAIN.columns[:5], "")))
    (someone,) = found(now, "ida1@canary.example")
    held = overview(someone).records[0]
    assert (held.undated, held.version) == (True, None)
    assert held.collected_at >= now


def test_each_purpose_is_judged_by_itself(bring, now):
    set_mode("accounts", observed=True, actor="lead", at=now)
    bring(written([person(1)]), replace(PLAIN, purposes=("services", "accounts"), source=""))
    (someone,) = found(now, "ida1@canary.example")
    assert overview(someone).records[0].purposes == ("accounts",)


def test_a_killed_worker_doubles_nothing(bring, now, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 3)
    row = bring(written(person(number) for number in range(1, 11)), until="checked")
    start(row, by="staff-1", at=now)
    written_batches = []
    real = running.import_batch

    def dies(rows, *rest, **more):
        done = real(rows, *rest, **more)
        written_batches.append(done)
        if len(written_batches) == 2:
            raise KeyboardInterrupt  # like a kill: nothing is tidied up
        return done

    monkeypatch.setattr(running, "import_batch", dies)
    with pytest.raises(KeyboardInterrupt):
        running.run_imports(now, "worker:1")
    running._open.clear()
    monkeypatch.setattr(running, "import_batch", real)
    assert running.run_imports(now, "worker:2") is False, "the lease of the dead worker still runs"
    later = now + dt.timedelta(minutes=2)
    while running.run_imports(later, "worker:2"):
        pass
    row.refresh_from_db()
    assert (row.state, row.counts["new"], row.counts["rows"]) == ("done", 10, 10)
    assert Subject.objects.count() == 10
    assert Identifier.objects.filter(kind="email").count() == 10


def test_a_cancelled_import_keeps_what_came_in_and_forgets_the_file(bring, now, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 3)
    row = bring(written(person(number) for number in range(1, 11)), until="checked")
    start(row, by="staff-1", at=now)
    monkeypatch.setattr(running, "TURN", 0)
    running.run_imports(now, "worker:1")
    cancel(row, by="staff-1", at=now)
    assert running.run_imports(now, "worker:1") is False
    assert (row.state, Subject.objects.count()) == ("cancelled", 3)
    assert not Staged.objects.filter(kind="import").exists()
    assert Entry.objects.filter(kind="import:ended").count() == 1


def test_the_file_is_gone_when_the_import_is_done_and_rests_sealed_before(bring, now):
    row = bring(written([person(1)]), None)
    assert b"canary" not in bytes(Staged.objects.get().value)
    settle(row, PLAIN, by="staff-1", at=now)
    work(row, now)
    start(row, by="staff-1", at=now)
    work(row, now)
    assert not Staged.objects.exists()


def test_an_erasure_before_the_import_takes_the_file_so_that_nobody_comes_back(bring, now, wrote):
    known = wrote("ida1@canary.example")
    row = bring(written([person(1), person(2)]), until="checked")
    erase_person(known, reason="request", asked_by="staff-1", at=now)
    start(row, by="staff-1", at=now)
    work(row, now)
    assert row.state == "failed"
    assert found(now, "ida1@canary.example") == ()


def test_an_erasure_takes_the_list_of_refused_rows_in_which_somebody_stands(bring, now, wrote):
    known = wrote("ida1@canary.example")
    row = bring(written([person(1, Phone="none"), person(2)]))
    assert "ida1@canary.example" in "".join(lines(row, now))
    erase_person(known, reason="request", asked_by="staff-1", at=now)
    assert "ida1@canary.example" not in "".join(lines(row, now))


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00+14:00", "30/12/1899", "0001-01-01"])
def test_a_date_before_anybody_could_have_given_anything_spoils_its_own_row_only(bring, now, date):
    row = bring(written([person(1, Created=date), person(2)]))
    assert (row.state, row.counts["new"], row.counts["refused"]) == ("done", 1, {"date": 1})


def test_a_mapping_is_remembered_for_the_same_headings_and_holds_none_of_them(bring, now):
    bring(written([person(1)]))
    again = begin([written([person(9)])], by="staff-2", at=now)
    assert list(again.mapping["columns"]) == list(PLAIN.columns)
    assert list(again.mapping["purposes"]) == ["services"]
    other = begin([written([["x", "y"]], headings=("Email", "Colour"))], by="staff-2", at=now)
    assert not other.mapping["purposes"]
    for row in Import.objects.all():
        assert not any(heading in json.dumps(row.mapping) for heading in ("Opted out", "Created", "Phone"))


def test_headings_are_guessed(bring):
    headings = ("First name", "Last name", "E-mail", "Mobile", "Organisation", "Street", "Town", "Unsubscribed",
                "Newsletter", "Date added", "Shoe size")  # fmt: skip
    row = bring(written([["a"] * 11], headings=headings), None)
    assert row.mapping["columns"] == [
        "contact.name", "contact.name", "contact.email", "contact.telephone", "contact.company", "contact.address",
        "contact.address", "stop", "consent:marketing-by-consent", "date", "",
    ]  # fmt: skip


def test_several_columns_make_one_name_and_one_address(bring, now):
    headings = ("First", "Last", "Email", "Street", "Town")
    row = ["Ida", "Canary", "ida@canary.example", "1 Mill Lane", "Thornbeck"]
    mapping = replace(
        PLAIN,
        columns=("contact.name", "contact.name", "contact.email", "contact.address", "contact.address"),
        date="2026-12-02",
    )
    bring(written([row], headings=headings), mapping)
    (someone,) = found(now, "ida@canary.example")
    value = read(SUPPORT, someone, "services", now).records[0].value
    assert (value["name"], value["address"]) == ("Ida Canary", "1 Mill Lane\nThornbeck")


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        (replace(PLAIN, columns=("contact.name", "", "", "", "", "")), "nobody could be found again"),
        (replace(PLAIN, purposes=()), "Say what the data were collected for"),
        (replace(PLAIN, purposes=("world-peace",)), "no purpose 'world-peace'"),
        (replace(PLAIN, columns=("contact.email", "contact.email", "", "", "", "")), "Two columns cannot both hold"),
        (replace(PLAIN, version="1999-01-01"), "No version '1999-01-01'"),
        (replace(PLAIN, source="the-moon"), "no source"),
        (replace(PLAIN, kind="martian"), "no kind of person"),
        (replace(PLAIN, date="2999-01-01"), "lies in the future"),
        (replace(PLAIN, date="0001-01-01"), "lies before 1900"),
        (replace(PLAIN, columns=("contact.name", "secret.field", "", "", "", "")), "nothing called secret.field"),
    ],
)
def test_a_mapping_that_makes_no_people_is_refused_in_words(bring, mapping, words):
    with pytest.raises(MappingRefusedError, match=words):
        bring(written([person(1)]), mapping)


def test_data_that_should_have_gone_by_now_stay_out(bring, now):
    reading = replace(PLAIN, purposes=("downloads",), kind="visitor")
    row = bring(written([person(1, Created="2026-08-01"), person(2, Created="2026-11-30")]), reading)
    assert (row.counts["new"], row.counts["refused"]) == (1, {"past-due": 1})
    assert Record.objects.get().due_at.date() == dt.date(2027, 2, 28)


def test_reasons_that_read_differently_are_counted_apart_and_their_counts_are_those_of_the_list(bring, now):
    rows = [
        person(1, Created="31/02/2026"),
        person(2, Created="01/01/2031"),
        person(3, Created="02/01/2031"),
        person(4, Name="x" * 300),
        person(5, Name="x" * 301),
        person(6, Name="a\x07b"),
    ]
    row = bring(written(rows), until="checked")
    said = {row.trial["sentences"][code]: count for code, count in row.trial["refused"].items()}
    assert said == {
        "The date in this row is none that can be read. Write it like 2024-05-31.": 1,
        "The date in this row lies in the future.": 2,
        "Name: This is too long: … characters, at most 200 fit.": 2,
        "Name: This has characters that cannot be printed, or a line break. Type it again.": 1,
    }
    assert sum("lies in the future" in line for line in lines(row, now)) == 2


def test_refused_rows_are_listed_with_line_and_reason_and_run_no_formula(bring, now):
    row = bring(written([person(1), person(2, Email="=cmd|' /C calc'!A0"), person(3, Created="soon")]))
    listed = lines(row, now)
    assert listed[0] == "Line,Why it was not taken,Name,Email,Phone,Company,Opted out,Created"
    assert listed[1].startswith("3,Email address: Write an email address like name@company.example.,")
    assert "'=cmd" in listed[1]
    assert listed[2].startswith("4,")
    assert "The date in this row is none that can be read" in listed[2]
    assert row.counts["new"] == 1


def test_nothing_of_the_list_lies_anywhere_in_clear(bring, now, home, caplog):
    from tests.register.test_where_data_rest import every_stored_value

    bring(written([person(1), person(2, Email="ida two canary")]))
    needles = (b"ida1@canary", b"Ida Canary", b"ida two canary", "Ida".encode("utf-16-le"))
    assert [place for place, data in every_stored_value() if any(needle in data for needle in needles)] == []
    assert not any(needle in path.read_bytes() for path in home.rglob("*") if path.is_file() for needle in needles)
    assert "canary" not in caplog.text.lower()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans by the index, however few there are")
def test_a_list_looks_people_up_by_index_also_where_it_began_with_nearly_nobody(bring, now, wrote):
    def read_through() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'register_identifier'")
            return int(cursor.fetchone()[0])

    wrote()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE register_identifier, register_subject")  # as PostgreSQL itself does now and then
    digests = [("email", bytes([number]) * 32) for number in range(100)]
    for _ in range(10):  # so often that the driver has the database keep what it planned
        people_with(digests)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO register_identifier (kind, digest, key_version, value, record_id, subject_id) "
            "SELECT 'email', sha256(n::text::bytea), 1, 'sealed', r.id, r.subject_id "
            "FROM generate_series(1, 20000) AS n, (SELECT id, subject_id FROM register_record LIMIT 1) AS r"
        )
    before = read_through()
    people_with(digests)
    assert read_through() - before < 100_000  # through the table for each would be two million


CUT = [person(1, Phone="1632960111"), person(2, Phone="441632960222"), person(3), person(4, Phone="+44 1632 960444")]


def test_numbers_that_a_spreadsheet_cut_are_counted_and_kept_as_they_stand(bring, now):
    row = bring(written([*CUT, person(5, Phone="33142685300")]))
    assert (row.trial["cut"], row.counts["cut"]) == (3, 3)
    assert find_people("telephone", "1632960111", actor=SUPPORT, at=now).people
    assert not find_people("telephone", "01632 960111", actor=SUPPORT, at=now).people


def test_numbers_that_a_spreadsheet_cut_get_back_what_they_lost_where_somebody_says_so(bring, now, wrote):
    gone = wrote("other@canary.example", telephone="01632 960 111")
    decide(gone, Permission.Kind.MARKETING_STOP, at=now, how="link", recorded_by="person")
    erase_person(gone, reason="request", asked_by="staff-1", at=now)
    row = bring(written([*CUT, person(5, Phone="33142685300")]), replace(PLAIN, noughts=True))
    assert row.counts["cut"] == 1  # whatever country that is, nobody guesses
    for number in ("01632 960111", "01632 960222", "01632 960003", "01632 960444"):
        assert len(find_people("telephone", number, actor=SUPPORT, at=now).people) == 1
    assert overview(found(now, "ida1@canary.example")[0]).marketing_objection
    assert not overview(found(now, "ida2@canary.example")[0]).marketing_objection


def test_a_colleague_in_a_list_is_not_rung_at_a_switchboard_that_somebody_stopped_and_otherwise_not_stopped(
    bring, now, wrote
):
    decide(wrote(telephone="01632 960001"), Permission.Kind.MARKETING_STOP, at=now, how="letter", recorded_by="staff-1")
    row = bring(written([person(1), person(2)]))
    known = overview(found(now, "ida1@canary.example")[0])
    assert (known.marketing_objection, known.stops) == (False, {"*/sms", "*/telephone"})
    assert {each.how for each in known.decisions} == {"shared"}
    assert row.counts["on_list"] == 0
    assert not overview(found(now, "ida2@canary.example")[0]).stops
