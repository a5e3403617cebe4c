# tasktrack: `make help` lists what can be asked for.

# The Python that .venv is made with: the newest one that can make it, else whichever there is, to say what it lacks.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
  $$p -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; done; \
  echo python3)
# Words for pytest: make test ARGS="-k standing".
ARGS ?=
TIMES ?= 5000
SEED ?= 0
ROWS ?= 10000

PY = .venv/bin/python
INSTALL = @command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing. Install it, on Debian or Ubuntu:" \
  "sudo apt install python3 python3-venv"; exit 1; }; $(PYTHON) tasktrack/bootstrap.py

.PHONY: help run test check score fuzz bench format clean

help: ## Say what can be asked for
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

run: ## Install, prepare and serve on http://127.0.0.1:8000 (PORT=); Ctrl-C stops it
	$(INSTALL) requirements.lock
	@$(PY) -m tasktrack.launcher

test: ## Run all tests, also on PostgreSQL and in Chromium where they are found (ARGS= for pytest)
	$(INSTALL) tests/requirements.lock
	@$(PY) -m tests.run $(ARGS)

check: ## Check style, types, migrations, translations, templates, styles and scripts
	$(INSTALL) tests/requirements.lock
	@$(PY) -m tests.check

score: ## Compare what is read with references: GOLD=folder SEEDS=folder SCORER=program
	$(INSTALL) tests/requirements.lock
	@$(PY) -m tests.score "$(GOLD)" "$(SEEDS)" "$(SCORER)"

fuzz: ## Read thousands of damaged files of every format: TIMES=5000 SEED=0
	$(INSTALL) tests/requirements.lock
	@$(PY) -m tests.fuzz $(TIMES) $(SEED)

bench: ## Measure that twice the rows take twice the time, in every format: ROWS=10000
	$(INSTALL) tests/requirements.lock
	@$(PY) -m tests.bench $(ROWS)

format: ## Put the code in form
	$(INSTALL) tests/requirements.lock
	@.venv/bin/ruff check --fix-only -q . ; .venv/bin/ruff format -q .

clean: ## Remove .venv and what tools have kept; var/ with the data stays
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .hypothesis
