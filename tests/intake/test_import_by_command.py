"""`honour import` brings a list in from the command line."""

import pytest
from click.testing import CliRunner

from honour.cli.commands import honour
from honour.intake.models import Import
from honour.register.models import Record, Staged, Subject
from tests.intake.conftest import person, written


@pytest.fixture
def run(published, home, monkeypatch, now, tmp_path):
    monkeypatch.setenv("HONOUR_HOME", str(home))
    monkeypatch.setattr("honour.cli.bring_in._now", lambda: now)
    file = tmp_path / "list.csv"
    file.write_bytes(written([person(1), person(2), person(3, Email="nobody")]))
    return lambda *words: CliRunner().invoke(honour, ["--home", str(home), "import", str(file), *words])


TERMS = ("--purpose", "services", "--kind", "customer", "--source", "directly", "--notice", "2026-12-01")


def test_a_list_is_tried_and_comes_in(run, tmp_path):
    out = tmp_path / "refused.csv"
    said = run(*TERMS, "--yes", "--refused", str(out))
    assert said.exit_code == 0, said.output
    assert "3 rows: 2 people would be new, 0 here already" in said.output
    assert "1 refused: Email address: Write an email address" in said.output
    assert "3 rows: 2 people new" in said.output
    assert Subject.objects.count() == 2
    assert out.read_text("utf-8-sig").splitlines()[1].startswith("4,")
    assert out.stat().st_mode & 0o077 == 0


def test_a_trial_writes_nothing_and_leaves_nothing(run):
    said = run(*TERMS, "--try-only")
    assert "Nothing was written." in said.output
    assert not Record.objects.exists()
    assert not Staged.objects.filter(kind="import").exists()


def test_what_a_column_holds_is_said_by_its_heading(run):
    said = run(*TERMS, "--column", "Company=", "--column", "Phone=contact.telephone", "--yes")
    assert said.exit_code == 0
    assert Import.objects.get().mapping["columns"][3] == ""
    said = run(*TERMS, "--column", "Colour=contact.name", "--yes")
    assert said.exit_code == 2
    assert "'Colour=contact.name' is no HEADING=WHAT with a heading of this list" in said.output


def test_a_purpose_that_is_missing_is_asked_for(run):
    said = run("--yes")
    assert said.exit_code == 2
    assert "Say what the data were collected for." in said.output
    assert not Staged.objects.exists()
