# `make run` opens the app on a real audit; `make test` runs the whole suite. Both set up what they need first:
# with uv where it is installed, else with venv and pip, pinned by constraints.txt either way.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
EXTRAS ?= demo,dev
# Every worker has a core to itself: the threads that libraries start besides would only wait for one another.
test unit: export OMP_NUM_THREADS ?= 1
test unit: export OPENBLAS_NUM_THREADS ?= 1
PYTEST_ARGS ?= --numprocesses auto --dist loadfile --no-loadscope-reorder
comma  := ,
STAMP  := $(VENV)/.installed-$(subst $(comma),-,$(EXTRAS))

.PHONY: run test unit lint bench constraints clean help

help:         ## what can be made
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

$(STAMP): pyproject.toml constraints.txt
	@if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --allow-existing --python $(PYTHON) $(VENV) && \
		uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable ".[$(EXTRAS)]"; \
	else \
		$(PYTHON) -m venv $(VENV) && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[$(EXTRAS)]"; \
	fi
	@rm -f $(VENV)/.installed-* && touch $@

run: $(STAMP)         ## open the web app on a finished demo audit
	$(BIN)/fairwitness

test: $(STAMP)        ## run the whole test suite
	$(BIN)/python -m pytest $(PYTEST_ARGS)

unit: $(STAMP)        ## run the fast part of it
	$(BIN)/python -m pytest $(PYTEST_ARGS) -m "not slow and not browser and not spark"

lint: $(STAMP)        ## ruff, mypy --strict and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)       ## measure, and write benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks

constraints:  ## pin the newest versions that work together (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --all-extras --no-header --no-annotate \
		--no-emit-index-url --upgrade pyproject.toml -o constraints.txt

clean:        ## remove what was built
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
