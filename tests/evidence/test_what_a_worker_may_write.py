"""A worker runs on its own, without the site: it knows every kind of entry that it may write."""

import subprocess
import sys

LOOKING = """
import ast, inspect, sys

import django

django.setup()
from honour.evidence.kinds import declared_kinds
from honour.evidence.work.duties import declared_duties

assert declared_duties()
known = {kind.name for kind in declared_kinds()}
written = {}
for name, module in list(sys.modules.items()):
    if name.startswith("honour."):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            match node:
                case ast.Call(ast.Attribute(ast.Name("entries"), "append"), [ast.Constant(str() as kind), *_]):
                    written[kind] = name
                case ast.Call(ast.Attribute(ast.Name("entries"), "append"), [ast.Name(named), *_]) if named.isupper():
                    written[getattr(module, named)] = name
assert len(written) > 40, written
print(sorted((kind, where) for kind, where in written.items() if kind not in known))
"""


def test_a_worker_knows_every_kind_of_entry_that_it_may_write(home, monkeypatch):
    monkeypatch.setenv("HONOUR_HOME", str(home))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "honour.config.settings")
    told = subprocess.run([sys.executable, "-c", LOOKING], capture_output=True, text=True, check=False)
    assert told.stdout.strip() == "[]", told.stdout + told.stderr
