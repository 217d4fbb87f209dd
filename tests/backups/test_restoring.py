"""A restored backup brings back its day, and none of the erased; a stop that was made since still holds."""

import json
import shutil
from datetime import timedelta

import pytest
from django.db import connection

from honour.evidence.models import Entry, Payload
from honour.evidence.sending import send_checkpoints
from honour.evidence.sinks import installed_sinks
from honour.evidence.tombstones import Journal, JournalError
from honour.evidence.verifying import verify_ledger
from honour.keyring import open_keyring
from honour.keyring.recovery_kit import make_kit
from honour.keyring.rotation import begin_rotation, finish_rotation, retire_key
from honour.register.deciding import Kind, decide
from honour.register.due.zone import note_zone
from honour.register.erasing import erase_person, erase_record
from honour.register.finishing import finish_erasures
from honour.register.holding import Named, end_hold, place_hold
from honour.register.models import DataKey, HeldThing, Hold, Identifier, Permission, Record, Subject, Suppression
from honour.register.reading import read
from honour.register.rotation import STEPS
from honour.register.undoing import undo_erasure
from honour.retention.proof.finder import Finder
from honour.retention.proof.needles import Needle
from honour.retention.proof.places import LOG, TABLES, installed_places
from honour.staff.roles import make_roles
from tests.backups.conftest import LATER, NOW, PASSPHRASE
from tests.register.conftest import SUPPORT

pytestmark = pytest.mark.django_db(transaction=True)
LEAD = {"reason": "request", "asked_by": "staff-1", "at": LATER}
HOUR = timedelta(hours=1)
HELD_UNTIL = {"owner": "staff-1", "by": "staff-1", "review_on": (LATER + timedelta(days=90)).date(), "at": LATER}


def values(person):
    return [record.value for record in read(SUPPORT, person, purpose="enquiries", at=LATER).records]


def test_the_erased_stay_erased_and_the_stopped_stay_stopped(installed):
    erased, stopped, kept = (installed.wrote(f"{name}@canary.example") for name in ("asha", "bob", "cat"))
    archives = installed.back_up()
    erase_person(erased, **LEAD)
    decide(stopped, Kind.MARKETING_STOP, at=LATER, how="telephone", recorded_by="staff-1")

    said = installed.restore_elsewhere(archives)

    assert "1 erasure and 1 stop since" in said
    assert f"The journal has 2 lines, and is known to be complete to {LATER:%d %B %Y, %H:%M} UTC." in said
    gone = Subject.objects.get(public_id=erased)
    assert gone.status == Subject.Status.ERASED
    assert not Record.objects.filter(subject=gone).exists()
    assert {bytes(key.wrapped) for key in DataKey.objects.filter(subject=gone)} == {b""}
    assert values(erased) == []
    assert Subject.objects.get(public_id=stopped).marketing_objection
    assert Suppression.objects.exists()
    assert {"message": "Please send a price for canaries."} in values(kept)


def test_a_record_erased_since_is_erased_again_and_the_rest_of_the_person_is_not(installed):
    person = installed.wrote()
    records = list(Record.objects.order_by("pk").values_list("pk", flat=True))
    archives = installed.back_up()
    erase_record(person, records[0], **LEAD)
    installed.restore_elsewhere(archives)
    assert list(Record.objects.order_by("pk").values_list("pk", flat=True)) == records[1:]


