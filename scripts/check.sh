#!/bin/sh
# Lint, formatting, types, layers. Documentation is held by tests.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/ruff check --output-format=concise .
.venv/bin/ruff format --check --quiet . || { .venv/bin/ruff format --check . ; exit 1; }
.venv/bin/mypy
.venv/bin/lint-imports
DJANGO_SETTINGS_MODULE=honour.config.settings .venv/bin/python -m django makemigrations --check --dry-run
