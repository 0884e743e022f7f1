.DEFAULT_GOAL := help
BIN := .venv/bin
UV_INSTALL := $(BIN)/uv pip install --python $(BIN)/python
PROCESSES := auto
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: help install demo up kafka up-kafka test bench check audit format lock clean docs clients mutants

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

install: .venv/.installed ## Make .venv with rodem in it

.venv/.installed: requirements-dev.txt pyproject.toml
	test -x $(BIN)/python || python3 -m venv .venv
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
	@exec $(BIN)/rodem demo

up: install ## Start a city on this machine; Ctrl-C stops it
	@exec $(BIN)/rodem up

kafka: install ## Start a Kafka broker (needs Java 17 and Maven); Ctrl-C stops it
	@exec $(BIN)/rodem broker

up-kafka: install ## Start a city on Kafka: KAFKA_BOOTSTRAP, or make kafka's broker, or one of its own
	@exec $(BIN)/rodem up --kafka

test: install ## Run all tests, a process for each core; PROCESSES=0 runs them one after the other
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
