# Twostep: everything that is typed. Needs Python 3.11 or newer, and make.

VENV := .venv
BIN := $(VENV)/bin
CUSTOMERS ?= 200
PYTHON ?= $(firstword $(foreach name,python3.13 python3.12 python3.11 python3 python,$(shell \
	$(name) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $(name))))

.PHONY: help install run demo test browser check explore bench histories configuration clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):[^#]*## */  make \1\t/' | expand -t 24

install: $(VENV)/.installed ## make .venv and install everything that runs, demo and tests need

$(VENV)/.installed: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with venv is needed; none found. Name one: make PYTHON=/path/to/python" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

run: install ## start Temporal, HTTP doors, stand-ins and a worker here; Ctrl-C ends all of it
	@$(BIN)/twostep run

demo: install ## run 18 months of real purchases: CUSTOMERS=200 (all: 2357), DATA=file, OUT=demo-out
	@$(BIN)/twostep demo --customers $(CUSTOMERS) $(if $(DATA),--data "$(DATA)") $(if $(OUT),--out "$(OUT)")

check: install ## format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .

test: check browser ## check, then all tests, on every core
	$(BIN)/pytest --numprocesses auto --dist loadfile

browser: install ## find or install the Chromium that the tests of pages use
	@-$(BIN)/python tools/browser.py

explore: install ## let the properties draw other examples than the suite does
	$(BIN)/pytest --numprocesses auto --dist loadfile -m hypothesis --hypothesis-profile explore

bench: install ## measure
	$(BIN)/python -m benchmarks

histories: install ## record the histories of tests/replay anew, after a change that is meant to change them
	$(BIN)/python -m tests.replay.record

configuration: install ## write docs/configuration.md from the settings, and docs/openapi.json from the HTTP doors
	$(BIN)/python -m runtime.reference
	$(BIN)/python -m starter.http.document

clean: ## remove .venv and caches; .twostep (your data) stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
