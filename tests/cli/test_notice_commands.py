"""The commands on a notice as a file, as an editor or a pipeline runs them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.cli.conftest import ROOT

SOURCE = ROOT / "examples/open-ecx/2018-06-21.yaml"
OLD = ROOT / "examples/fellside/2018-06-21.yaml"
NEW = ROOT / "examples/fellside/2026-12-01.yaml"


def codes(finished):
    return {finding["code"] for finding in json.loads(finished.stdout)["findings"]}


def test_the_policy_of_2018_breaks_the_law_of_2026_and_check_says_how(honour):
    finished = honour("check", SOURCE, "--at", "2026-11-23", "--format", "json")
    assert finished.returncode == 1
    assert {"L01", "L02", "L04", "L06", "L08", "L11", "L12"} <= codes(finished)
    errors = {each["code"] for each in json.loads(finished.stdout)["findings"] if each["severity"] == "error"}
    assert not {"L05", "L07"} & errors  # it names its contact and the Commissioner


def test_what_became_law_later_is_not_held_against_the_policy_on_its_own_day(honour):
    assert not {"L06", "L22"} & codes(honour("check", SOURCE, "--at", "2018-06-21", "--format", "json"))


def test_the_mended_notice_is_clean(honour):
    finished = honour("check", NEW, "--at", "2026-12-01")
    assert (finished.returncode, finished.stderr) == (0, "")


def test_each_finding_names_file_line_and_what_to_do(honour):
    said = honour("check", OLD, "--at", "2026-12-01").stdout
    assert f"{OLD}:" in said
    assert "To do: " in said
    assert "Source: " in said


def test_questions_that_cannot_be_read_are_answered_so_and_end_with_exit_code_2(honour):
    finished = honour("decide", "--notice", NEW, given="{bad\n{}\n")
    assert finished.returncode == 2
    assert [json.loads(line)["line"] for line in finished.stdout.splitlines()] == [1, 2]


def test_a_file_without_an_end_is_refused_as_one_that_is_too_large(honour):
    finished = honour("check", "/dev/zero")
    assert finished.returncode == 2
    assert "more than 2,000,000 bytes" in finished.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "holds nothing"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a: [1", "line"),
        (b"a: &a [*a]", "alias"),
        (b"honour: 1\nid: x\n", "controller"),
        (b"title: one\ntitle: two\n", "title"),
    ],
    ids=["empty", "not text", "broken", "alias in itself", "fields missing", "key twice"],
)
def test_a_file_that_cannot_be_read_gives_one_clear_message_and_exit_code_2(honour, tmp_path, content, words):
    (tmp_path / "notice.yaml").write_bytes(content)
    finished = honour("check", "notice.yaml")
    assert finished.returncode == 2
    assert words in finished.stderr
    assert "notice.yaml" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_file_that_is_not_there_is_named(honour):
    finished = honour("check", "nowhere.yaml")
    assert finished.returncode == 2
    assert "There is no file nowhere.yaml" in finished.stderr


def test_diff_tells_what_changed_and_only_that(honour):
    assert honour("diff", NEW, NEW).returncode == 0
    finished = honour("diff", OLD, NEW, "--format", "json")
    assert finished.returncode == 1
    assert any(change["clause"] == "complaints" for change in json.loads(finished.stdout)["changes"])


@pytest.mark.parametrize("form", ["html", "text", "ropa.csv"])
def test_the_notice_is_written_in_every_form(honour, tmp_path, form):
    finished = honour("render", NEW, "--to", form, "-o", tmp_path / "out")
    assert finished.returncode == 0, finished.stderr
    assert "Fellside Invoicing Ltd" in (tmp_path / "out").read_text(encoding="utf-8")


@pytest.mark.parametrize("what", ["notice", "question", "decision"])
def test_each_schema_is_json_schema(honour, what):
    said = json.loads(honour("schema", what).stdout)
    assert said["$schema"].startswith("https://json-schema.org/")


@pytest.mark.parametrize("command", ["check", "diff", "render", "schema", "decide"])
def test_the_commands_on_a_notice_load_no_django(command):
    words = {
        "check": ["check", str(NEW)],
        "diff": ["diff", str(OLD), str(NEW)],
        "render": ["render", str(NEW), "--to", "text"],
        "schema": ["schema", "question"],
        "decide": ["decide", "--notice", str(NEW)],
    }[command]
    code = f"import sys; sys.argv = ['honour', *{words!r}]\nfrom honour.cli import main\n"
    code += "try: main()\nexcept SystemExit: pass\n"
    code += "print('django' in sys.modules, file=sys.stderr)"
    finished = subprocess.run([sys.executable, "-c", code], input="", capture_output=True, text=True, check=False)
    assert finished.stderr.strip().endswith("False"), finished.stderr


def test_an_answer_that_nobody_read_to_its_end_is_no_yes():
    command = [sys.executable, "-m", "honour.cli", "check", str(NEW), "--at", "2026-12-01"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE)
    running.stdout.close()
    assert running.wait() == 141


def test_what_is_no_ledger_is_not_called_a_changed_one(honour):
    finished = honour("verify", NEW)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert "begins neither as an exported ledger" in finished.stderr
