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

$(VENV)/test.done: $(VENV)/run.done requirements/test.txt scripts/setup-test frontend/package-lock.json
	$(PIP) -r requirements/test.txt
	scripts/setup-test
	touch $@

lint: setup-test ## Style, types and the architecture
	scripts/lint

mutants: setup-test ## Take every clause out of its pack and list those that nothing notices
	$(PYTHON) scripts/mutants.py

soak: setup-test ## The properties, a hundred times as often (about two hours)
	GATEPOST_TEST_TIMES=100 $(VENV)/bin/pytest -n 2 tests/core/test_decide.py tests/core/test_compare.py tests/core/test_clock.py

bench: setup ## Measure decisions beside other policy engines
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
