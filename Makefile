# Two commands: `make run` and `make test`. The rest is for those who change the house.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= small
TESTS ?= tests
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help run test lint messages screenshots

help:
	@echo "make run          start everything on this machine (DEMO=small, DEMO=county or DEMO=none)"
	@echo "make test         lint, types, contracts, and all tests on SQLite and PostgreSQL"
	@echo "make lint         only lint, types and contracts"
	@echo "make messages     merge the rooms' translations into the catalogue"
	@echo "make screenshots  pictures of the main pages, into var/screenshots"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Name another: PYTHON=python3.11 make run" if sys.version_info < (3, 11) else 0)'
	@echo "Making the virtual environment …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary=:all: -r requirements/pip.lock

$(VENV)/.base: requirements/base.lock | $(VENV)/bin/python
	@echo "Installing what is needed to run …"
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary=:all: -r requirements/base.lock
	@touch $@

$(VENV)/.dev: requirements/dev.lock | $(VENV)/bin/python
	@echo "Installing what is needed to test …"
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary=:all: -r requirements/dev.lock
	@touch $@ $(VENV)/.base

run: $(VENV)/.base
	@$(BIN)/python -m config.env_file
	@exec $(BIN)/python manage.py serve $(if $(filter-out none,$(DEMO)),--demo $(DEMO))

lint: export DJANGO_SETTINGS_MODULE = tests.settings
lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py compile_messages_rooms --check
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

test: export DJANGO_SETTINGS_MODULE = tests.settings
test: lint
	@echo "--- on SQLite"
	$(BIN)/python -m pytest -q -n 2 $(TESTS)
	@echo "--- on PostgreSQL, started from a wheel"
	$(BIN)/python -m tests.with_postgres $(BIN)/python -m pytest -q -n 2 -m "not browser" $(TESTS)

messages: $(VENV)/.dev
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py compile_messages_rooms

screenshots: $(VENV)/.dev
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m tests.screenshots
