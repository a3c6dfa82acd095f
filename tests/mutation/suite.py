"""The tests that have to notice a change in a module of `decision`: those of the module first."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

UNIT = Path("tests/unit/decision")
ALL = (
    UNIT,
    Path("tests/properties/test_expression_parsing.py"),
    Path("tests/properties/test_paths_and_urls.py"),
    Path("tests/conformance/test_language_holes.py"),
    Path("tests/unit/policy/test_compilation.py"),
    Path("tests/unit/policy/test_composition.py"),
    Path("tests/unit/policy/test_redaction_rules.py"),
)
# What explains a decision has tests of its own; the others would be as slow as they are idle.
EXPLAINING = {"explanation", "near", "quoting", "visiting", "wording"}
EXPLAINED_BY = ("explanation", "quoting", "wording")
# Without the project's plugins and fixtures, which would take longer than the tests do.
OPTIONS = (
    *("-c", "/dev/null", "--rootdir=.", "--noconftest", "-o", "pythonpath=tests"),
    *("--import-mode=importlib", "-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin"),
    # What measures time would fail for reasons of its own.
    *("-q", "-x", "-k", "not as_fast_as and not bounded_time"),
)


def run(*tests: Path) -> int:
    return int(pytest.main([*OPTIONS, *map(str, tests)]))


def main(module: str) -> int:
    subject = module.partition("_")[0]
    immutable = UNIT / "test_immutability.py"
    if subject in EXPLAINING:
        return run(immutable, *(UNIT / f"test_{one}.py" for one in EXPLAINED_BY))
    return run(immutable, *sorted(UNIT.glob(f"test_{subject}*.py"))) or run(*ALL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
