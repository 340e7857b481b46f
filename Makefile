# Two commands: `make run` and `make test`. Each step leaves a stamp, so a second run begins at once.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.PHONY: run test check lint format screenshots clean

PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
CODE := .
# Tests keep their stores in memory where there is room: on a disk each commit waits until it is written.
STORES := $(shell df --output=avail /dev/shm 2>/dev/null | awk 'NR == 2 && $$1 > 6000000 {print "TMPDIR=/dev/shm"}')

run: .make/runtime
	$(FLASK) init --sample
	exec $(FLASK) serve --host $(HOST) --port $(PORT)

# All tests that need nothing but the clone and Chromium, and the checks of style, types and imports.
test: lint .make/chromium
	env -u REAL_DATA $(STORES) $(BIN)/pytest -n 2 --dist worksteal -m "not slow"

# The slow tiers: also on real data where REAL_DATA names its folder. Faults are tried by themselves: they fork
# from the tests' own process, and Typst's threads do not come along if that has set a sheet before.
check: .make/tests .make/chromium .make/libreoffice
	env -u REAL_DATA $(BIN)/pytest -n 2 -m slow --ignore tests/faults
	env -u REAL_DATA $(BIN)/pytest -n 2 -m slow tests/faults
	if [ -n "$${REAL_DATA:-}" ]; then $(BIN)/pytest -n 2 tests/real; fi

lint: .make/tests
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .make/tests
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

# The user guide's pictures, from a portal of its own with the sample.
screenshots: .make/tests .make/chromium
	$(BIN)/python -m docs.screenshots docs/images

# Leaves `instance/`, where the data is.
clean:
	rm -rf .make .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.make/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed: make run PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' \
	  || { echo "Python's venv is missing. As root: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@mkdir -p $(@D) && touch $@

.make/runtime: .make/venv requirements.txt
	$(BIN)/python -m pip install --quiet -r requirements.txt
	@touch $@

.make/tests: .make/runtime requirements-cluster.txt requirements-dev.txt
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	@touch $@

# The browser of the tests; the portal itself needs no system package. The one without a window does the same
# in half the processor's time; where it cannot be had, any Chromium will do.
.make/chromium:
	@mkdir -p $(@D)
	@if command -v chromium-headless-shell >/dev/null; then :; \
	elif [ "$$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then \
	  export DEBIAN_FRONTEND=noninteractive; apt-get update -qq || true; \
	  apt-get install -y -qq --no-install-recommends chromium-headless-shell \
	  || command -v chromium >/dev/null || apt-get install -y -qq --no-install-recommends chromium; \
	elif command -v chromium >/dev/null; then :; \
	else \
	  echo "The tests need Chromium. Install it with: sudo apt-get install chromium-headless-shell" >&2; exit 1; \
	fi
	@touch $@

# What opens our Word and PowerPoint files in the slow tier: another program than the one that wrote them, and
# a stand-in for Times New Roman with every Vietnamese letter.
.make/libreoffice:
	@mkdir -p $(@D)
	@if command -v soffice >/dev/null \
	  && fc-list ':lang=vi' family | grep -qE 'Liberation Serif|Times New Roman'; then :; \
	elif [ "$$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    libreoffice-writer libreoffice-impress fonts-liberation2; \
	else \
	  echo "The slow tests need LibreOffice. Install it with:" >&2; \
	  echo "  sudo apt-get install libreoffice-writer libreoffice-impress fonts-liberation2" >&2; exit 1; \
	fi
	@touch $@