@pytest.mark.parametrize("sealed", [False, True], ids=["open", "sealed"])
def test_what_a_hold_keeps_stays_though_the_backup_is_older_than_the_hold(installed, sealed):
    person, other = installed.wrote(), installed.wrote("bob@canary.example")
    first = Record.objects.filter(subject__public_id=person).earliest("pk").pk
    archives = installed.back_up()
    hold = place_hold(Hold.Kind.FRAUD, "FR-3", [Named(person, record=first)], sealed=sealed, **HELD_UNTIL)
    erase_person(person, **LEAD)
    erase_person(other, **LEAD)

    said = installed.restore_elsewhere(archives)

    assert "1 word of holds, placed or ended since" in said
    assert list(Record.objects.values_list("pk", flat=True)) == [first]
    again = Hold.objects.get()
    assert (again.matter, again.sealed, again.placed_at, again.review_on) == ("FR-3", sealed, LATER, hold.review_on)
    assert Record.objects.get().key.wrapped
    journal = (installed.home / "journal/tombstones.jsonl").read_text()
    (line,) = [line for line in journal.splitlines() if "hold:placed" in line]
    assert person not in line
    assert "FR-3" not in line


@pytest.mark.parametrize("days", [0, 7])
def test_who_was_erased_since_but_for_a_hold_is_so_after_the_restore_and_goes_when_it_ends(installed, days):
    person = installed.wrote()
    first = Record.objects.earliest("pk").pk
    place_hold(Hold.Kind.FRAUD, "FR-3", [Named(person, record=first)], **HELD_UNTIL)
    archives = installed.back_up(LATER)
    asked, final = LATER + HOUR, LATER + HOUR + timedelta(days=days)
    erase_person(person, cooling_off=timedelta(days=days), **LEAD | {"at": asked})

    installed.restore_elsewhere(archives)

    assert Subject.objects.get(public_id=person).restricted
    assert values(person) == []
    finish_erasures(final)
    assert list(Record.objects.values_list("pk", flat=True)) == [first]
    end_hold(Hold.objects.get().pk, by="staff-1", at=final)
    finish_erasures(final)
    assert Subject.objects.get(public_id=person).status == Subject.Status.ERASED


def test_an_erasure_but_for_a_hold_that_was_undone_since_is_undone_after_the_restore(installed):
    person = installed.wrote()
    first = Record.objects.earliest("pk").pk
    place_hold(Hold.Kind.FRAUD, "FR-3", [Named(person, record=first)], **HELD_UNTIL)
    erase_person(person, cooling_off=timedelta(days=7), **LEAD)
    archives = installed.back_up(LATER)
    undo_erasure(person, by="staff-1", at=LATER + HOUR)

    installed.restore_elsewhere(archives)

    assert len(values(person)) == 2
    assert finish_erasures(LATER + timedelta(days=8)) == 0


def test_what_a_sealed_hold_keeps_of_what_was_erased_since_is_read_by_nobody_after_the_restore(installed):
    person = installed.wrote()
    first = Record.objects.earliest("pk").pk
    place_hold(Hold.Kind.FRAUD, "FR-3", [Named(person, record=first)], sealed=True, **HELD_UNTIL)
    archives = installed.back_up(LATER)
    erase_record(person, first, **LEAD)
    assert len(values(person)) == 1
    installed.restore_elsewhere(archives)
    assert Record.objects.filter(pk=first).exists()
    assert len(values(person)) == 1


def test_a_hold_whose_line_names_a_record_by_its_number_alone_is_placed_again(installed, monkeypatch):
    person = installed.wrote()
    first = Record.objects.earliest("pk").pk
    archives = installed.back_up()
    monkeypatch.setattr("honour.register.holds_told.naming", lambda record: record)  # as lines said it before
    place_hold(Hold.Kind.FRAUD, "FR-3", [Named(person, record=first)], **HELD_UNTIL)
    installed.restore_elsewhere(archives)
    assert HeldThing.objects.get().record == first


def test_a_hold_that_ended_since_the_backup_keeps_nothing_after_it(installed):
    person = installed.wrote()
    hold = place_hold(Hold.Kind.DEBT, "D-1", [Named(person)], **HELD_UNTIL)
    archives = installed.back_up(LATER)
    end_hold(hold.pk, by="staff-2", at=LATER + HOUR)
    erase_person(person, **LEAD | {"at": LATER + HOUR})
    installed.restore_elsewhere(archives)
    assert not Record.objects.exists()
    assert (Hold.objects.get().ended_by, Hold.objects.get().ended_at) == ("staff-2", LATER + HOUR)


