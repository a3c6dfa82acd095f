"""Deciding the calls of policy tests, and comparing what came out with what is expected.

The calls are decided and redacted as an enforcer does it. No tool runs, and no trail is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from enforcecore_core.calls import EVERYTHING, Decision, Effect, ToolCall
from enforcecore_core.decision import Facts, Plan, decide
from enforcecore_core.preparation import Prepared, prepare, trial_redactor
from enforcecore_core.rehearsal.loading import Case, Suite

__all__ = ["Difference", "Result", "Verdict", "differs", "rehearse", "run_case", "run_suite"]


class Verdict(Enum):
    """How a test came out. The value is the word for it."""

    PASSED = "passed"
    FAILED = "failed"
    XFAILED = "failed as expected"
    XPASSED = "passed unexpectedly"

    @property
    def good(self) -> bool:
        """Tell whether this is what the file says."""
        return self in {Verdict.PASSED, Verdict.XFAILED}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that came out otherwise than expected, in words."""

    what: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came out of one test."""

    case: Case
    decision: Decision
    differences: tuple[Difference, ...]

    @property
    def verdict(self) -> Verdict:
        """Say how the test came out."""
        if self.case.xfail is None:
            return Verdict.FAILED if self.differences else Verdict.PASSED
        return Verdict.XFAILED if self.differences else Verdict.XPASSED


def rehearse(plan: Plan, call: ToolCall, facts: Facts) -> Prepared:
    """Return what an enforcer would make of a call: the decision, and the arguments to run with."""
    return prepare(call, decide(plan, call, facts), redactor=trial_redactor(plan), can=EVERYTHING)


def run_suite(suite: Suite) -> list[Result]:
    """Return the results of all tests of a suite, in their order."""
    return [run_case(suite.plan, case) for case in suite.cases]


def run_case(plan: Plan, case: Case) -> Result:
    """Return the result of one test."""
    came_out = rehearse(plan, case.call, case.facts)
    return Result(case, came_out.decision, tuple(_differences(case, came_out)))


def _differences(case: Case, came_out: Prepared) -> Iterator[Difference]:
    decision = came_out.decision
    if decision.effect is not case.effect:
        yield Difference("effect", case.effect.value, decision.effect.value)
    if case.rule not in {None, decision.rule}:
        yield Difference("rule", str(case.rule), decision.rule)
    if case.code not in {None, decision.code.value}:
        yield Difference("code", str(case.code), decision.code.value)
    if decision.effect is Effect.BLOCK:
        return
    found = dict(came_out.found)
    if case.redactions is not None and case.redactions != found:
        yield Difference("redactions", _counts(case.redactions), _counts(found))
    if case.tool_sees is not None:
        yield from _argument_differences(case.tool_sees, came_out.arguments)


def _argument_differences(
    expected: Mapping[str, object], got: Mapping[str, object]
) -> Iterator[Difference]:
    for name in sorted({*expected, *got}):
        if name not in got:
            yield Difference(f"argument {name!r}", repr(expected[name]), "no such argument")
        elif name not in expected:
            yield Difference(f"argument {name!r}", "no such argument", repr(got[name]))
        elif differs(expected[name], got[name]):
            yield Difference(f"argument {name!r}", repr(expected[name]), repr(got[name]))


def differs(one: object, other: object) -> bool:
    """Tell whether two values of plain data are not the same. `1`, `1.0` and `true` are not."""
    if type(one) is not type(other):
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() != other.keys() or any(differs(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) != len(other) or any(map(differs, one, other))
    return one != other


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{kind}: {counts[kind]}" for kind in sorted(counts)) or "none"
