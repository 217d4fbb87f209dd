"""Commands that are asked for something that does not exist, or that cannot be taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from honour.evidence.models import Entry
from honour.register.models import NoticeVersion
from honour.systems.models import Token
from tests.conftest import EXAMPLES
from tests.register.conftest import NEW, OLD, published

__all__ = ["published"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_token_for_a_purpose_that_no_notice_has_is_not_made(says, published):
    done = says("token", "make", "crm", "--grant", "enquires=use")
    assert (done.code, "No version of the notice has the purpose 'enquires'" in done.said) == (2, True), done
    assert "enquiries" in done.said
    assert not Token.objects.exists()
    assert says("token", "make", "crm", "--grant", "enquiries=use").code == 0


def test_publishing_a_version_that_another_has_followed_changes_nothing_and_says_so(says, published):
    NoticeVersion.objects.update(published_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))  # before the clock's today
    before = Entry.objects.count()
    done = says("publish", EXAMPLES / f"fellside/{OLD}.yaml", "--as-is", "--leave-untold")
    assert (done.code, f"{NEW}, published since, is in use" in done.said) == (1, True), done
    assert Entry.objects.count() == before


def test_a_label_that_is_taken_is_not_sent_to_the_check_which_says_nothing_of_it(says, published, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text((EXAMPLES / f"fellside/{NEW}.yaml").read_text() + "# another word\n")
    done = says("publish", other, "--leave-untold")
    assert (done.code, "with other words" in done.said, "honour check" in done.said) == (1, True, False), done


def test_what_stands_in_the_way_of_publishing_is_answered_with_the_way_on_and_no_other(says, published, tmp_path):
    third = tmp_path / "third.yaml"
    words = (EXAMPLES / f"fellside/{NEW}.yaml").read_text().replace("2026-12-01", "2027-02-01")
    words = words.replace(f'replaces: "{OLD}"', f'replaces: "{NEW}"')
    third.write_text(words.replace("- kind: consent\n", "- kind: contract\n", 1))
    done = says("publish", third)
    assert (done.code, "Give the reason with --reason PURPOSE=WHY." in done.said) == (1, True), done
    assert "--leave-untold" not in done.said  # nobody is here who would have to be told


def test_a_version_that_says_it_replaces_another_than_the_one_in_use_is_refused(says, published, tmp_path):
    third = tmp_path / "third.yaml"
    third.write_text((EXAMPLES / f"fellside/{NEW}.yaml").read_text().replace("2026-12-01", "2027-02-01"))
    for command in (("plan", third), ("publish", third, "--leave-untold")):
        done = says(*command)
        assert (done.code, f"replaces version {OLD}, and {NEW} is the one in use" in done.said) == (1, True), done


def test_a_checkpoint_that_is_none_is_unreadable(says, published, tmp_path):
    ledger, note = tmp_path / "ledger.txt", tmp_path / "note"
    assert says("ledger", "export", ledger).code == 0
    note.write_text("Not a signed note.")
    done = says("verify", ledger, "--checkpoint", note)
    assert (done.code, "is no checkpoint" in done.said) == (2, True), done


def test_a_key_is_not_destroyed_before_somebody_said_so(says, published, home):
    assert says("keys", "rotate", "lookup").code == 0
    done = says("keys", "retire", "lookup", 1, typed="n\n")
    assert (done.code, "Destroy version 1 of the lookup key for ever?" in done.said) == (1, True), done
    assert (home / "keys/lookup-1.json").exists()
    assert says("keys", "retire", "lookup", 1, "--yes").code == 0
    assert not (home / "keys/lookup-1.json").exists()


def test_without_a_terminal_the_recovery_kit_says_how_to_name_its_passphrase(honour, home):
    done = honour("keys", "kit", home=home, given="")
    assert done.returncode == 2
    assert "Aborted" not in done.stderr
    assert "Warning" not in done.stderr
    assert "--passphrase-file FILE" in done.stderr


def test_without_a_terminal_nothing_is_destroyed_and_it_says_how_to_say_yes(says, published, home):
    assert says("keys", "rotate", "lookup").code == 0
    done = says("keys", "retire", "lookup", 1, typed="")
    assert (done.code, "Say it beforehand with --yes." in done.said) == (2, True), done
    assert (home / "keys/lookup-1.json").exists()


def test_a_day_that_is_none_is_answered_with_one(honour):
    done = honour("check", EXAMPLES / f"fellside/{NEW}.yaml", "--at", "tomorrow")
    assert done.returncode == 2
    assert "'tomorrow' is no day. Write a day like 2026-12-01." in " ".join(done.stderr.split())
    assert "%Y" not in done.stderr
    assert honour("check", EXAMPLES / f"fellside/{NEW}.yaml", "--at", "2026-12-01").returncode == 0


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("export", "honour ledger export?"), ("chek", "honour check?"), ("kit", "honour keys kit?")],
)
def test_a_command_that_there_is_not_is_answered_with_the_one_that_is_meant(honour, asked, meant):
    done = honour(asked, "out.txt")
    assert done.returncode == 2
    assert f"Did you mean: {meant}" in " ".join(done.stderr.split()), done.stderr


def test_a_command_like_no_other_is_only_said_not_to_be_there(honour):
    done = honour("xyzzy")
    assert (done.returncode, "Did you mean" in done.stderr) == (2, False)