def test_a_hold_that_the_backup_knows_is_not_placed_twice(installed):
    person = installed.wrote()
    place_hold(Hold.Kind.DEBT, "D-1", [Named(person, "contact"), Named(person)], **HELD_UNTIL)
    installed.restore_elsewhere(installed.back_up(LATER))
    assert Hold.objects.count() == 1
    assert HeldThing.objects.count() == 2


def test_a_line_of_a_hold_under_a_key_that_was_retired_stands_in_no_restores_way(installed):
    person = installed.wrote()
    place_hold(Hold.Kind.DEBT, "D-1", [Named(person)], **HELD_UNTIL)
    folder = installed.home / "keys"
    begin_rotation(folder, "wrapping", LATER)
    finish_rotation(folder, "wrapping", STEPS)
    retire_key(folder, "wrapping", 1, STEPS)
    archives = installed.back_up(LATER)
    installed.restore_elsewhere(archives)
    assert Hold.objects.count() == 1


def test_a_stop_lifted_before_the_backup_is_not_repeated(installed):
    person = installed.wrote(ticked=True)
    decide(person, Kind.MARKETING_STOP_LIFTED, at=LATER, how="telephone", recorded_by="staff-1")
    installed.restore_elsewhere(installed.back_up(LATER))
    assert not Subject.objects.get(public_id=person).marketing_objection
    assert Permission.objects.count() == 2


def test_the_restored_ledger_verifies_goes_on_and_says_what_was_restored(installed):
    person = installed.wrote()
    installed.take_in()
    archives = installed.back_up()
    erase_person(person, **LEAD)
    installed.take_in(LATER)
    installed.restore_elsewhere(archives)
    said = Payload.objects.select_related("entry").get(entry__kind="backup:restored")
    assert '"erased":1' in said.content
    assert '"journal":1' in said.content
    assert said.pk == Entry.objects.order_by("-pk").first().pk
    for name in ("bob", "cat"):
        installed.take_in(LATER)
        check = verify_ledger(LATER)
        assert check.intact, check.problems
        assert check.report.entries == Entry.objects.count()
        installed.wrote(f"{name}@canary.example", at=LATER)


def test_a_journal_that_ends_in_the_middle_of_a_line_is_said_to(installed):
    """Of a copy that is not whole nobody else would notice that its last erasure comes undone."""
    person = installed.wrote()
    archives = installed.back_up()
    erase_person(person, reason="request", asked_by="staff-1", at=LATER)
    installed.take_in(LATER)
    journal = installed.first / "journal/tombstones.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])

    said = installed.restore_elsewhere(archives)

    assert "0 erasures and 0 stops since" in said
    assert "The journal ends in the middle of line 1, and what that line says is not repeated" in said


def test_a_home_that_lost_its_journal_erases_nobody_until_it_is_back(installed):
    first, second = installed.wrote(), installed.wrote("ben@canary.example")
    erase_person(first, reason="request", asked_by="staff-1", at=NOW)
    installed.take_in()
    journal = installed.first / "journal/tombstones.jsonl"
    aside = journal.rename(journal.with_suffix(".aside"))

    with pytest.raises(JournalError, match="is gone, and it went to line 1"):
        erase_person(second, reason="request", asked_by="staff-1", at=LATER)
    assert not DataKey.objects.filter(subject__public_id=second, wrapped=b"").exists()

    aside.rename(journal)
    finish_erasures(LATER)
    assert [line.number for line in Journal(journal.parent).read()] == [1, 2]
    assert not Record.objects.exists()


