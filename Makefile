# The few commands of this project. Each sets up what it needs; nothing is installed outside this folder but uv, and
# that only where it is missing.
SHELL := /bin/bash
.DEFAULT_GOAL := help
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)
VENDOR := src/comity/dossier/static/vendor/SHA256SUMS src/comity/web/static/vendor/SHA256SUMS
SUBJECT ?=

.PHONY: help setup assets demo test check bench docs clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

.uv/bin/uv:
	@echo "uv is missing: bringing it by pip into .uv"
	@python3 -m venv .uv && .uv/bin/pip install --quiet --disable-pip-version-check uv

.venv/.synced: pyproject.toml uv.lock $(filter .uv/%,$(UV))
	@$(UV) sync --locked --quiet
	@touch $@

frontend/node_modules/.installed: frontend/package.json frontend/package-lock.json
	@cd frontend && npm ci --no-audit --no-fund --silent
	@touch $@

$(VENDOR) &: frontend/node_modules/.installed frontend/build.mjs $(wildcard frontend/vendor/*.js)
	@cd frontend && node build.mjs
	@touch $(VENDOR)

assets: $(VENDOR) ## map geometry and scripts, from npm

setup: .venv/.synced assets ## .venv with everything, assets built

demo: setup ## builds the record, shows briefs (SUBJECT="…" for your own), opens the workbench
	@.venv/bin/comity demo $(if $(SUBJECT),"$(SUBJECT)")

test: setup ## runs the tests
	@.venv/bin/pytest -q -n auto --maxprocesses 4 --dist worksteal

check: setup ## ruff, mypy --strict, import-linter
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
bench: setup ## the benchmarks, with ratios
	@for file in benchmarks/bench_*.py; do .venv/bin/python $$file || exit 1; done

docs: setup ## writes the generated pages of docs/reference anew
	@.venv/bin/python docs/generate.py

clean: ## removes what was made here
	rm -rf .venv .uv out dist frontend/node_modules src/comity/dossier/static/vendor src/comity/web/static/vendor
