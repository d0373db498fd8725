# The README says what each of these does and takes. Everything runs from the repository's root.
PORT ?= 8000
PY := .venv/bin/python
# Two workers: what the smallest host has. JOBS=auto takes every core.
JOBS ?= 2
PYTEST := $(PY) -m pytest
# Byte code is kept, whatever the shell says: else each worker translates every test anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup run test test-sqlite test-postgres races press office machine durability e2e bench bench-exam bench-certificates bench-planner bench-reports check fmt openapi clean

setup:
	@sh deploy/setup.sh dev

run:
	@sh deploy/setup.sh runtime
	@$(PY) manage.py serve --prepare --port $(PORT)

test: setup
	@sh deploy/both.sh $(MAKE)

test-sqlite:
	$(PYTEST) -q -n $(JOBS) --db=sqlite $(ARGS)

test-postgres:
	$(PYTEST) -q -n $(JOBS) --db=postgres $(ARGS)

races: setup
	$(PYTEST) -q -m races --db=sqlite $(ARGS)
	$(PYTEST) -q -m races --db=postgres $(ARGS)

durability: setup
	$(PYTEST) -q -m durability $(ARGS)

machine: setup
	$(PYTEST) -q -n $(JOBS) -m machine --db=sqlite $(ARGS)
	$(PYTEST) -q -n $(JOBS) -m machine --db=postgres tests/campaign $(ARGS)

press: setup
	$(PYTEST) -q -n $(JOBS) -m press $(ARGS)

office: setup
	$(PYTEST) -q -m office tests/office $(ARGS)

e2e: setup
	$(PYTEST) -q -m browser $(ARGS)

bench: setup
	$(PY) -m bench $(ARGS)

bench-exam: setup
	$(PY) -m bench exam

bench-certificates: setup
	$(PY) -m bench certificates

bench-planner: setup
	$(PY) -m bench planner owing plan-edits

bench-reports: setup
	$(PY) -m bench reports

check: setup
	@sh deploy/check.sh

fmt: setup
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

# Write down the API as it is now; `make check` fails while the two differ.
openapi: setup
	$(PYTEST) -q -p no:randomly tests/house/test_openapi.py --write-snapshot

clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