def test_an_old_copy_of_the_journal_that_nothing_contradicts_says_of_when_it_is(installed, tmp_path):
    installed.wrote(ticked=True)
    copy = tmp_path / "copy"
    shutil.copytree(installed.home / "journal", copy)
    archives = installed.back_up(LATER)
    told = installed.restore_elsewhere(archives, "--journal-folder", copy)
    assert f"The journal has 1 line, and is known to be complete to {LATER:%d %B %Y, %H:%M} UTC." in told
    assert "Whatever was erased or stopped after that is not repeated" in told
    said = json.loads(Payload.objects.filter(entry__kind="backup:restored").latest("pk").content)
    assert said["journal_complete_to"] == LATER.isoformat()


def test_the_newest_archive_of_the_journal_does_as_well_as_the_journal(installed):
    person = installed.wrote()
    old = installed.back_up()
    erase_person(person, **LEAD)
    newer = installed.back_up(LATER)
    told = installed.restore_elsewhere(old, "--journal", newer.journal)
    assert f"The journal has 1 line, and is known to be complete to {LATER:%d %B %Y, %H:%M} UTC." in told
    assert Subject.objects.get(public_id=person).status == Subject.Status.ERASED
    ours, theirs = (folder / "journal/tombstones.jsonl" for folder in (installed.home, installed.first))
    assert ours.read_bytes() == theirs.read_bytes()


def test_the_restored_home_goes_on_with_its_keys_secret_and_journal(installed):
    installed.wrote()
    (installed.home / "secret").write_text("the secret under which forms are signed")
    archives = installed.back_up()
    installed.restore_elsewhere(archives, "--journal", archives.journal)
    home = installed.home
    assert open_keyring(home / "keys").known == open_keyring(installed.first / "keys").known
    assert (home / "secret").read_text() == "the secret under which forms are signed"
    assert {path.stat().st_mode & 0o077 for path in [home / "secret", *(home / "keys").iterdir()]} == {0}
    assert (home / "honour.toml").is_file()
    assert not (home / "restoring").exists()
    erase_person(installed.wrote("eve@canary.example"), **LEAD)
    assert [line.kind for line in Journal(home / "journal").read()] == ["person:erased"]


def test_keys_that_are_in_the_home_already_are_used(installed):
    person = installed.wrote()
    archives = installed.back_up()
    installed.move()
    shutil.copytree(installed.first / "keys", installed.home / "keys")
    assert installed.restore("--data", archives.data, "--journal", archives.journal).code == 0
    assert len(values(person)) == 2


def test_the_recovery_kit_does_as_well_as_the_archive_of_keys(installed, tmp_path):
    person = installed.wrote()
    archives = installed.back_up()
    kit = tmp_path / "kit.txt"
    kit.write_text(make_kit(open_keyring(installed.home / "keys"), PASSPHRASE, cost=4))
    installed.move()
    assert installed.restore("--data", archives.data, "--kit", kit, "--journal", archives.journal).code == 0
    assert len(values(person)) == 2


def test_a_backup_made_before_a_rotation_opens_with_the_keys_from_after_it(installed):
    person = installed.wrote()
    before = installed.back_up()
    begin_rotation(installed.home / "keys", "wrapping", NOW)
    finish_rotation(installed.home / "keys", "wrapping", STEPS)
    before.keys = installed.back_up(LATER).keys
    installed.restore_elsewhere(before)
    assert len(values(person)) == 2


def test_a_home_that_lost_its_database_only_is_restored_with_what_it_still_has(installed):
    person = installed.wrote()
    archives = installed.back_up()
    erase_person(person, **LEAD)
    installed.move()
    shutil.copytree(installed.first, installed.home)
    done = installed.restore("--data", archives.data)
    assert done.code == 0, done.said
    assert Subject.objects.get(public_id=person).status == Subject.Status.ERASED


def test_what_is_lost_is_counted_by_the_newest_checkpoint_that_was_kept(installed, settings, tmp_path):
    settings.HONOUR_CHECKPOINT_FOLDER = str(tmp_path / "checkpoints")
    installed.wrote()
    held = Entry.objects.count()
    archives = installed.back_up()
    installed.wrote("bob@canary.example")
    installed.take_in()
    send_checkpoints(installed_sinks(), NOW)
    lost = Entry.objects.count() - held
    said = installed.restore_elsewhere(archives)
    assert f"Lost: at least {lost} ledger entries" in said
    assert "Name a new checkpoint folder" in said


