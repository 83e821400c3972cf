# Everything starts here. Assumed: Python 3.11 or newer and make; the rest is installed into .venv from locked lists.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
DJANGO := DJANGO_SETTINGS_MODULE=config.settings $(BIN)/python -m django
# For commands that look at code only: no database is asked.
OFFLINE := DATABASE_URL=postgresql://none@/none?host=/nonexistent
COMPILE := $(UV) pip compile --quiet --generate-hashes --universal --python-version 3.11
TEMPLATES := find fitflow -name '*.html' -print0 | xargs -0
MOMENTS := $(BIN)/python -m tools.moments
# When the tests of `make test` take place: one of eight odd moments, by the date. `make test MOMENT=now`: now.
MOMENT ?= --today
# Python keeps what it has compiled, whatever the environment says (images for containers often forbid it): the tests
# start hundreds of processes, and each would compile everything again, which takes three seconds.
unexport PYTHONDONTWRITEBYTECODE
export UV_COMPILE_BYTECODE := 1

.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help demo setup check test test-moments test-long lint bench shots lock licences

help:
	@echo "make demo       a living demo studio on http://localhost:8000"
	@echo "make check      before every commit: lint, quick tests, and the tests near what was changed"
	@echo "make test       everything CI runs; make test-moments at eight odd moments; make test-long runs more rounds"
	@echo "make lint       formats, types, layers, house rules; make bench prints ratios; make shots takes pictures"
	@echo "make setup      only install; make lock renews the locked lists, make licences the page of their licences"

# Installing. A stamp file remembers each step, so that a second run costs nothing.
.venv/.uv: requirements-bootstrap.lock tools/bootstrap.py
	$(PYTHON) tools/bootstrap.py
	@touch $@

.venv/.runtime: .venv/.uv requirements.lock pyproject.toml
	$(UV) pip install --quiet --require-hashes -r requirements.lock
	$(UV) pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.uv requirements-dev.lock pyproject.toml
	$(UV) pip sync --quiet --require-hashes requirements-dev.lock
	$(UV) pip install --quiet --no-deps --no-build-isolation -e .
	@touch .venv/.runtime $@

.venv/.assets: package-lock.json fitflow/ui/assets.py | .venv/.runtime
	$(DJANGO) ui
	@touch $@ .venv/.sheets

# Of Tabler only what our pages use is copied: again whenever they change.
.venv/.sheets: .venv/.assets fitflow/ui/purge.py $(shell find fitflow -name vendor -prune -o -name '*.html' -print -o -name '*.css' -print -o -name '*.js' -print)
	$(DJANGO) ui --copy
	@touch $@

setup: .venv/.dev .venv/.assets .venv/.sheets

demo: .venv/.runtime .venv/.assets .venv/.sheets
	$(BIN)/fitflow demo

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.lint
	$(OFFLINE) PYTHONWARNINGS=ignore::RuntimeWarning $(DJANGO) makemigrations --check --dry-run
	$(TEMPLATES) $(BIN)/djade --check --target-version 5.2
	$(TEMPLATES) $(BIN)/djhtml --check

check: lint
	$(BIN)/python -m tools.touched

test: lint
	$(BIN)/python -m tools.chromium
	$(MOMENTS) $(MOMENT)

test-moments: setup
	$(BIN)/python -m tools.chromium
	$(MOMENTS) --all

test-long: lint test-moments
	FITFLOW_LONG=1 $(MOMENTS) now

bench: setup
	$(BIN)/python -m bench

shots: setup
	$(BIN)/python -m tools.chromium
	$(BIN)/python -m tools.shots

lock: .venv/.uv
	$(COMPILE) requirements.in -o requirements.lock
	$(COMPILE) requirements-dev.in -o requirements-dev.lock
	$(COMPILE) -c requirements-dev.lock requirements-bootstrap.in -o requirements-bootstrap.lock
	$(BIN)/python -m tools.node --lock

licences: setup
	$(BIN)/python -m tools.licences
