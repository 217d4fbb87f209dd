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


@pytest.mark.parametrize("command", ["check", "diff"])
def test_who_asks_for_json_is_told_in_json_what_cannot_be_read(honour, tmp_path, command):
    (tmp_path / "bad.yaml").write_text("honour: 1\nid: x\nid: y\n")
    files = ["bad.yaml"] if command == "check" else [NEW, "bad.yaml"]
    finished = honour(command, *files, "--format", "json")
    said = json.loads(finished.stdout)
    assert finished.returncode == 2
    assert said["error"] in finished.stderr
    assert [(each["file"], each["line"], each["fix"]) for each in said["faults"]] == [
        ("bad.yaml", 3, "Keep one of the two")
    ]


@pytest.mark.parametrize(
    "command",
    [("check", "nowhere.yaml"), ("check", NEW, "--at", "soon"), ("check",), ("diff", NEW, "no.yaml"), ("prove",)],
)
def test_whatever_goes_wrong_who_asks_for_json_gets_json(honour, tmp_path, command):
    for form in (("--format", "json"), ("--format=json",)):
        finished = honour(*command, *form, home=tmp_path / "nowhere")
        assert (finished.returncode, list(json.loads(finished.stdout))) == (2, ["error"])
        assert finished.stderr


@pytest.mark.parametrize("command", [("check", "nowhere.yaml"), ("check", NEW, "--at", "soon"), ("check",)])
def test_whatever_goes_wrong_who_asks_for_sarif_gets_a_run_that_did_not_succeed(honour, command):
    for form in (("--format", "sarif"), ("--format=sarif",)):
        finished = honour(*command, *form)
        (run,) = json.loads(finished.stdout)["runs"]
        assert (finished.returncode, run["invocations"][0]["executionSuccessful"]) == (2, False)
        assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] in finished.stderr


def test_a_folder_that_is_not_there_is_named(honour, tmp_path):
    finished = honour("render", NEW, "--to", "text", "-o", tmp_path / "no/such/notice.txt")
    assert finished.returncode == 2
    assert f"There is no folder {tmp_path / 'no/such'}. Make it, or name another." in finished.stderr


def test_questions_are_answered_by_the_version_that_takes_effect_last_in_whichever_order_they_are_named(honour):
    question = json.dumps({"actor": {"name": "s"}, "action": "use", "purpose": "x", "at": "2026-12-02T10:00:00Z"})
    for files in ((OLD, NEW), (NEW, OLD)):
        finished = honour("decide", "--notice", files[0], "--notice", files[1], given=question)
        assert json.loads(finished.stdout)["version"] == "2026-12-01"


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
