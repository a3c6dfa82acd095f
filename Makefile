# Every target makes what it needs: a virtual environment in .venv, installed afresh when
# pyproject.toml has changed. PYTHON names the interpreter to make it with (3.11 to 3.13).
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name))))
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
WRITINGS := tests/properties/test_redaction_writings.py tests/unit/redaction/test_scanning.py

.PHONY: demo test check cover mutate bench crash fuzz fuzz-redaction fuzz-trail schema catalogue format clean

demo: $(READY)
	$(BIN)/python examples/demo.py

test: $(READY)
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Without generated tests: what is covered must not depend on chance.
cover: $(READY)
	$(BIN)/coverage run -m pytest -q -m "not hypothesis" -k "not as_fast_as and not ten_thousand" \
		tests/unit/decision tests/unit/policy
	$(BIN)/coverage report

# About half an hour on two idle cores; MODULES="globs plan" changes these alone.
mutate: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group mutation
	$(BIN)/python tests/mutation/mutate.py $(MODULES)

schema: $(READY)
	$(BIN)/enforcecore schema policy --out enforcecore_core/schemas/policy.schema.json
	$(BIN)/enforcecore schema policy-test --out enforcecore_core/schemas/policy-test.schema.json

catalogue: $(READY)
	$(BIN)/python scripts/catalogue.py

fuzz: $(READY)
	$(BIN)/python -m pytest tests -p no:cacheprovider -m fuzz $(WRITINGS:%=--ignore=%)

fuzz-redaction: $(READY)
	$(BIN)/python -m pytest $(WRITINGS) -p no:cacheprovider -m fuzz -n auto --dist worksteal --durations 12

fuzz-trail: $(READY)
	TAMPERED_TRAILS=20000 COMPARED_TRAILS=4000 $(BIN)/python -m pytest -s -p no:cacheprovider \
		tests/faults/test_trail_tampering.py tests/faults/test_two_verifiers.py

crash: $(READY)
	$(BIN)/python -m pytest tests/faults/test_crashes.py -s -p no:cacheprovider -m crash --timeout 3600

bench: $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group peers \
		|| echo "make: some peers could not be installed; they are left out"
	$(BIN)/python -m pytest tests/benchmarks -s -p no:cacheprovider -m bench

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "make: no Python found; set PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[all]" --group dev
	@touch $(READY)