def test_numbers_that_rows_had_before_the_backup_are_not_given_again(installed):
    erase_person(installed.wrote(), **LEAD)
    archives = installed.back_up()
    number = Subject.objects.get().pk
    last = Record.objects.order_by("-pk").values_list("pk", flat=True).first() or 2
    installed.restore_elsewhere(archives)
    installed.wrote("cat@canary.example")
    assert Subject.objects.get(status=Subject.Status.LIVE).pk > number
    assert Record.objects.order_by("pk").values_list("pk", flat=True).first() > last


def test_every_table_comes_back_as_it_was(installed):
    make_roles()
    note_zone()
    installed.wrote(ticked=True)
    installed.wrote("bob@canary.example")
    archives = installed.back_up()
    before = rows_of_every_table()
    installed.restore_elsewhere(archives)
    after = rows_of_every_table()
    assert before.keys() == after.keys()
    # The backup's own line came after it was made, the restore's is new; migrating is noted with its time.
    told = {"evidence_entry", "evidence_payload", "django_migrations", "sqlite_sequence"}
    assert {name for name in before if before[name] != after[name]} - told == set()
    assert len(before["register_record"]) == 4


def rows_of_every_table():
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a test's own query
            found[table] = sorted(repr(row) for row in cursor.fetchall())
    return found


@pytest.mark.postgresql
def test_what_was_restored_is_settled_and_known_to_the_planner(installed):
    """On PostgreSQL, where erasing again would else read past all that stays, and look for each thing in all of it."""
    installed.wrote()
    archives = installed.back_up()
    installed.restore_elsewhere(archives)
    with connection.cursor() as cursor:
        cursor.execute("SELECT relallvisible, reltuples FROM pg_class WHERE relname = 'register_record'")
        settled, rows = cursor.fetchone()
    assert settled > 0
    assert rows == Record.objects.count()


@pytest.mark.promise("S23")
@pytest.mark.postgresql
def test_nothing_by_which_the_erased_are_opened_or_found_is_left_in_the_files(installed):
    """The backup brings keys and hashes back; erased again, they stand neither in tables nor in the log."""
    person = installed.wrote()
    installed.wrote("bob@canary.example")
    theirs = {"subject__public_id": person}
    keys = [bytes(key.wrapped) for key in DataKey.objects.filter(**theirs)]
    others = Identifier.objects.exclude(**theirs).values("digest")  # who have the same telephone
    hashes = [bytes(each.digest) for each in Identifier.objects.filter(**theirs).exclude(digest__in=others)]
    stay = [bytes(key.wrapped) for key in DataKey.objects.exclude(**theirs)]
    archives = installed.back_up()
    erase_person(person, **LEAD)
    installed.restore_elsewhere(archives)

    files = installed_places().files
    finder = Finder([Needle("key", number, what) for number, what in enumerate([*keys, *hashes, *stay])])
    found = finder.in_files([*files[TABLES], *files[LOG]])
    seen = {which for each in found.values() for which in each}
    assert (len(keys), len(hashes), len(stay)) == (2, 1, 2)
    assert seen == {3, 4}  # the keys of whom is here, which shows that they can be found


@pytest.mark.postgresql
def test_rows_come_back_with_their_keys_and_are_written_once(installed):
    """On PostgreSQL a row that is written again leaves the first one where it was, and each index has both."""
    installed.wrote()
    kept = list(DataKey.objects.order_by("pk").values())
    archives = installed.back_up()
    installed.restore_elsewhere(archives)
    assert list(DataKey.objects.order_by("pk").values()) == kept
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(ctid)::text FROM register_datakey")
        assert cursor.fetchone()[0] == "(0,1)"
