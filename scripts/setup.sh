#!/bin/sh
# Sets up .venv from the locked versions: `setup.sh run` what running needs, `setup.sh dev` also what changing it needs.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
kind=${1:-run}

say() { printf '%s\n' "$*" >&2; }
command -v "$python" >/dev/null 2>&1 || { say "Honour needs Python 3.11 or newer, and '$python' was not found. Install it, or say where it is: make PYTHON=/path/to/python3 ..."; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "Honour needs Python 3.11 or newer; '$python' is $("$python" -V 2>&1). Say where a newer one is: make PYTHON=/path/to/python3.11 ..."; exit 1; }

if [ ! -x .tools/bin/uv ]; then
  say "Setting up. The first time it takes a minute or two ..."
  "$python" -m venv .tools >/dev/null 2>&1 || { say "This Python cannot make virtual environments (on Debian and Ubuntu: apt install python3-venv). Then run the command again."; rm -rf .tools; exit 1; }
  .tools/bin/python -m pip install --quiet --require-hashes -r requirements/tools.lock || { say "Installing uv failed: the package index could not be reached, or the file did not match its locked hash. Nothing else was changed."; rm -rf .tools; exit 1; }
fi
[ "$kind" = tools ] && exit 0

# Compiled once here, so that commands start fast where Python is told to write no bytecode of its own.
compile_own() { .venv/bin/python -m compileall -q -j 0 src/honour; }

stamp=.venv/.locked-$kind
if [ -f "$stamp" ] && cmp -s "requirements/$kind.lock" "$stamp"; then compile_own; exit 0; fi
# A developer's environment already holds everything that running needs.
if [ "$kind" = run ] && [ -f .venv/.locked-dev ] && cmp -s requirements/dev.lock .venv/.locked-dev; then compile_own; exit 0; fi
# What an interrupted setting-up left half made is made anew.
[ -x .venv/bin/python ] || .tools/bin/uv --no-config venv --quiet --clear --python "$python" .venv
.tools/bin/uv --no-config pip sync --quiet --compile-bytecode --python .venv/bin/python --require-hashes "requirements/$kind.lock"
.tools/bin/uv --no-config pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
compile_own
cp "requirements/$kind.lock" "$stamp"
