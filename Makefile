PYTHON ?= .venv/bin/python

.PHONY: check lint types contracts test own lock

check: lint types contracts test own

lint:
	$(PYTHON) -m ruff format --check src tests bench
	$(PYTHON) -m ruff check src tests bench

types:
	$(PYTHON) -m mypy

contracts:
	$(PYTHON) -c "from importlinter.cli import lint_imports_command as run; run(['--no-cache'])"

test:
	$(PYTHON) -m pytest

own:
	$(PYTHON) -m depcalc scan --lockfile requirements:requirements-dev.txt .

# Pins for developers and CI, in a format that records no hosts. Needs pip-tools.
lock:
	CUSTOM_COMPILE_COMMAND="make lock" $(PYTHON) -m piptools compile -q --extra dev --strip-extras \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements-dev.txt pyproject.toml
