"""An erasure is looked into before and after, in every file, and what that shows is signed."""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import re
import threading
from contextlib import nullcontext

import psycopg
import pytest
from django.core.mail import EmailMessage
from django.db import connection, transaction

from honour.dealings.models import Company
from honour.evidence.models import Entry, Payload
from honour.intake.models import AnswerTemplate
from honour.ledger.certificate import open_certificate
from honour.ledger.errors import SignatureRefused
from honour.mailroom.composing import message_id
from honour.mailroom.folder import FolderBackend
from honour.mailroom.models import Outgoing
from honour.register import finishing
from honour.register.deciding import decide
from honour.register.erasing import erase_category, erase_person, erase_record
from honour.register.finishing import finish_erasures
from honour.register.holding import Named, end_hold, place_hold
from honour.register.models import DataKey, Hold, Permission, Record
from honour.register.staging import stage
from honour.retention.models import Certificate, Trace
from honour.retention.proof.finder import Finder
from honour.retention.proof.following import certify_cut_off, follow_up, look_again
from honour.retention.proof.letter import letter_of
from honour.retention.proof.looking import look
from honour.retention.proof.needles import Needle, forms_of_text
from honour.retention.proof.places import HOME, LOG, Places, _temporary
from honour.retention.proof.remaining import DATA, DATA_OPEN, KEYS_APART, REPLICAS, REPLICAS_AWAY
from tests.retention.conftest import of, record_of

pytestmark = [pytest.mark.promise("S23"), pytest.mark.django_db(transaction=True)]
BY = {"reason": "request", "asked_by": "staff-1"}
EMAIL = "asha.patel@canary.example"


def said(certificate=None):
    """What a certificate says, its signature checked; by default the newest.

    PostgreSQL's own log is left to a test of its own: it is written over at night.
    """
    body = open_certificate((certificate or Certificate.objects.latest("pk")).text).body
    body["after"].pop(LOG, None)
    body["remains"] = [each for each in body["remains"] if each["what"] != LOG]
    return body


def found(told, when="after"):
    """How many things of each kind were found, wherever."""
    counted: dict[str, int] = {}
    for kinds in told[when].values():
        for kind, number in kinds.items():
            counted[kind] = max(number, counted.get(kind, 0))
    return counted


@pytest.fixture
def wrote(wrote):
    """Make somebody write what no other test knows: on PostgreSQL theirs may still lie in the server's files."""
    own = {
        "name": "Asha Patel-Once",
        "company": "Canary Proofs",
        "message": "Please leave nothing of my canaries.",
    }
    return lambda email=EMAIL, **more: wrote(email, **{**own, **more})


@pytest.fixture(autouse=True)
def unwashed(monkeypatch, request):
    """Leave PostgreSQL's log alone, but for the test about it: writing over it takes a while."""
    if "washed" not in request.fixturenames:
        monkeypatch.setattr("honour.retention.proof.following.wash_log", lambda _: False)


@pytest.fixture
def washed():
    """Write over PostgreSQL's log."""


@pytest.fixture
def out_of_sight(monkeypatch):
    """A database whose files cannot be looked into, as on another machine."""
    away = Places(applicable=False, why="the database runs on another machine")
    monkeypatch.setattr("honour.retention.proof.places._postgresql", lambda: away)


def test_what_is_erased_is_found_before_and_nowhere_after(wrote, now):
    wrote("bob@canary.example", telephone="01632 960 112", name="Bob Canary")
    # Known to no other test: on PostgreSQL the rows of earlier ones may still lie in the files under the same hashes.
    email, telephone = "asha.once@canary.example", "01632 960 245"
    person = wrote(email, telephone=telephone, ticked=True)
    stage("mailroom", "mail", b"from Asha", now, dt.timedelta(days=1), identifiers=[("email", email)])

    erase_person(person, at=now, **BY)

    told = said()
    assert found(told, "before") == {"hashes": 2, "keys": 3, "sealed": 5}
    assert (told["after"], told["rows"]["after"], told["remains"]) == ({}, {}, [])
    assert told["rows"]["before"]["register_record"] == 2
    assert told["nothing_found"] is True
    control = told["control"]
    assert (control["stored"], control["planted_forms"]) == (
        control["stored_found_before"],
        control["planted_forms_found"],
    )
    assert told["looked_for"]["values"] == 5
    assert told["kept"] == ["number", "ledger", "do-not-contact"]
    assert all(each["destroyed"] for each in told["data_keys"])
    assert {each["place"] for each in told["searched"]} >= {"tables and indexes", "write-ahead log", HOME}


