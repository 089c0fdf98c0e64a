# Every target is also a command that works without make: see CONTRIBUTING.md.
# PYTHON picks the interpreter (3.11, 3.12 or 3.13): make setup PYTHON=python3.12

PYTHON  = python3
WORKERS = 2
SECONDS = 600
BIN     = $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)

help: ## show this list (what make does without a target)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' Makefile

setup: .venv/.ready ## make .venv with exactly the versions of requirements.lock

report: .venv/.ready ## build what changed and publish every report under reports/
	@$(BIN)/pcanalysis report

test: .venv/.ready ## run all tests and the doctests, with the coverage gate
	@$(BIN)/python -m pytest -n $(WORKERS) --cov

check: .venv/.ready ## check style, types, the floors of the house and the notebooks
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/house/test_notebooks.py

lab: .venv/.ready ## open JupyterLab on the explore notebook
	@$(BIN)/pcanalysis lab

bench: .venv/.ready ## measure accuracy and speed, side by side with peers
	@$(BIN)/python -m benchmarks

bench-forecast: .venv/.ready ## measure how well forecasts fit, beside other libraries
	@$(BIN)/python -m benchmarks.forecast

faults: .venv/.ready ## damage files at random for ten minutes: readers answer or refuse (SECONDS=600)
	@$(BIN)/python -m tests.faults.fuzzing $(SECONDS)

lock: ## resolve requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --upgrade --quiet \
	  --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --custom-compile-command "make lock" --output-file requirements.lock

clean: ## remove what was generated: reports, processed data and caches
	git clean -dfXq -- reports data/processed htmlcov .coverage \
	  .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# The environment is ready when this stamp is newer than the lock and the project file.
.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 14) else \
	  "pcanalysis needs Python 3.11, 3.12 or 3.13. Name one: make setup PYTHON=python3.12")'
	@if command -v uv >/dev/null 2>&1; then \
	  echo "Setting up .venv with uv" && \
	  uv venv --quiet --allow-existing --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" .venv && \
	  uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock && \
	  uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
	  echo "Setting up .venv with pip: about a minute" && \
	  $(PYTHON) -m venv .venv && \
	  $(BIN)/python -m pip install --quiet --no-compile --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e . && \
	  { $(BIN)/python -m compileall -q -j 0 .venv >/dev/null || true; } ; \
	fi
	@touch $@

.PHONY: help setup report test check lab bench bench-forecast faults lock clean
