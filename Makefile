# Every target makes .venv by itself and needs nothing but Python >= 3.11 and make.
PYTHON ?= python3
BIN := .venv/bin
SOURCES := trends warehouse app.py

.PHONY: demo test lint bench clean install browser

demo: .venv/demo.stamp
	$(BIN)/trends demo

test: .venv/test.stamp browser lint
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/bench.stamp
	$(BIN)/python -m bench

browser: .venv/test.stamp
	@$(BIN)/python .ci/browser.py

install: .venv/demo.stamp

.venv/demo.stamp: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12 demo" >&2; exit 1; }
	$(PYTHON) -m venv .venv || { echo "python3-venv is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/test.stamp: .venv/demo.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@

.venv/bench.stamp: .venv/demo.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .trends-demo build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