@pytest.mark.postgresql
def test_what_somebody_could_still_see_is_written_anew_once_they_have_ended(wrote, now):
    # As PostgreSQL does when it gathers statistics: it looks at another table, and could see what was in this one.
    email = "asha.seen@canary.example"
    person = wrote(email, name="Asha Seen")
    looking, looked = threading.Event(), threading.Event()

    def look_on():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT count(*) FROM register_wording")
            looking.set()
            looked.wait(3)
        connection.close()

    onlooker = threading.Thread(target=look_on)
    onlooker.start()
    looking.wait(10)
    erase_person(person, at=now, **BY)
    onlooker.join()
    told = said()
    assert (told["after"], told["remains"], told["nothing_found"]) == ({}, [], True)


@pytest.fixture
def written_to(home, monkeypatch, now):
    """Let mail go to a folder, and write to somebody: gives the file."""
    monkeypatch.delenv("HONOUR_SMTP_URL", raising=False)
    (home / "honour.toml").write_text('smtp_url = "folder:mail"\n')

    def write(person, address):
        row = Outgoing.objects.create(kind="test", person=person, queued_at=now, run_after=now, ended_at=now, state=1)
        headers = {"Message-ID": message_id(row.public_id)}
        message = EmailMessage("Your price", "Dear Asha", "us@fell.example", [address], headers=headers)
        FolderBackend(home / "mail").send_messages([message])
        return home / "mail" / f"{row.public_id}.eml"

    return write


@pytest.mark.parametrize("cut_off", [False, True])
def test_copies_of_mail_that_we_wrote_to_a_folder_go_and_certificate_and_letter_say_so(
    wrote, written_to, now, monkeypatch, cut_off
):
    person, other = wrote("asha.mailed@canary.example"), wrote("tom@canary.example", name="Tom Canary")
    theirs = [written_to(person, "asha.mailed@canary.example") for _ in range(2)]
    others = written_to(other, "tom@canary.example")
    if cut_off:
        monkeypatch.setattr(finishing, "look_after", lambda *_: None, raising=False)

    erase_person(person, at=now, **BY)
    if cut_off:
        assert certify_cut_off(now) == 1

    assert [file.exists() for file in (*theirs, others)] == [False, False, True]
    told = said()
    assert told["files_removed"] == 2
    assert told["before"][HOME]["values"] >= 1
    assert (told["after"], told["nothing_found"]) == ({}, True)
    assert (
        "2 copies of messages to you that lay in a folder of ours were deleted too."
        in letter_of(Certificate.objects.get()).text()
    )


def test_while_a_hold_keeps_everything_of_somebody_copies_of_mail_to_them_stay(wrote, written_to, now):
    person = wrote()
    given = {"owner": "staff-1", "by": "staff-1", "review_on": now.date() + dt.timedelta(days=30), "at": now}
    placed = place_hold(Hold.Kind.DEBT, "D-1", [Named(person)], sealed=True, **given)
    file = written_to(person, EMAIL)
    erase_person(person, at=now, **BY)
    assert file.exists()
    end_hold(placed.pk, by="staff-1", at=now)
    finish_erasures(now + dt.timedelta(minutes=1))
    assert not file.exists()


def test_where_nothing_was_written_to_files_certificate_and_letter_say_nothing_of_any(wrote, now):
    erase_person(wrote(), at=now, **BY)
    assert "files_removed" not in said()
    assert "lay in a folder" not in letter_of(Certificate.objects.get()).text()


