"""Test files to suites: where they are, what they say, and the policy that they are about."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from enforcecore_core.calls import Effect, ToolCall
from enforcecore_core.decision import Facts, Plan
from enforcecore_core.policy import load_policy
from enforcecore_core.policy.loading import KEY, Node, read_bytes, read_node
from enforcecore_core.policy.problems import Problem, Reporter, guess
from enforcecore_core.policy.redaction_compilation import kinds_found
from enforcecore_core.policy.validation import validated_as
from enforcecore_core.rehearsal import document
from enforcecore_core.rehearsal.filesystem import absolute, resolver

__all__ = ["PATTERNS", "Case", "Suite", "find_suites", "is_suite", "load_suite"]

PATTERNS = ("*policy_test.yaml", "*policy_test.yml")

# No project keeps tests of its own in these.
_PASSED_OVER = frozenset({"node_modules", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Case:
    """One test: a call in a world, and what is expected of the decision. None expects nothing."""

    name: str
    file: str
    line: int
    call: ToolCall
    facts: Facts
    effect: Effect
    rule: str | None = None
    code: str | None = None
    redactions: dict[str, int] | None = None
    tool_sees: dict[str, object] | None = None
    xfail: str | None = None


@dataclass(frozen=True, slots=True)
class Suite:
    """The tests of one file, and the policy that they are about."""

    file: str
    policy: str
    plan: Plan
    cases: tuple[Case, ...]

    def only(self, pattern: str) -> Suite:
        """Return the suite with the tests alone whose name matches a glob."""
        cases = tuple(case for case in self.cases if fnmatchcase(case.name, pattern))
        return Suite(self.file, self.policy, self.plan, cases)


def is_suite(name: str) -> bool:
    """Tell whether a file of this name holds policy tests."""
    return any(fnmatchcase(name, pattern) for pattern in PATTERNS)


def find_suites(paths: Iterable[str | os.PathLike[str]]) -> Iterator[str]:
    """Yield the test files: those that are named, and those below a directory that is named.

    A file that is named is taken whatever its name is, and is yielded also when it is missing.
    Hidden directories are passed over. No file comes twice.
    """
    seen: set[str] = set()
    for path in paths:
        for file in _below(os.fspath(path)):
            real = os.path.realpath(file)
            if real not in seen:
                seen.add(real)
                yield file


def _below(path: str) -> Iterator[str]:
    if not Path(path).is_dir():
        yield path
        return
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(one for one in folders if one[0] != "." and one not in _PASSED_OVER)
        for name in sorted(files):
            if is_suite(name):
                yield os.path.normpath(f"{folder}/{name}")


def load_suite(path: str | os.PathLike[str]) -> Suite:
    """Return the tests of a file, or raise PolicyError for the first problem in it or its policy.

    What is wrong in itself, such as a test with the name of another, does not load.
    """
    file = os.fspath(path)
    reporter = Reporter(file, subject="policy test")
    node = read_node(read_bytes(file, reporter), reporter)
    stated = validated_as(document.Suite, node, reporter, document.MODELS)
    _refuse_same_names(stated, node, reporter)
    policy = os.path.normpath(Path(file).parent / stated.policy)
    if not Path(policy).is_file():
        place = node.place_of(("policy",))
        raise reporter.error(Problem.UNREADABLE, f"there is no policy {policy!r}", place)
    beside = str(Path(policy).absolute().parent)
    cases = tuple(
        _case(test, file, node.place_of(("tests", index, "name", KEY)).line, beside)
        for index, test in enumerate(stated.tests)
    )
    plan = load_policy(policy)
    _refuse_unknown_kinds(stated, kinds_found(plan.redaction), node, reporter)
    return Suite(file, policy, plan, cases)


def _refuse_same_names(stated: document.Suite, node: Node, reporter: Reporter) -> None:
    lines: dict[str, int] = {}
    for index, test in enumerate(stated.tests):
        place = node.place_of(("tests", index, "name"))
        if test.name in lines:
            hint = f"first in line {lines[test.name]}"
            message = f"another test has the name {test.name!r}"
            raise reporter.error(Problem.WRONG_VALUE, message, place, hint)
        lines[test.name] = place.line


def _refuse_unknown_kinds(
    stated: document.Suite, known: frozenset[str], node: Node, reporter: Reporter
) -> None:
    for index, test in enumerate(stated.tests):
        for kind in test.redactions or ():
            if kind not in known:
                place = node.place_of(("tests", index, "redactions", kind, KEY))
                message = "nothing of this kind is found"
                raise reporter.error(
                    Problem.WRONG_VALUE, message, place, guess(kind, sorted(known))
                )


def _case(test: document.Test, file: str, line: int, beside: str) -> Case:
    return Case(
        name=test.name,
        file=file,
        line=line,
        call=ToolCall(test.tool, test.arguments, test.session, test.principal),
        facts=Facts(
            working_directory=absolute(test.facts.working_directory or ".", beside),
            resolve_path=resolver(test.facts.symlinks, beside),
        ),
        effect=Effect(test.expect),
        rule=test.rule,
        code=test.code,
        redactions=test.redactions,
        tool_sees=test.tool_sees,
        xfail=test.xfail,
    )
