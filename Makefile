# Everything sets itself up: Python 3.11 or newer with its venv module is all that has to be there.
HOST ?= 127.0.0.1
PORT ?= 8000
DATA ?= data
VENV ?= .venv
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PYTEST_ARGS ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet install
RUN_READY := $(VENV)/run.ready
DEV_READY := $(VENV)/dev.ready

.DEFAULT_GOAL := help
.PHONY: help run test check bench format lock schemas licences docs pictures clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile
	@echo "  HOST=$(HOST) PORT=$(PORT) DATA=$(DATA) can be set for run."

run: $(RUN_READY) ## Set up, load the sample when DATA is empty, start web and worker, print the addresses
	@SYNDICATION_DATA="$(DATA)" SYNDICATION_HOST="$(HOST)" SYNDICATION_PORT="$(PORT)" \
		exec $(BIN)/syndication serve --sample samples

test: $(DEV_READY) ## Set up and run all tests
	@$(BIN)/python -m pytest -n auto --dist loadfile $(PYTEST_ARGS)

check: $(DEV_READY) ## Style, types, import directions, sizes, migrations, docs: all guards
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/guards

bench: $(DEV_READY) ## Measure, side by side with the peers, each figure beside its goal
	$(BIN)/python -m tests.bench

format: $(DEV_READY) ## Rewrite the code in the house format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(DEV_READY) ## Write the generated parts of docs/ anew
	$(BIN)/python -m tests.guards.generated_docs

pictures: $(DEV_READY) ## Take the pictures of the guides anew (needs Chromium)
	$(BIN)/python -m tests.browser.review.pictures
	$(BIN)/python -m tests.browser.partner.pictures
	$(BIN)/python -m tests.browser.deliveries.pictures
	$(BIN)/python -m tests.browser.profiles.pictures
	$(BIN)/python -m tests.browser.desk.pictures

lock: ## Pin the dependencies anew (needs uv)
	requirements/lock.sh

schemas: $(DEV_READY) ## Download the published schemas the tests validate with
	$(BIN)/python -m tests.schemas

licences: $(RUN_READY) ## List the licence of every installed package
	@$(BIN)/python requirements/licences.py

clean: ## Remove what make has set up, but no data
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(RUN_READY): requirements/run.lock pyproject.toml
	@$(MAKE) --no-print-directory install LOCK=requirements/run.lock READY=$@

$(DEV_READY): requirements/dev.lock pyproject.toml
	@$(MAKE) --no-print-directory install LOCK=requirements/dev.lock READY=$@
	@touch $(RUN_READY)

.PHONY: install
install:
	@$(PYTHON) -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 or newer with its venv module is needed; name one with PYTHON=..." >&2; exit 1; }
	@test -x $(BIN)/python || { echo "Making $(VENV) ..."; $(PYTHON) -m venv $(VENV); }
	@echo "Installing the packages of $(LOCK) ..."
	@$(PIP) --require-hashes --no-deps -r $(LOCK)
	@$(PIP) --no-deps --no-build-isolation --no-index -e .
	@touch $(READY)
