# Một Cửa. `make serve` starts the product on a bare machine; `make help` lists the rest.

PYTHON ?= python3
PORT   ?= 8080
SIZE   ?= 10k
WORKERS ?= 2
VENV   := .venv
BIN    := $(VENV)/bin

# a machine that forbids byte code would compile every module again at each start
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help venv venv-dev chromium serve test check format bench bench-load language-pages mutations migration lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

venv: $(VENV)/.installed ## the virtual environment the product runs in

venv-dev: $(VENV)/.installed-dev ## ... with what testing and checking need besides

$(VENV)/.installed: requirements.txt pyproject.toml tools/install.sh
	@PYTHON="$(PYTHON)" tools/install.sh $(VENV) requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@PYTHON="$(PYTHON)" tools/install.sh $(VENV) requirements-dev.txt
	@touch $@

chromium: ## the browser of the browser tests
	@tools/ensure_chromium.sh

serve: venv ## start on 127.0.0.1:$(PORT), loading the example province the first time
	@exec $(BIN)/motcua serve --host 127.0.0.1 --port $(PORT)

test: venv-dev chromium ## every test, on SQLite and on PostgreSQL
	$(BIN)/pytest -q -n $(WORKERS) --dist loadfile

check: venv-dev ## style, types, layers, sizes, definitions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy platform/motcua plugins tools
	$(BIN)/lint-imports --no-cache
	$(BIN)/python tools/check_shape.py
	$(BIN)/motcua check metadata exports plugins

format: venv-dev ## let ruff put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: venv-dev ## measure, with a floor beside each figure; writes var/bench.json
	$(BIN)/python -m tests.benchmarks

language-pages: venv ## write the reference of the definition language into the guide
	$(BIN)/python tools/write_language_pages.py

mutations: venv-dev ## change 100,000 definitions at random: no traceback, no hang, always a place
	$(BIN)/python -m tests.mutations

bench-load: venv-dev ## build a data set for measuring: make bench-load SIZE=100k
	$(BIN)/python -m tests.benchmarks.load --size $(SIZE)

migration: venv-dev ## write the next schema migration: make migration MESSAGE="..."
	$(BIN)/python tools/new_migration.py "$(MESSAGE)"

lock: venv ## resolve requirements*.in into requirements*.txt
	tools/lock.sh

clean: ## remove what was built; var/ (the data) stays
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks
	find platform plugins tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf platform/*.egg-info
