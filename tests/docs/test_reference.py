"""The reference is made from the code, or a test says that it no longer agrees with it."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _script(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / f"scripts/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_commands_is_the_one_the_commands_make():
    script = _script("command_line")
    assert script.PAGE.read_text(encoding="utf-8") == script.page(), "run: python scripts/command_line.py"


def test_the_page_of_the_interface_is_the_one_that_the_interface_makes():
    script = _script("interface")
    assert script.PAGE.read_text(encoding="utf-8") == script.page(), "run: python scripts/interface.py"


def test_every_setting_is_documented_and_every_documented_setting_is_read():
    code = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "src").rglob("*.py"))
    code += (ROOT / "scripts/test.sh").read_text() + (ROOT / "tests/environment.py").read_text()
    read = set(re.findall(r"(?:environ(?:\.get|\.setdefault|\.pop)?[\(\[]\s*\"|\{)(HONOUR_[A-Z_]+)", code))
    said = set(re.findall(r"`(HONOUR_[A-Z_]+)`", (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")))
    assert read == said


PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_of_the_repository_leads_somewhere(page):
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
    missing = [link for link in links if not (page.parent / link).exists()]
    assert not missing


COMMANDS = re.compile(r"^    (?:\.venv/bin/)?honour (?:--home \S+ )?([a-z]+)(?: ([a-z]+))?", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_the_documentation_shows_exists(page):
    import click

    from honour.cli.commands import COMMANDS as KNOWN
    from honour.cli.commands import honour

    for name, second in COMMANDS.findall(page.read_text(encoding="utf-8")):
        assert name in KNOWN, f"{page.name}: honour {name}"
        command = honour.get_command(click.Context(honour), name)
        if isinstance(command, click.Group):
            assert second in command.commands, f"{page.name}: honour {name} {second}"
