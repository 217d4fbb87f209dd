#!/bin/sh
# Runs every test, once on SQLite and once on PostgreSQL, with a real browser. Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
say() { printf '%s\n' "$*" >&2; }

chromium=${HONOUR_CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [ -z "$chromium" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  say "Installing Chromium from the system's packages, for the browser tests."
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
  chromium=$(command -v chromium || true)
fi
without=""
if [ -z "$chromium" ]; then
  [ "${CI:-}" = true ] && { say "Chromium is missing, and CI runs everything."; exit 1; }
  say "Chromium was not found: the browser tests are NOT run. Install it (apt install chromium) or set HONOUR_CHROMIUM."
  without="-m not\ browser"
fi
export HONOUR_CHROMIUM="$chromium"

unset PYTHONDONTWRITEBYTECODE # every process would compile every test anew
# What is told to reach the disk is waited for at each commit: where there is room, the tests' disk is memory.
room=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print int($4 / 1048576) }')
if [ -z "${TMPDIR:-}" ] && [ "${room:-0}" -ge 4 ] && [ -w /dev/shm ]; then
  TMPDIR=$(mktemp -d /dev/shm/honour.XXXXXX)
  chmod 755 "$TMPDIR" # PostgreSQL runs as somebody else where this is root
  export TMPDIR
  trap 'rm -rf "$TMPDIR"' EXIT
  trap 'exit 130' INT TERM
fi

workers=${HONOUR_TEST_WORKERS:-$(.venv/bin/python -c 'import os; print(min(4, os.cpu_count() or 2))')}
run() { eval .venv/bin/python -m pytest -q -n "$workers" --dist worksteal "$without" '"$@"'; }

say "SQLite:"
HONOUR_TEST_DATABASE=sqlite run "$@"
say "PostgreSQL (what touches the database, once more):"
HONOUR_TEST_DATABASE=postgresql run "$@"