def test_the_certificate_and_its_letter_say_nothing_of_the_person_and_cannot_be_changed(wrote, now):
    person = wrote(ticked=True)
    erase_person(person, at=now, **BY)
    made = Certificate.objects.get()

    written = letter_of(made)

    assert written.summary.startswith("Deleted 3 December 2026.")
    assert "do-not-contact" in written.text()
    assert person in written.text()
    for value in (EMAIL, "Asha", "Patel", "canaries", "960 111"):
        assert value not in made.text
        assert value not in written.text()
    with pytest.raises(SignatureRefused, match="changed"):
        open_certificate(made.text.replace('"nothing_found": true', '"nothing_found": false'))
    payload = json.loads(Payload.objects.get(entry__kind="erasure:certified").content)
    assert payload["certificate"] == made.pk


@pytest.mark.parametrize("form", ["as it is", "utf-16", "base64", "hexadecimal", "in capitals", "sealed"])
def test_what_was_left_behind_in_a_file_is_found_in_whichever_form(wrote, now, home, form):
    person = wrote()
    sealed = bytes(record_of(person, "contact").value)
    left = {
        "as it is": EMAIL.encode(),
        "utf-16": EMAIL.encode("utf-16-le"),
        "base64": base64.b64encode(b"x" + EMAIL.encode() + b"yz"),
        "hexadecimal": EMAIL.encode().hex().encode(),
        "in capitals": EMAIL.upper().encode(),
        "sealed": base64.b64encode(sealed),
    }[form]
    (home / "export.bin").write_bytes(b"\x00" * 1000 + left + b"\x00" * 1000)

    erase_person(person, at=now, **BY)

    told = said()
    assert told["after"] == {HOME: {"sealed" if form == "sealed" else "values": 1}}
    assert told["nothing_found"] is (form == "sealed")  # its key is destroyed, so nobody can open it
    assert told["remains"][0]["files"] == ["export.bin"]
    assert "by hand" in letter_of(Certificate.objects.get()).text()


def test_a_key_that_was_not_destroyed_is_found(wrote, now, monkeypatch):
    person = wrote()
    monkeypatch.setattr("honour.register.forgetting.destroy_keys", lambda *_: DataKey.objects.update(state=2))

    erase_person(person, at=now, **BY)

    told = said()
    assert told["after"]["tables and indexes"] == {"keys": 2}
    assert told["rows"]["after"] == {"register_datakey, with its key": 2}
    assert not told["nothing_found"]
    assert not any(each["destroyed"] for each in told["data_keys"])


def test_an_address_that_another_record_has_too_stays_and_is_no_find(wrote, now):
    person = wrote()
    wrote(at=now + dt.timedelta(hours=1))
    erase_record(person, record_of(person, "contact").pk, at=now + dt.timedelta(hours=2), **BY)

    told = said()

    assert (told["looked_for"]["hashes"], told["looked_for"]["hashes_that_stay"]) == (0, 2)
    assert (told["looked_for"]["keys"], told["data_keys"]) == (0, [])
    assert told["nothing_found"]
    assert told["after"] == {}
    assert "other-records" in told["kept"]
    assert "still needed for your other data" in letter_of(Certificate.objects.get()).text()


@pytest.mark.parametrize("what", ["category", "record"])
def test_an_address_that_a_letter_not_filed_yet_names_stays_with_it_and_is_no_find(wrote, now, what):
    """A category or a record goes; the letter, which is about something else, is filed or gone within days."""
    person = wrote()
    stage("mailroom", "mail", b"x", now, dt.timedelta(days=1), identifiers=[("email", "asha.patel@canary.example")])

    if what == "category":
        erase_category(person, "contact", at=now, **BY)
    else:
        record = Record.objects.filter(subject__public_id=person, identifiers__kind="email").first()
        erase_record(person, record.pk, at=now, **BY)

    assert said()["nothing_found"], said()["after"]
    assert said()["looked_for"]["hashes_that_stay"] == 1


def test_a_category_goes_with_its_key_and_one_certificate(wrote, now):
    person = wrote()
    wrote(at=now + dt.timedelta(hours=1), message="Second letter from the canary")

    done = erase_category(person, "interactions", at=now + dt.timedelta(hours=2), **BY)

    assert (done.records, done.keys) == (2, 1)
    assert record_of(person, "interactions") is None
    assert record_of(person, "contact") is not None
    told = said(Certificate.objects.get())
    assert len(told["erasures"]) == 2
    assert found(told, "before") == {"keys": 1, "sealed": 2}
    assert told["nothing_found"]


