# Two commands do everything: `make demo` shows a school week, `make test` proves it.
# Needed: Python 3.11 or newer (with venv), make, and a package registry.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: demo run test long-test crash-test school-year coverage lint types imports bench bench-digests bench-live texts lock clean

demo: $(VENV)/installed
	$(BIN)/klaswacht demo

run: $(VENV)/installed  ## make run ARGS='check "WhatsApp-chat met 3B.txt"'
	$(BIN)/klaswacht $(ARGS)

test: $(VENV)/developed
	$(BIN)/pytest --numprocesses auto --dist worksteal -m 'not long'

long-test: $(VENV)/developed  ## weeks that are lived through, processes killed at every step
	$(BIN)/pytest --numprocesses auto --dist worksteal -m long

crash-test: $(VENV)/developed  ## make crash-test SEED=7
	CRASHES=full SEED=$(or $(SEED),1) $(BIN)/pytest tests/integration/telegram/test_crash.py

school-year: $(VENV)/developed  ## make school-year SEED=7; a whole year on each kind of database
	$(BIN)/python -m benchmarks.school_year --seed $(or $(SEED),1)

coverage: $(VENV)/developed  ## of branches; it makes the tests half as slow again
	$(BIN)/pytest --numprocesses auto --dist worksteal --cov --cov-report=term

lint: $(VENV)/developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/developed
	$(BIN)/mypy

imports: $(VENV)/developed
	$(BIN)/lint-imports

bench: $(VENV)/developed
	$(BIN)/python -m benchmarks.detectors
	$(BIN)/klaswacht evaluate tests/data/exports/c1.jsonl tests/data/exports/c2.jsonl
	$(BIN)/python -m benchmarks.hostile
	$(BIN)/python -m benchmarks.exports

bench-digests: $(VENV)/developed  ## make bench-digests ARGS='--readers 100'
	$(BIN)/python -m benchmarks.digests $(ARGS)

bench-live: $(VENV)/developed  ## make bench-live ARGS='--postgresql postgresql://… --groups 500 5000'
	$(BIN)/python -m benchmarks.live $(ARGS)

texts: $(VENV)/developed  ## after a change in bot/texts/*/LC_MESSAGES/*.po
	$(BIN)/pybabel compile --directory bot/texts --domain klaswacht
	$(BIN)/pybabel compile --directory bot/texts --domain messages

lock:  ## needs uv; pins every dependency by hash, with no index line
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --group pyproject.toml:build --output-file requirements.txt pyproject.toml
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --group pyproject.toml:build --group pyproject.toml:dev --constraint requirements.txt \
	  --output-file requirements-dev.txt pyproject.toml

clean:
	rm -rf $(VENV) klaswacht-demo .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/developed: requirements-dev.txt $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	touch $@
