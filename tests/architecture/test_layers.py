"""The same order as import-linter holds, where imports do not show it."""

from __future__ import annotations

import re
import tomllib
import weakref
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.models import signals

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/honour"


def _ranks() -> dict[str, int]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers")
    return {name.strip(): rank for rank, line in enumerate(reversed(layers)) for name in line.split("|")}


RANKS = _ranks()


def _may_use(user: str, used: str) -> bool:
    return user == used or RANKS[used] < RANKS[user]


def _package(module: str) -> str:
    return module.split(".")[1]


def _ours() -> list[str]:
    return [config.label for config in apps.get_app_configs() if config.name.startswith("honour.")]


@pytest.mark.parametrize("label", _ours())
def test_relations_between_tables_point_down(label):
    for model in apps.get_app_config(label).get_models():
        for field in model._meta.get_fields():
            related = getattr(field, "related_model", None)
            if field.auto_created or related is None or not related.__module__.startswith("honour."):
                continue
            assert _may_use(label, _package(related.__module__)), f"{model.__name__}.{field.name} points up"


def test_migrations_depend_downwards():
    for (label, name), migration in MigrationLoader(None).disk_migrations.items():
        if not migration.__module__.startswith("honour."):
            continue
        for dependency, _ in migration.dependencies:
            if dependency in RANKS:
                assert _may_use(label, dependency), f"{label}.{name} depends on {dependency}"


def test_signal_receivers_listen_downwards():
    for name in ("pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "post_migrate"):
        signal = getattr(signals, name)
        for entry in signal.receivers:
            receiver = entry[1]() if isinstance(entry[1], weakref.ReferenceType) else entry[1]
            module = getattr(receiver, "__module__", "") or ""
            assert not module.startswith("honour."), f"{module} listens to {name}: call it, so that it can be seen"


_USES = re.compile(r"""{%\s*(?:extends|include)\s+["']([\w-]+)/""")
_LOADS = re.compile(r"{%\s*load\s+([\w ]+?)\s*%}")


def _tag_owner(library: str) -> str | None:
    found = list(SOURCE.glob(f"*/templatetags/{library}.py"))
    return found[0].parts[len(SOURCE.parts)] if found else None


@pytest.mark.parametrize("template", sorted(SOURCE.glob("*/**/templates/**/*.html")), ids=lambda p: p.name)
def test_templates_use_what_stands_below_them(template):
    owner = template.relative_to(SOURCE).parts[0]
    text = template.read_text(encoding="utf-8")
    used = set(_USES.findall(text))
    used |= {tag for names in _LOADS.findall(text) for name in names.split() if (tag := _tag_owner(name))}
    for other in used & set(RANKS):
        assert _may_use(owner, other), f"{template.name} of {owner} uses {other}"


def test_every_package_has_its_place_in_the_order():
    packages = {path.name for path in SOURCE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert packages == set(RANKS)
