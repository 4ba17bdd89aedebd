# SPDX-License-Identifier: Apache-2.0
# `make` lists the targets. An environment in .venv is made when first needed, and renewed when a
# pyproject.toml, constraints.txt or a browser source changes.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/pip install --quiet --constraint constraints.txt --build-constraint constraints.txt
DISTRIBUTIONS := $(patsubst %/pyproject.toml,%,$(wildcard core/pyproject.toml plugins/*/pyproject.toml))
SOURCES := pyproject.toml constraints.txt $(foreach folder,$(DISTRIBUTIONS),$(wildcard $(addprefix $(folder)/,\
	pyproject.toml hatch_build.py package.json package-lock.json frontend frontend/* frontend/*/*)))

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*  ## /\1|/p' Makefile | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: $(VENV)/.installed  ## a city at http://localhost:8000 [PLUGINS="public_services"] [CITY=tebing-tinggi]
	@exec $(BIN)/balaikota demo $(if $(PLUGINS),--plugins "$(PLUGINS)") $(if $(CITY),--city "$(CITY)")

test: system lint types  ## everything: lint, types, and all tests on SQLite, PostgreSQL and in a browser
	@$(BIN)/pytest -n 2

lint: setup  ## style, layout, and who may import whom
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports && bash -n scripts/*.sh .ci/run

types: setup  ## mypy, strict
	@$(BIN)/mypy

docs: setup  ## the documentation as pages, in build/docs; a warning is an error
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going docs build/docs

screenshots: system setup  ## renew the README's pictures from the demo
	$(BIN)/python scripts/screenshots.py

clean:  ## remove what make made: environment, assets, caches
	rm -rf $(VENV) build .coverage .coverage.* htmlcov
	find . -path ./.git -prune -o \( -name node_modules -o -name _assets -o -name __pycache__ -o -name '.*_cache' \) -prune -exec rm -rf {} +

setup: $(VENV)/.developed  ## the environment of developers, in .venv

system:  ## the Debian packages that the tests need
	@scripts/system_packages.sh

constraints:  ## renew constraints.txt: today's versions of all that is declared
	scripts/constraints.sh "$(PYTHON)" $(DISTRIBUTIONS)

$(VENV)/.pip: constraints.txt scripts/new_environment.sh
	@scripts/new_environment.sh "$(PYTHON)" $(VENV) && touch $@

$(VENV)/.installed: $(VENV)/.pip $(SOURCES)
	$(INSTALL) $(addprefix --editable ./,$(DISTRIBUTIONS)) && touch $@

$(VENV)/.developed: $(VENV)/.installed
	$(INSTALL) --group dev && touch $@

.PHONY: help demo test lint types docs screenshots clean setup system constraints
