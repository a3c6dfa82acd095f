"""Change the code that decides in one place at a time, and see a test fail each time.

    python tests/mutation/mutate.py              every module of enforcecore_core/decision
    python tests/mutation/mutate.py globs plan   these alone

cosmic-ray makes the changes, in a copy of the project. A change that no test notices is a survivor.
`survivors.yaml` has to explain each: the exit code is 1 if one has no explanation, or if an
explanation is of a change that did not survive.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import yaml

PROJECT = Path(__file__).parents[2]
HERE = Path("tests/mutation")
CODE = Path("enforcecore_core/decision")
COPIED = ("enforcecore_core", "tests", "examples", "pyproject.toml")
# What a change makes run for ever is noticed, too.
TIMEOUT = 60.0

# Changes that mean nothing in this code, or no more than another one does.
EXCLUDED = [
    # `|` stands in types alone, and `*` in signatures and unpacked arguments.
    r"core/ReplaceBinaryOperator_(BitOr|Mul)_.*",
    r"core/ReplaceBinaryOperator_(Add|Sub)_(?!Add$|Sub$).*",
    r"core/ReplaceBinaryOperator_(BitAnd|RShift)_(?!BitOr$|LShift$).*",
    # Any other comparison of what is no number is an error, or the same.
    r"core/ReplaceComparisonOperator_.*_Is(Not)?",
    r"core/ReplaceComparisonOperator_Is(Not)?_.*",
    r"core/ReplaceComparisonOperator_(Not)?Eq_[LG]tE?",
    r"core/ReplaceComparisonOperator_[LG]tE?_(Not)?Eq",
    r"core/ReplaceUnaryOperator_USub_.*",
    r"core/ReplaceUnaryOperator_.*_Invert",
]


@dataclass(frozen=True)
class Change:
    """What a change takes out of a module, and what it puts there."""

    module: str
    was: str
    becomes: str


@dataclass(frozen=True)
class Survivor:
    change: Change
    line: int
    outcome: str

    def __str__(self) -> str:
        change = self.change
        place = f"{CODE / change.module}.py:{self.line}"
        return f"{place}: {self.outcome}\n  was:     {change.was}\n  becomes: {change.becomes}"


def explained() -> dict[Change, str]:
    """Return why each change that is listed cannot be noticed."""
    listed = yaml.safe_load((PROJECT / HERE / "survivors.yaml").read_text("utf-8"))
    return {
        Change(one["module"], change["was"], change["becomes"]): one["why"]
        for one in listed
        for change in one["changes"]
    }


def survivors_of(module: str) -> tuple[int, list[Survivor]]:
    """Run the tests against every change of a module; also return how many there are."""
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory)
        for name in COPIED:
            source = PROJECT / name
            take = shutil.copytree if source.is_dir() else shutil.copy
            take(source, copy / name)
        results = list(_results(module, copy))
    survivors = [one for one in results if one.outcome != "killed"]
    print(f"{module}: {len(results)} changes, {len(survivors)} survived", flush=True)
    return len(results), survivors


def _results(module: str, copy: Path) -> Iterator[Survivor]:
    settings, session = copy / "settings.toml", copy / "session.sqlite"
    settings.write_text(_settings(module), "utf-8")
    _run(copy, "python", HERE / "suite.py", module)
    _run(copy, "cosmic-ray", "init", settings, session)
    _run(copy, "cr-filter-operators", session, settings)
    _run(copy, "cosmic-ray", "exec", settings, session)
    for line in _run(copy, "cosmic-ray", "dump", session).splitlines():
        item, result = json.loads(line)
        if result is not None and result["worker_outcome"] != "skipped":
            outcome = result["test_outcome"] or result["worker_outcome"]
            place = item["mutations"][0]["start_pos"]
            yield Survivor(_change(module, result["diff"] or ""), place[0], outcome)


def _settings(module: str) -> str:
    excluded = ",\n".join(f"  '{one}'" for one in EXCLUDED)
    return f"""
[cosmic-ray]
module-path = "{CODE / module}.py"
timeout = {TIMEOUT}
excluded-modules = []
test-command = "{sys.executable} {HERE / "suite.py"} {module}"
[cosmic-ray.distributor]
name = "local"
[cosmic-ray.filters.operators-filter]
exclude-operators = [
{excluded}
]
"""


def _run(copy: Path, program: str, *arguments: str | Path) -> str:
    command = [Path(sys.executable).with_name(program), *arguments]
    environment: Mapping[str, str] = {
        **os.environ,
        "PYTHONPATH": str(copy),
        # A changed module has the size and the time of the one before, and would not be read anew.
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "CI": "1",  # hypothesis generates the same examples each time
    }
    ran = subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise SystemExit(f"{program} failed:\n{ran.stdout}{ran.stderr}")
    return ran.stdout


def _change(module: str, diff: str) -> Change:
    lines = [one for one in diff.splitlines() if not one.startswith(("---", "+++"))]
    was = "\n".join(one[1:].strip() for one in lines if one.startswith("-"))
    becomes = "\n".join(one[1:].strip() for one in lines if one.startswith("+"))
    return Change(module, was, becomes)


def main(modules: Iterable[str]) -> int:
    names = list(modules) or sorted(path.stem for path in (PROJECT / CODE).glob("[!_]*.py"))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        counts, found = zip(*pool.map(survivors_of, names), strict=True)
    survivors = [one for of_module in found for one in of_module]
    listed = {change for change in explained() if change.module in names}
    unexplained = [one for one in survivors if one.change not in listed]
    stale = listed - {one.change for one in survivors}
    for survivor in unexplained:
        print(survivor)
    for change in stale:
        print(f"{change.module}: explained, but no survivor\n  becomes: {change.becomes}")
    print(f"{sum(counts)} changes, {len(survivors)} survived, {len(unexplained)} unexplained")
    return 1 if unexplained or stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
