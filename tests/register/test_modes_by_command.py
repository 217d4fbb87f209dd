"""`honour mode` observes a purpose or enforces it, and says what enforcing refuses."""

import datetime as dt

import pytest
from click.testing import CliRunner

from honour.cli.commands import honour
from honour.register.versions import versions
from tests.register.conftest import OLD


@pytest.fixture
def run(home, monkeypatch):
    monkeypatch.setenv("HONOUR_HOME", str(home))  # the command sets it, and the next test must not see it
    monkeypatch.setattr("honour.cli.mode._now", lambda: dt.datetime(2026, 12, 4, 9, 0, tzinfo=dt.UTC))
    return lambda *words: CliRunner().invoke(honour, ["--home", str(home), "mode", *words])


def test_a_purpose_is_observed_and_enforced_again_and_the_counts_follow(wrote, run):
    wrote()
    wrote("old@canary.example", telephone="01632 960 112", version=OLD)
    said = run("enquiries")
    assert said.output.splitlines()[:2] == ["enquiries is enforced.", "Of 4 records, 2 may be used for it."]
    assert "2 refused: basis-blank" in said.output
    said = run("enquiries", "observe")
    assert "2 more pass only because it is observed." in said.output
    assert versions().observed == {"enquiries"}
    run("enquiries", "enforce")
    assert versions().observed == frozenset()


def test_a_purpose_that_was_never_declared_is_named(published, run):
    said = run("lottery", "observe")
    assert said.exit_code == 2
    assert "lottery" in said.output
