# Honour: the commands people use. `make help` lists them.
PYTHON ?= python3
UV := .tools/bin/uv
RUN := .venv/bin
LOCK_OPTIONS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header

.PHONY: help setup setup-dev demo test check bench pictures lock

help:
	@echo "make demo    set up and run the demonstration on http://127.0.0.1:8000"
	@echo "make test    run every test, on SQLite and PostgreSQL, with a browser"
	@echo "make check   lint, types, layers, documentation"
	@echo "make bench   measure, each figure beside its peer"
	@echo "make setup   set up what the demo needs; make setup-dev adds the tools to change it"
	@echo "make pictures  picture every page for docs/reference/pages.md"
	@echo "make lock    renew the locked versions in requirements/"

setup:
	@sh scripts/setup.sh run

setup-dev:
	@sh scripts/setup.sh dev

demo: setup
	@$(RUN)/honour demo

test: setup-dev
	@sh scripts/test.sh

check: setup-dev
	@sh scripts/check.sh

bench: setup-dev
	@$(RUN)/python -m benchmarks

pictures: setup-dev
	@$(RUN)/python scripts/pictures.py

lock:
	@sh scripts/setup.sh tools
	$(UV) --no-config pip compile pyproject.toml $(LOCK_OPTIONS) --extra demo --extra postgres --group build -o requirements/run.lock
	$(UV) --no-config pip compile pyproject.toml $(LOCK_OPTIONS) --all-extras --group test --group check --group build --group bench -o requirements/dev.lock