def test_a_proof_that_was_cut_off_is_made_up_for_by_what_was_noted_before(wrote, now, monkeypatch):
    person = wrote()
    with monkeypatch.context() as dying:
        dying.setattr(finishing, "look_after", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            erase_person(person, at=now, **BY)
    assert Trace.objects.count() == 1
    assert not Certificate.objects.exists()

    assert certify_cut_off(now + dt.timedelta(minutes=5)) == 1

    told = said()
    assert found(told, "before") == {"hashes": 2, "keys": 2, "sealed": 4}
    assert found(told).get("keys", 0) == 0
    assert certify_cut_off(now + dt.timedelta(minutes=10)) == 0


def test_whoever_doubts_has_it_looked_for_again_by_marks_and_by_what_they_type(wrote, now, home):
    person = wrote()
    erase_person(person, at=now, **BY)
    first = Certificate.objects.get()
    again = look_again(list(first.erasures.all()), now + dt.timedelta(days=1), [EMAIL])
    assert said(again)["after"] == {}
    assert (said(again)["follows"], said(again)["looked_for"]["values"]) == (first.pk, 1)

    (home / "forgotten.csv").write_text(f"name;email\nAsha;{EMAIL}\n")
    last = look_again(list(first.erasures.all()), now + dt.timedelta(days=2), [EMAIL])

    assert (last.nothing_found, said(last)["remains"][0]["files"]) == (False, ["forgotten.csv"])


def test_what_remains_for_a_while_is_looked_at_each_night_until_it_is_gone(wrote, now, home):
    person = wrote()
    copied = home / "copied.bin"
    copied.write_bytes(bytes(record_of(person, "contact").value))
    erase_person(person, at=now, **BY)
    assert Certificate.objects.get().waits

    assert follow_up(now + dt.timedelta(days=1)) == 0  # nothing has changed
    copied.unlink()

    assert follow_up(now + dt.timedelta(days=2)) == 1
    assert said()["remains"] == []
    last = Certificate.objects.latest("pk")
    in_the_log = LOG in open_certificate(last.text).body["after"]  # PostgreSQL's, which others write to meanwhile
    assert last.waits == in_the_log
    assert follow_up(now + dt.timedelta(days=3)) == 0 or in_the_log


def test_within_the_cooling_off_nothing_is_looked_for_and_the_end_is_certified(wrote, now):
    erase_person(wrote(), at=now, cooling_off=dt.timedelta(hours=24), **BY)
    assert not Certificate.objects.exists()

    finish_erasures(now + dt.timedelta(hours=25))

    assert found(said(), "before")["keys"] == 2
    assert said()["nothing_found"]


def sealed(person, now, **named):
    return place_hold(
        Hold.Kind.FRAUD, "F-1", [Named(person, **named)], owner="a", by="a", at=now, sealed=True,
        review_on=dt.date(2027, 1, 1),
    )  # fmt: skip


def letters():
    """Give the paragraphs of every letter, without the numbers of certificates and people.

    What PostgreSQL's log holds just then, to which others write too, is left out.
    """
    by_the_log = ("Our database’s own log", "Afterwards, ") if connection.vendor == "postgresql" else ()
    return [
        [
            re.sub(r"certificate \d+|number \w{10,}", "N", each)
            for each in letter_of(one).paragraphs
            if not each.startswith(by_the_log)
        ]
        for one in Certificate.objects.order_by("pk")
    ]


@pytest.mark.parametrize("named", [{}, {"category": "contact"}])
def test_the_letter_reads_alike_and_is_true_whether_or_not_a_sealed_hold_keeps_something(wrote, now, backup, named):
    person, other = wrote(ticked=True), wrote("other@canary.example", ticked=True)
    for each in (person, other):
        decide(each, Permission.Kind.MARKETING_STOP, at=now, how="letter", recorded_by="a")
    backup(now + dt.timedelta(hours=1))
    later = now + dt.timedelta(hours=2)
    sealed(person, later, **named)
    erase_person(person, at=later, **BY)
    erase_person(other, at=later, **BY)

    held, gone = letters()

    assert [each for each in held if "looked before and after" not in each] == [
        each for each in gone if "looked before and after" not in each
    ]
    assert held[1].startswith("Everything about you that we may delete is gone")
    assert held[-2] == "This contains everything the law requires us to give you."
    assert "gone by" in held[0]
    assert any("do-not-contact" in each for each in held)
    assert not any(re.search(r"\d+ (record|key|value|thing)", each) for each in held)


@pytest.mark.parametrize("named", [{}, {"category": "contact"}])
def test_the_certificate_says_of_nothing_that_it_was_done_which_a_sealed_hold_keeps(wrote, now, named):
    person, other = wrote(), wrote("other@canary.example")
    sealed(person, now, **named)
    for each in (person, other):
        erase_person(each, at=now, **BY)

    held, gone = (said(one) for one in Certificate.objects.order_by("pk"))

    assert held["erasures"][0]["done_at"] is None
    assert gone["erasures"][0]["done_at"] is not None
    assert "in-secret" in held["kept"]
    assert "in-secret" not in gone["kept"]
    kept = Record.objects.filter(subject__public_id=person).count()
    assert held["erasures"][0]["gone"]["records"] == 2 - kept
    assert held["rows"]["before"].get("register_record", 0) == 2 - kept
    assert held["rows"]["after"] == {}
    for one in (held, gone):
        assert all(key["destroyed"] for key in one["data_keys"])
        assert one["nothing_found"]


@pytest.mark.parametrize("named", [{}, {"category": "contact"}])
def test_the_ledger_reads_alike_whether_or_not_a_sealed_hold_keeps_something(wrote, now, named):
    def told(person):
        about = Payload.objects.filter(subject=of(person).pk, entry__pk__gt=before).order_by("entry")
        kinds = about.values_list("entry__kind", "content")
        return [(kind, re.sub(r'("certificate":)\d+|[0-9a-f]{64}', "", content)) for kind, content in kinds]

    person, other = wrote(), wrote("other@canary.example")
    hold = sealed(person, now, **named)
    before = Entry.objects.latest("pk").pk
    for each in (person, other):
        erase_person(each, at=now, **BY)
    assert told(person) == told(other)

    end_hold(hold.pk, by="a", at=now)
    assert finish_erasures(now) == 1

    assert not Record.objects.exists()
    assert [kind for kind, _ in told(person)] == [*(kind for kind, _ in told(other)), "erasure:certified"]


@pytest.mark.parametrize("left", [True, False])
@pytest.mark.parametrize("how", ["record", "category"])
def test_of_a_part_of_somebodys_data_the_letter_reads_alike_too(wrote, now, how, left):
    people = wrote(), wrote("other@canary.example")
    sealed(people[0], now, category="interactions")
    for person in people:
        if not left:
            erase_record(person, record_of(person, "contact").pk, at=now, **BY)
        if how == "record":
            erase_record(person, record_of(person, "interactions").pk, at=now, **BY)
        else:
            erase_category(person, "interactions", at=now, **BY)

    found = letters()

    held, gone = found[len(found) // 2 - 1], found[-1]
    assert [each for each in held if "looked before" not in each] == [
        each for each in gone if "looked before" not in each
    ]
    assert any("Other data about you stay" in each for each in held) == left
    assert Record.objects.filter(subject__public_id=people[0]).count() == 1 + left


def test_what_a_sealed_hold_kept_is_certified_when_it_has_ended(wrote, now):
    person = wrote()
    hold = sealed(person, now, category="contact")
    erase_person(person, at=now, **BY)
    first = Certificate.objects.get()

    end_hold(hold.pk, by="a", at=now)
    assert finish_erasures(now) == 1

    assert not Record.objects.exists()
    assert Certificate.objects.latest("pk").follows == first
    assert said()["nothing_found"]
    assert said()["erasures"][0]["gone"]["records"] == 2
    marks = {mark["of"] for mark in said(first)["marks"]}
    assert marks < {mark["of"] for mark in Trace.objects.get().marks}


def test_a_temporary_file_that_another_process_takes_away_meanwhile_stops_no_look(monkeypatch, tmp_path):
    (tmp_path / "honour-restore-stays").write_bytes(b"x")
    vanished = tmp_path / "honour-restore-gone"  # listed, and gone when it is asked about
    listed = [tmp_path / "honour-restore-stays", vanished]
    monkeypatch.setattr("honour.retention.proof.places.tempfile.gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(type(tmp_path), "iterdir", lambda folder: iter(listed if folder == tmp_path else []))
    assert [path.name for path in _temporary()] == ["honour-restore-stays"]


def test_no_witness_stops_an_erasure(wrote, now, monkeypatch, caplog):
    person = wrote()
    monkeypatch.setattr("honour.retention.proof.witnessing.look", lambda *_: 1 / 0)
    assert erase_person(person, at=now, **BY).records == 2
    assert "ZeroDivisionError" in caplog.text
    assert EMAIL not in caplog.text


@pytest.mark.postgresql
def test_work_going_on_in_another_database_of_the_server_keeps_nothing_of_what_was_erased(wrote, now):
    person = wrote()
    stage("mailroom", "mail", b"from Asha", now, dt.timedelta(days=1), identifiers=[("email", EMAIL)])
    with psycopg.connect(**connection.get_connection_params() | {"dbname": "postgres"}) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")  # it writes, and has not ended
        erase_person(person, at=now, **BY)
    assert said()["after"] == {}


@pytest.mark.postgresql
def test_what_postgresqls_log_holds_is_said_and_written_over_at_night(wrote, now, washed):
    erase_person(wrote(), at=now, **BY)
    first = Certificate.objects.get()
    assert first.nothing_found
    assert first.waits
    body = open_certificate(first.text).body
    assert set(body["after"]) == {LOG}
    assert [(each["what"], each["readable"]) for each in body["remains"]] == [(LOG, True)]
    assert "copies that our keys could open until they are written over" in letter_of(first).text()
    assert "locked copies" not in letter_of(first).text()

    assert follow_up(now + dt.timedelta(days=1)) == 1

    last = Certificate.objects.latest("pk")
    assert open_certificate(last.text).body["after"] == {}
    assert not last.waits


@pytest.mark.postgresql
def test_where_the_files_are_out_of_sight_the_tables_are_read_and_written_anew(wrote, now, out_of_sight):
    erase_person(wrote(), at=now, **BY)
    told = said()
    assert told["method"]["bytes"] is False
    assert "another machine" in told["method"]["why"]
    assert {"register_datakey", "register_record"} <= set(told["method"]["written_anew"])
    assert found(told, "before") == {"hashes": 2, "keys": 2, "sealed": 4}
    assert told["after"] == {}
    assert "in every table of our database" in letter_of(Certificate.objects.get()).text()


def test_a_needle_is_found_across_the_edges_of_what_is_read_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr("honour.retention.proof.finder._CHUNK", 64)
    monkeypatch.setattr("honour.retention.proof.finder._SHARE", 256)
    finder = Finder([Needle("value", 0, b"needle"), Needle("value", 1, b"in the hay")])
    for at in (0, 61, 63, 64, 250, 254, 255, 256, 300, 506, 510):
        file = tmp_path / f"at-{at}"
        file.write_bytes(b"." * at + b"needle" + b"." * 300 + b"in the hay")
        assert finder.in_files([file]) == {file: {0: 1, 1: 1}}, at


@pytest.mark.usefixtures("published")
def test_a_large_file_is_read_again_only_if_somebody_wrote_to_it(home, monkeypatch):
    monkeypatch.setattr("honour.retention.proof.looking._SETTLED", 0.0)
    kept, written = home / "export-1.csv", home / "export-2.csv"
    for file in (kept, written):
        file.write_bytes(b"." * (1 << 20) + b"a needle in the hay")
    read = []
    finder = Finder([Needle("value", 0, b"a needle")])
    real = finder.in_files
    monkeypatch.setattr(finder, "in_files", lambda files: (read.clear(), read.extend(files), real(files))[-1])
    before = look(finder)
    assert {kept, written} <= set(read)

    with written.open("r+b") as file:
        file.seek(1 << 20)
        file.write(b"no")
    times = kept.stat().st_mtime_ns
    os.utime(written, ns=(times, times))  # whoever sets a file's time back hides nothing by it
    after = look(finder, before)

    assert written in read
    assert kept not in read
    assert {path for path in after.found if path.name.startswith("export")} == {kept}


def test_more_needles_than_the_library_compares_at_once_are_all_found(tmp_path):
    values = [f"value {number:04d} of many" for number in range(150)]
    needles = [Needle("value", n, form) for n, value in enumerate(values) for form in sorted(forms_of_text(value))]
    file = tmp_path / "file"
    file.write_bytes(b"".join(value.encode("utf-16-be") for value in values))
    seen = Finder(needles).in_files([file])[file]
    assert {needles[number].thing for number in seen} == set(range(150))


@pytest.fixture
def backup(tmp_path, settings):
    """Take a backup into the folder that the settings name."""
    from honour.backups.taking import take_backup

    folder = tmp_path / "backups"
    folder.mkdir()
    settings.HONOUR_BACKUP_FOLDER = str(folder)
    return lambda at: take_backup(folder, at, passphrase=None)


def test_last_months_backup_cannot_be_read_and_the_letter_says_until_when_it_is_there(wrote, now, backup):
    person = wrote()
    backup(now - dt.timedelta(hours=8))

    erase_person(person, at=now, **BY)

    told, text = said(), letter_of(Certificate.objects.get()).text()
    assert (told["backups"]["records_under_these_keys"], told["backups"]["opened"]) == (2, 0)
    assert told["nothing_found"]
    remains = {each["what"]: (each["readable"], each["until"]) for each in told["remains"]}
    assert remains == {KEYS_APART: (True, "2026-12-10"), DATA: (False, "2027-01-02")}
    assert "cannot be read from 10 December 2026 on, and are gone by 2 January 2027" in text

    backup(now + dt.timedelta(days=8))  # the archive of keys of that day goes with this one
    assert follow_up(now + dt.timedelta(days=8)) == 1

    assert {each["what"] for each in said()["remains"]} == {DATA}
    assert "Backups can’t be read and are gone by 2 January 2027." in letter_of(Certificate.objects.latest("pk")).text()


@pytest.mark.parametrize("cleared", [False, True], ids=["in a drawer", "deleted since"])
def test_a_backup_in_a_folder_that_we_do_not_know_remains_by_what_the_ledger_says(wrote, now, tmp_path, cleared):
    from honour.backups.taking import take_backup

    drawer = tmp_path / "drawer"
    drawer.mkdir()
    person = wrote()
    take_backup(drawer, now + dt.timedelta(hours=1), passphrase=None)
    later = now + dt.timedelta(hours=1)
    if cleared:
        later = now + dt.timedelta(days=31)
        take_backup(drawer, later, passphrase=None, clearing=True)
        later -= dt.timedelta(hours=1)

    erase_person(person, at=later, **BY)

    remains = {each["what"]: (each["readable"], each["until"]) for each in said()["remains"]}
    text = letter_of(Certificate.objects.get()).text()
    if cleared:
        assert remains == {}
        assert "No backup that we know of holds anything of it." in text
        return
    assert remains == {KEYS_APART: (True, "2026-12-10"), DATA: (False, "2027-01-02")}
    assert "cannot be read from 10 December 2026 on, and are gone by 2 January 2027" in text
    assert follow_up(now + dt.timedelta(days=8)) == 1
    assert {each["what"] for each in said()["remains"]} == {DATA}
    assert follow_up(now + dt.timedelta(days=40)) == 1
    assert said()["remains"] == []


def test_the_backup_made_before_an_upgrade_is_looked_into_as_any_other(wrote, now, home):
    from honour.backups.keeping import BEFORE_UPGRADE
    from honour.backups.taking import take_backup

    folder = home / BEFORE_UPGRADE
    folder.mkdir()
    person = wrote()
    take_backup(folder, now, passphrase=None, clearing=False)

    erase_person(person, at=now, **BY)

    assert (said()["backups"]["records_under_these_keys"], said()["backups"]["opened"]) == (2, 0)
    assert len(said()["backups"]["with_a_key"]) == 1
    assert {each["what"] for each in said()["remains"]} == {KEYS_APART, DATA}


def test_a_backup_that_opens_with_the_keys_in_use_is_said_to_open(wrote, now, backup, monkeypatch):
    from honour.backups import postgresql, sqlite

    person = wrote()
    monkeypatch.setattr(postgresql, "apart_columns", dict)
    monkeypatch.setattr(sqlite, "_without_keys", lambda _, file: sqlite._chunks(file))
    backup(now - dt.timedelta(hours=8))

    erase_person(person, at=now, **BY)

    told = said()
    assert (told["backups"]["records_under_these_keys"], told["backups"]["opened"]) == (2, 2)
    assert not told["nothing_found"]


@pytest.mark.postgresql
def test_the_planners_samples_hold_nothing_that_opens_or_finds_a_person(wrote, now):
    from django.db import connection

    person = wrote()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    erase_person(person, at=now, **BY)
    assert said()["after"] == {}


def test_words_of_our_own_that_stand_in_peoples_data_are_no_find(wrote, now):
    words = "Up to five hundred invoices a month cost forty-nine pounds, and setting up is free for all who ask us."
    AnswerTemplate.objects.create(
        name="Prices", purpose="enquiries", subject="Our prices", text=words, changed_at=now, changed_by="a"
    )
    Company.objects.create(public_id="northmoor", name="Northmoor Canary Foods Ltd", known_since=now)
    person = wrote(company="Northmoor Canary Foods Ltd", message=f"Hello Asha Canary. {words} Yours, Tom Canary.")

    erase_person(person, at=now, **BY)

    told = said()
    assert (told["nothing_found"], told["after"], told["looked_for"]["words_of_the_notice"]) == (True, {}, 1)


def test_what_only_they_said_is_found_though_it_stands_beside_words_of_our_own(wrote, now, home):
    words = "Up to five hundred invoices a month cost forty-nine pounds, and setting up is free for all who ask us."
    AnswerTemplate.objects.create(
        name="Prices", purpose="enquiries", subject="Our prices", text=words, changed_at=now, changed_by="a"
    )
    message = f"Asha Canary of 4 Mill Lane, Ribchester, asked. {words}"
    (home / "forgotten.txt").write_text(message)
    person = wrote(message=message)

    erase_person(person, at=now, **BY)

    assert said()["after"][HOME]["values"] == 1


def test_copies_of_a_record_whose_key_is_still_needed_are_said_to_open(wrote, now, backup):
    person = wrote()
    wrote(at=now + dt.timedelta(hours=1))
    backup(now + dt.timedelta(hours=2))
    erase_record(person, record_of(person, "interactions").pk, at=now + dt.timedelta(hours=3), **BY)

    told, text = said(), letter_of(Certificate.objects.get()).text()
    assert (told["backups"]["records_under_these_keys"], told["backups"]["opened"]) == (1, 1)
    assert [(each["what"], each["readable"]) for each in told["remains"]] == [(DATA_OPEN, True)]
    assert told["nothing_found"]
    assert "can’t be read" not in text
    assert "cannot be read" not in text
    assert text.count("Copies in backups are gone by ") == 1


class Followed:
    """A PostgreSQL that others follow: one does, and two are to and do not."""

    vendor = "postgresql"

    def cursor(self):
        return nullcontext(self)

    def execute(self, query):
        assert "pg_replication_slots" in query

    def fetchone(self):
        return False, 1, 2


def test_what_follows_the_database_or_ought_to_is_said_to_hold_it_still(wrote, now, monkeypatch):
    monkeypatch.setattr("honour.retention.proof.remaining.connection", Followed())
    erase_person(wrote(), at=now, **BY)

    remains = {each["what"]: (each["readable"], each["until"]) for each in said()["remains"]}
    assert remains == {REPLICAS: (True, None), REPLICAS_AWAY: (True, None)}
    text = letter_of(Certificate.objects.get()).text()
    assert "Other servers follow our database." in text
    assert "A copy of our database that is to follow it does not at present." in text
