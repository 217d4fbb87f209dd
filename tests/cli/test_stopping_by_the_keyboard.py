"""Ctrl-C ends a command at once, in a word, with a code that is neither yes nor no."""

import signal
import subprocess
import sys

from tests.conftest import EXAMPLES

# Whoever runs the tests in the background may have it ignored, and what they start ignores it too.
_HEEDING_CTRL_C = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
)


def test_a_command_that_is_stopped_says_so_and_answers_neither_yes_nor_no():
    notice = EXAMPLES / "fellside/2026-12-01.yaml"
    honour = [sys.executable, "-m", "honour.cli", "decide", "--notice", str(notice)]
    command = [sys.executable, "-c", _HEEDING_CTRL_C, *honour]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        running.stdin.write("no question\n")
        running.stdin.flush()
        assert running.stdout.readline()  # it is at work, and waits for the next question
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
    assert running.returncode == 130
    assert said.split() == ["Stopped."]
