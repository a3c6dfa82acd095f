"""The tests of many files as one report, for people, as data and as JUnit XML."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree as ET

from enforcecore_core.decision.plan import Place, Plan
from enforcecore_core.errors import PolicyError
from enforcecore_core.rehearsal.coverage import Coverage, measured
from enforcecore_core.rehearsal.loading import Suite, find_suites, load_suite
from enforcecore_core.rehearsal.running import Result, Verdict, run_suite

__all__ = [
    "PolicyCoverage",
    "Report",
    "Run",
    "Unread",
    "as_data",
    "as_junit",
    "complaint",
    "report",
]

# What XML 1.0 cannot say, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Run:
    """A file whose tests were run."""

    suite: Suite
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read, or whose policy could not."""

    file: str
    error: PolicyError


@dataclass(frozen=True, slots=True)
class PolicyCoverage:
    """What all tests of one policy met."""

    policy: str
    coverage: Coverage


@dataclass(frozen=True)
class Report:
    """What came out of the tests of all files, in the order of the files."""

    runs: tuple[Run, ...]
    unread: tuple[Unread, ...]

    @cached_property
    def verdicts(self) -> Mapping[Verdict, int]:
        """How many tests came out how."""
        return Counter(result.verdict for run in self.runs for result in run.results)

    @cached_property
    def coverage(self) -> tuple[PolicyCoverage, ...]:
        """What the tests met of each policy, those of several files together."""
        together: dict[str, list[Run]] = {}
        for run in self.runs:
            together.setdefault(os.path.realpath(run.suite.policy), []).append(run)
        return tuple(
            PolicyCoverage(
                runs[0].suite.policy,
                measured(runs[0].suite.plan, [one for run in runs for one in run.results]),
            )
            for runs in together.values()
        )


def report(paths: Iterable[str], *, only: str = "*") -> Report:
    """Run the tests that are found under the paths and whose name matches a glob."""
    runs, unread = [], []
    for file in find_suites(paths):
        try:
            suite = load_suite(file).only(only)
        except PolicyError as error:
            unread.append(Unread(file, error))
        else:
            runs.append(Run(suite, tuple(run_suite(suite))))
    return Report(tuple(runs), tuple(unread))


def complaint(plan: Plan, result: Result) -> list[str]:
    """Return what a person needs to know of a test that did not come out as its file says."""
    decision = result.decision
    lines = [f"{one.what}: expected {one.expected}, got {one.got}" for one in result.differences]
    if result.verdict is Verdict.XPASSED:
        lines.append(f"it should have failed: {result.case.xfail} (take 'xfail' out if that is so)")
    place = _place_of(plan, decision.rule)
    where = f" ({place.file}:{place.line})" if place else ""
    return [*lines, f"why: {decision.rule}{where} [{decision.code.value}]: {decision.reason}"]


def _place_of(plan: Plan, rule: str) -> Place | None:
    """Return where a rule stands, if a rule of the policy it is."""
    clauses = (
        clause
        for level in plan.levels
        for entry in level.entries
        for clause in (*entry.allow, *entry.block)
    )
    return next((clause.place for clause in clauses if clause.rule == rule), None)


def as_data(whole: Report) -> dict[str, object]:
    """Return the report as data for JSON."""
    return {
        "tests": [_result_data(run.suite, result) for run in whole.runs for result in run.results],
        "unread": [
            {"file": one.file, "code": one.error.code, "message": str(one.error)}
            for one in whole.unread
        ],
        "counts": {verdict.name.lower(): whole.verdicts.get(verdict, 0) for verdict in Verdict},
        "coverage": [_coverage_data(one) for one in whole.coverage],
    }


def _result_data(suite: Suite, result: Result) -> dict[str, object]:
    case, decision = result.case, result.decision
    return {
        "name": case.name,
        "file": case.file,
        "line": case.line,
        "policy": suite.policy,
        "verdict": result.verdict.name.lower(),
        "effect": decision.effect.value,
        "rule": decision.rule,
        "code": decision.code.value,
        "reason": decision.reason,
        "differences": [
            {"what": one.what, "expected": one.expected, "got": one.got}
            for one in result.differences
        ],
    }


def _coverage_data(one: PolicyCoverage) -> dict[str, object]:
    coverage = one.coverage
    return {
        "policy": one.policy,
        "rules": {"met": sum(part.met for part in coverage.rules), "all": len(coverage.rules)},
        "clauses": {
            "met": sum(part.met for part in coverage.clauses),
            "all": len(coverage.clauses),
        },
        "percent": coverage.percent,
        "unmet": [
            {
                "rule": part.name,
                "file": part.place.file if part.place else None,
                "line": part.place.line if part.place else None,
            }
            for part in coverage.unmet
        ],
    }


def as_junit(whole: Report) -> str:
    """Return the report as JUnit XML: a test suite for each file, with the tests that ran in it."""
    root = ET.Element("testsuites")
    for run in whole.runs:
        bad = [one for one in run.results if not one.verdict.good]
        suite = ET.SubElement(
            root,
            "testsuite",
            name=_xml(run.suite.file),
            tests=str(len(run.results)),
            failures=str(len(bad)),
            errors="0",
        )
        for result in run.results:
            _junit_case(suite, run.suite.plan, result)
    for unread in whole.unread:
        suite = ET.SubElement(
            root, "testsuite", name=_xml(unread.file), tests="1", failures="0", errors="1"
        )
        case = ET.SubElement(suite, "testcase", classname=_xml(unread.file), name="loads")
        ET.SubElement(case, "error", message=_xml(str(unread.error)))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _junit_case(suite: ET.Element, plan: Plan, result: Result) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        classname=_xml(result.case.file),
        name=_xml(result.case.name),
        line=str(result.case.line),
    )
    if not result.verdict.good:
        lines = complaint(plan, result)
        failure = ET.SubElement(case, "failure", message=_xml(lines[0]))
        failure.text = _xml("\n".join(lines))
    elif result.verdict is Verdict.XFAILED:
        ET.SubElement(case, "skipped", message=_xml(f"failed as expected: {result.case.xfail}"))


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
