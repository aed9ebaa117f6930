# `make` alone lists what can be done.
PYTHON ?= python3
BIN := .venv/bin
# Checks and tests need no real secrets; the demo makes its own in var/keys.
CHECK := MINGQIAN_SECRET_KEY=check \
	MINGQIAN_FIELD_KEY=0000000000000000000000000000000000000000000000000000000000000000 \
	MINGQIAN_LOG_KEY=0000000000000000000000000000000000000000000000000000000000000000
SOURCES := src fairdraw/src fairdraw/tests tests bench manage.py

.DEFAULT_GOAL := help
.PHONY: help demo demo-check dev test check format bench e2e docs lock rows

help:  ## list the targets
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/runtime.stamp: requirements/runtime.txt pyproject.toml fairdraw/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else 0'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e fairdraw -e .
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/runtime.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

demo: .venv/runtime.stamp  ## a running county office with invented data, from a fresh clone
	$(BIN)/python -m mingqian.config.demo

demo-check: .venv/runtime.stamp  ## prepare a fresh demo and walk the whole path through HTTP
	$(BIN)/python -m mingqian.config.demo --check

dev: .venv/dev.stamp  ## the same office with debugging pages, reloading on change
	$(BIN)/python -m mingqian.config.demo --dev

test: .venv/dev.stamp  ## all tests, on SQLite and (where one answers) on PostgreSQL
	$(BIN)/python -m pytest fairdraw/tests tests -n 2 --dist loadfile -m "not browser"
	@url=$$($(BIN)/python -m tests.postgresql); if [ -n "$$url" ]; then \
		echo "== PostgreSQL"; \
		MINGQIAN_DATABASE_URL=$$url $(BIN)/python -m pytest tests/actions tests/web -n 2 --dist loadfile --create-db; \
	else echo "== PostgreSQL: no server at 127.0.0.1:5432 with a database named test; skipped"; fi

check: .venv/dev.stamp  ## format, lint, types, floors, templates, spelling, migrations
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(CHECK) $(BIN)/mypy src fairdraw/src
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --check --lint src/mingqian/web/templates
	$(BIN)/codespell src fairdraw README.md ARCHITECTURE.md CHANGELOG.md docs
	$(CHECK) $(BIN)/python manage.py makemigrations --check --dry-run

format: .venv/dev.stamp  ## format code and templates in place
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/djlint --quiet --reformat src/mingqian/web/templates || true

bench: .venv/dev.stamp  ## measure, side by side in one run, and print ratios
	$(BIN)/python bench/ranking.py
	$(BIN)/python bench/matching.py

e2e: .venv/dev.stamp  ## one journey in Chromium; saves the screenshots of README and guides
	$(BIN)/python -m pytest tests/browser -m browser -p no:xdist --allow-hosts=127.0.0.1,localhost

docs: .venv/dev.stamp  ## rewrite the documents that are made from the code
	$(CHECK) $(BIN)/python -m tests.house.documents

lock: .venv/dev.stamp  ## resolve the pinned requirements again
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --no-emit-package fairdraw --group build pyproject.toml -o requirements/runtime.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --no-emit-package fairdraw --group dev pyproject.toml -o requirements/dev.txt
