# make run     install into .venv and start everything in the foreground (make run ARGS="--port 9000")
# make test    install what the tests need and run all of them (make test ARGS="tests/domain -x")
# make check   ruff and mypy
# make bench   the measurements (make bench ARGS=...)

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# Stamps hold a hash of what was installed, so that a second run installs nothing.
RUN_KEY = $$(cat requirements.txt pyproject.toml | cksum | tr ' ' -)
DEV_KEY = $$(cat requirements-dev.txt pyproject.toml | cksum | tr ' ' -)

.PHONY: run test check format bench install dev browser lock clean

run: install
	@exec $(BIN)/python -m router up $(ARGS)

test: dev browser
	@$(BIN)/python -m pytest -p no:cacheprovider $(if $(ARGS),$(ARGS),-n auto --dist loadgroup)

check: dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: dev
	@$(BIN)/python -m bench $(ARGS)

install:
	@test -f "$(VENV)/run-$(RUN_KEY)" || sh tools/install requirements.txt "run-$(RUN_KEY)"

dev:
	@test -f "$(VENV)/dev-$(DEV_KEY)" || sh tools/install requirements-dev.txt "dev-$(DEV_KEY)"

browser:
	@sh tools/browser

# After a change of the dependencies in pyproject.toml. The files hold names and versions only.
lock: dev
	@set -e; compile="$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	    --no-emit-index-url --no-emit-find-links --no-header --no-annotate"; \
	$$compile -o requirements.txt > /dev/null; \
	$$compile --extra dev -c requirements.txt -o requirements-dev.txt > /dev/null

clean:
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
