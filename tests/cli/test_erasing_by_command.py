"""Erasing by command: what is erased is certified, and whoever doubts looks again, offline too."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from honour.cli import honour
from honour.register.models import Erasure, Record
from honour.retention.models import Certificate
from tests.register.conftest import published, wrote

__all__ = ["published", "wrote"]
pytestmark = [pytest.mark.promise("S23"), pytest.mark.django_db(transaction=True)]
EMAIL = "asha.patel@canary.example"


def test_a_sceptic_is_convinced_before_and_after(says, wrote, tmp_path):
    person = wrote()
    control = says("erasure", "verify", person)
    assert control.code == 0
    assert "8 of 8 stored things were found, so finding none later says something." in control.said
    assert Record.objects.count() == 2

    done = says("erase", person, "--reason", "request", "--yes", "--certificate", tmp_path)
    assert "Nobody reads 2 records any more, and what may go is gone" in done.said
    assert "Before: 8 of 8 stored things were found." in done.said
    assert "Nothing was found." in done.said

    made = Certificate.objects.get()
    signed = tmp_path / f"certificate-{made.pk}.txt"
    assert "Deleted" in (tmp_path / f"letter-{made.pk}.txt").read_text(encoding="utf-8")
    offline = CliRunner().invoke(honour, ["verify", str(signed)])
    assert offline.exit_code == 0
    assert f"Intact: certificate {made.pk}" in offline.output
    assert "2 records" in offline.output
    assert "locked keys" in offline.output
    assert "{" not in offline.output
    signed.write_text(signed.read_text(encoding="utf-8").replace(person, "x" * 20), encoding="utf-8")
    assert CliRunner().invoke(honour, ["verify", str(signed)]).exit_code == 1

    again = says("erasure", "verify", Erasure.objects.get().pk, "--values", "-", typed=f"{EMAIL}\n01632 960 111\n")
    assert again.code == 0
    assert "Nothing was found." in again.said
    assert f"{person} " in says("erasure", "list").said


def test_what_was_forgotten_in_a_file_is_named_and_the_command_says_no(says, wrote, home):
    person = wrote()
    says("erase", person, "--reason", "request", "--yes")
    (home / "export.csv").write_text(EMAIL.upper(), encoding="utf-8")

    found = says("erasure", "verify", person, "--values", "-", typed=EMAIL)

    assert found.code == 1
    assert "export.csv" in found.said
    assert "SOMETHING WAS FOUND." in found.said


def test_a_category_goes_and_the_rest_stays(says, wrote):
    person = wrote()
    wrong = says("erase", person, "--category", "interactions", "--record", "1", "--reason", "request", "--yes")
    assert wrong.code != 0
    assert "Name one thing" in wrong.said
    assert (
        "Nobody reads 1 record any more"
        in says("erase", person, "--category", "interactions", "--reason", "request", "--yes").said
    )
    assert Record.objects.count() == 1


def test_nobody_under_this_id_is_said_in_words(says, published):
    assert "There is no erasure of this number" in says("erasure", "verify", "77").said


def test_an_erasure_that_could_not_end_says_that_it_has_begun(says, wrote, monkeypatch):
    person = wrote()
    full = OSError(28, "No space left on device", "/mnt/copy/tombstones.jsonl")
    monkeypatch.setattr("honour.evidence.tombstones.Journal.append", lambda *_: (_ for _ in ()).throw(full))

    done = says("erase", person, "--reason", "request", "--yes")

    assert done.code == 2
    assert "It has begun, and nobody can read the data any more." in done.said
    assert "to its end: /mnt/copy/tombstones.jsonl: No space left on device. Put that right" in done.said
    assert Erasure.objects.get().step < Erasure.Step.CONFIRMED
