# `make help` lists what there is.
SHELL := /bin/bash
VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: help run test setup setup-test lint mutants soak bench requirements frontend clean

help: ## This list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: setup ## Set up, then show an invented school and print the address to open
	$(VENV)/bin/gatepost demo --host $(HOST) --port $(PORT)

test: setup-test ## Set up, then run every check and test
	scripts/test

setup: $(VENV)/run.done ## What running needs
setup-test: $(VENV)/test.done ## What the tests need beside it

$(VENV)/run.done: requirements/run.txt pyproject.toml scripts/venv scripts/apt
	scripts/apt libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
	scripts/venv $(VENV)
	$(PIP) -r requirements/run.txt
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@

$(VENV)/test.done: $(VENV)/run.done requirements/test.txt scripts/setup-test frontend/package-lock.json tests/people/oidc/package-lock.json tests/networks/bluesky/package-lock.json
	$(PIP) -r requirements/test.txt
	scripts/setup-test
	touch $@

lint: setup-test ## Style, types and the architecture
	scripts/lint

mutants: setup-test ## Take every clause out of its pack and list those that nothing notices
	$(PYTHON) scripts/mutants.py

# How much more often than `make test`: with these numbers about two hours on two cores.
TIMES ?= 100
KILLS ?= 50
LAWS := tests/core/test_decide.py tests/core/test_compare.py tests/core/test_clock.py tests/core/test_ledger.py tests/people/test_import_applied.py
NEW := tests/records/test_new_database.py
KILLED := tests/jobs/test_workers.py tests/records/test_appending.py tests/web/test_backup.py tests/web/test_keys.py tests/posts/test_faults_kills.py tests/inbox/test_reading_kills.py

soak: setup-test ## The laws a hundred times as often; workers, restores and changes of keys killed fifty times, workers that publish three hundred times (about two hours)
	GATEPOST_TEST_TIMES=$(TIMES) $(VENV)/bin/pytest -n 2 $(LAWS)
	GATEPOST_TEST_TIMES=1 $(VENV)/bin/pytest $(NEW)
	GATEPOST_TEST_TIMES=$(KILLS) $(VENV)/bin/pytest -n 2 -k kill $(KILLED)
	GATEPOST_TEST_TIMES=$(KILLS) $(VENV)/bin/pytest -n 2 --database=postgresql -k kill $(KILLED)

bench: setup ## Measure decisions beside other policy engines, and how fast a ledger is checked
	$(PIP) -r requirements/bench.txt
	$(PYTHON) -m bench

frontend: setup-test ## Build styles, scripts and fonts anew from frontend/
	scripts/npm ci --prefix frontend
	scripts/npm run build --prefix frontend

requirements: setup ## Pin the dependencies anew
	$(PYTHON) -m pip install --quiet uv
	for name in run test bench; do $(VENV)/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements/$$name.in -o requirements/$$name.txt; done

clean: ## Remove what was installed and built here
	rm -rf $(VENV) frontend/node_modules artefacts
