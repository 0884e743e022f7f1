.DEFAULT_GOAL := help
BIN := .venv/bin
PYTHON := python3
# `make up PORT_BASE=9000` starts a city on other ports than those from 8000 on.
PORT_OPTION := $(if $(PORT_BASE),--port-base $(PORT_BASE))
UV_INSTALL := $(BIN)/uv pip install --python $(BIN)/python
# Of tests there is a process more than there are cores, for part of what they do is to wait for servers. More
# than eight would want more connections than their PostgreSQL takes, and many machines have no memory for them.
CORES = $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
PROCESSES = $(shell expr $(CORES) + 1 \& $(CORES) \< 8 \| 8)
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: help install demo up kafka up-kafka test bench check audit format lock clean docs clients mutants

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

install: .venv/.installed ## Make .venv with rodem in it

.venv/.installed: requirements-dev.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Rodem needs Python 3.11 or newer: name one, as in \`make $@ PYTHON=python3.12\`." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv >/dev/null || true
	@test -x $(BIN)/uv || $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null 2>&1 \
		|| { echo "The environment .venv has no pip: install Python's venv (Debian: apt-get install" \
			"python3-venv), remove .venv, and try again." >&2; exit 1; }
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv || true
	if test -x $(BIN)/uv; then \
		$(UV_INSTALL) --compile-bytecode --require-hashes -r requirements-dev.txt \
		&& $(UV_INSTALL) --no-deps --no-build-isolation -e .; \
	else \
		$(BIN)/python -m pip install --require-hashes -r requirements-dev.txt \
		&& $(BIN)/python -m pip install --no-deps --no-build-isolation -e .; \
	fi
	touch $@

demo: install ## Start a city with riders, a month of trips and challenges in it; Ctrl-C stops it
	@exec $(BIN)/rodem demo $(PORT_OPTION)

up: install ## Start a city with its log embedded in PostgreSQL; Ctrl-C stops it
	@exec $(BIN)/rodem up $(PORT_OPTION)

kafka: install ## Start a Kafka broker (needs Java 17 and Maven); Ctrl-C stops it
	@exec $(BIN)/rodem broker

up-kafka: install ## Start a city on Kafka: KAFKA_BOOTSTRAP, or make kafka's broker, or one of its own
	@exec $(BIN)/rodem up --kafka $(PORT_OPTION)

test: install ## Run all tests, in a process more than there are cores; PROCESSES=0: one after the other
	$(BIN)/python -m pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder

bench: install ## Measure the speed of Rodem as ratios, into bench.json; about a quarter of an hour
	$(BIN)/python -m bench

check: install ## Lint, formatting, types and the walls between services
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

audit: install ## Ask whether a pinned dependency is known to be vulnerable; needs the network
	$(BIN)/python deploy/audit.py

format: install ## Format the code and sort its imports
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: install ## Resolve the requirements anew, with hashes
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) pyproject.toml --extra dev -o requirements-dev.txt

clean: ## Remove caches and .venv; never the data in .data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

docs: install ## Write docs/reference anew from the code
	$(BIN)/python docs/generate.py

clients: docs ## Write the clients anew from the OpenAPI document (needs npm)
	$(BIN)/python clients/generate.py
	cd clients/typescript && npm ci --ignore-scripts --no-audit --no-fund && npm run generate

mutants: install ## Plant bugs, and see that tests turn red
	$(BIN)/python -m tests.mutants
