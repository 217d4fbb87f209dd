"""What the content security policy forbids is in no template, and what the product ships of others has its licence."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

import honour
from honour.ui.icons import ICONS

ROOT = Path(honour.__file__).parent
TEMPLATES = sorted(path for path in ROOT.glob("*/templates/**/*.html") if path.is_file())
FORBIDDEN = {
    "an inline style": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)|\son[a-z]+\s*=|javascript:", re.IGNORECASE),
    "somebody else's address": re.compile(r"(?:src|href|action)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE),
    "unescaped text": re.compile(r"\|\s*safe\b|autoescape\s+off"),
}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_product_has_templates():
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("what", FORBIDDEN)
@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_no_template_has(template, what):
    assert not FORBIDDEN[what].findall(template.read_text())


def test_every_address_that_a_template_names_is_one_of_ours():
    from django.urls import get_resolver

    known = {
        f"{prefix}{name}"
        for prefix, resolver in (("", get_resolver()), ("console:", get_resolver().namespace_dict["console"][1]))
        for name in resolver.reverse_dict
        if isinstance(name, str)
    }
    asked = {
        (name, named(template))
        for template in TEMPLATES
        for name in re.findall(r"""{%\s*url\s+["']([^"']+)["']""", template.read_text())
    }
    assert len(asked) > 50
    assert [each for each in sorted(asked) if each[0] not in known] == []


def test_stylesheets_and_scripts_call_nobody():
    for sheet in ROOT.glob("*/static/**/*.[cj]s*"):
        assert "//" not in re.sub(r"^\s*//.*$", "", sheet.read_text(), flags=re.MULTILINE), sheet


def test_every_stylesheet_and_font_that_is_named_is_there():
    asked = {name for page in TEMPLATES for name in re.findall(r'{% static "([^"]+)" %}', page.read_text())}
    assert "ui/tokens.css" in asked
    assert [name for name in sorted(asked) if finders.find(name) is None] == []
    styles = ROOT / "ui/static/ui"
    fonts = {name for sheet in styles.glob("fonts*.css") for name in re.findall(r"url\(([^)]+)\)", sheet.read_text())}
    assert fonts == {f"fonts/{path.name}" for path in styles.glob("fonts/*.woff2")}


def test_the_sprite_holds_the_icons_that_are_named_and_no_others():
    sprite = (ROOT / "ui/templates/ui/sprite.html").read_text()
    assert set(re.findall(r'id="icon-([\w-]+)"', sprite)) == set(ICONS)


def test_what_others_made_has_its_licence_beside_it():
    fonts = ROOT / "ui/static/ui/fonts"
    families = {"-".join(path.name.split("-")[:2]) for path in fonts.glob("*.woff2")}
    assert families == {"honour-serif", "honour-sans", "honour-code"}
    for family in families:
        assert "SIL OPEN FONT LICENSE Version 1.1" in (fonts / f"{family}.OFL.txt").read_text()
    assert "ISC License" in (ROOT / "ui/templates/ui/sprite.LICENSE.txt").read_text()
