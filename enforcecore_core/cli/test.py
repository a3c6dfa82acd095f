"""`enforcecore test`: run the tests of policies."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from enforcecore_core.cli.exits import CannotAsk, Exit
from enforcecore_core.cli.painting import Style, Words
from enforcecore_core.cli.terminal import Terminal
from enforcecore_core.rehearsal.coverage import Coverage
from enforcecore_core.rehearsal.reports import Report, Run, as_data, as_junit, complaint, report
from enforcecore_core.rehearsal.running import Result, Verdict

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME = "test"
HELP = "run the tests of policies"

_SIGNS = {
    Verdict.PASSED: Words(".", Style.GOOD),
    Verdict.FAILED: Words("F", Style.BAD),
    Verdict.XFAILED: Words("x", Style.DOUBT),
    Verdict.XPASSED: Words("X", Style.BAD),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what can be asked."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        default=["."],
        help="test files, and directories to look for policy_test.yaml in (default: here)",
    )
    parser.add_argument(
        "--run", dest="only", metavar="GLOB", default="*", help="only the tests with such a name"
    )
    parser.add_argument(
        "--coverage", action="store_true", help="say which rules and clauses no test met"
    )
    parser.add_argument(
        "--fail-under",
        metavar="PERCENT",
        type=_percent,
        help="answer no when the tests meet less than this of a policy",
    )
    parser.add_argument(
        "--strict", action="store_true", help="answer incomplete when anything is not met"
    )
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print the report as JSON")
    output.add_argument("--junit", metavar="FILE", help="write the report to a file as JUnit XML")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Run the tests, say how they came out, and return the exit code."""
    whole = report(arguments.paths, only=arguments.only)
    _refuse_nothing(whole, arguments.only)
    for unread in whole.unread:
        terminal.fail(str(unread.error))
    if arguments.junit is not None:
        Path(arguments.junit).write_text(as_junit(whole), encoding="utf-8")
    if arguments.json:
        terminal.write(json.dumps(as_data(whole), indent=2) + "\n")
    else:
        _say(whole, arguments, terminal)
    return _answer(whole, arguments, terminal)


def _percent(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 100:  # noqa: PLR2004 - what per cent means
        raise argparse.ArgumentTypeError("a percentage is between 0 and 100")
    return number


def _refuse_nothing(whole: Report, only: str) -> None:
    if whole.unread or sum(whole.verdicts.values()):
        return
    if whole.runs:
        raise CannotAsk(f"no test has a name like {only!r}", "-v lists the names")
    raise CannotAsk("no tests found", "write them to a policy_test.yaml beside the policy")


def _say(whole: Report, arguments: argparse.Namespace, terminal: Terminal) -> None:
    for run in whole.runs:
        if arguments.verbose:
            _say_each(run, terminal)
        elif run.results:
            signs = [_SIGNS[result.verdict] for result in run.results]
            terminal.say(run.suite.file, "  ", *signs, f"  {_counted(len(run.results), 'test')}")
    _say_complaints(whole, terminal)
    if arguments.coverage or arguments.strict or arguments.fail_under is not None:
        for one in whole.coverage:
            _say_coverage(one.policy, one.coverage, terminal)
    found = [(verdict, whole.verdicts.get(verdict, 0)) for verdict in Verdict]
    counts = [f"{number} {verdict.value}" for verdict, number in found if number]
    if whole.unread:
        counts.append(f"{_counted(len(whole.unread), 'file')} not read")
    terminal.say(", ".join(counts))


def _say_each(run: Run, terminal: Terminal) -> None:
    for result in run.results:
        verdict = Words(result.verdict.value, _SIGNS[result.verdict].style)
        terminal.say(verdict, f"  {result.case.name}  {_place(result)}")


def _say_complaints(whole: Report, terminal: Terminal) -> None:
    bad = [(run, one) for run in whole.runs for one in run.results if not one.verdict.good]
    for run, result in bad:
        verdict = Words(result.verdict.value.upper(), Style.BAD)
        terminal.say("")
        terminal.say(verdict, f"  {result.case.name}  {_place(result)}")
        for line in complaint(run.suite.plan, result):
            terminal.say(f"  {line}")
    if bad:
        terminal.say("")


def _say_coverage(policy: str, coverage: Coverage, terminal: Terminal) -> None:
    rules, clauses = (
        f"{sum(part.met for part in parts)} of {len(parts)}"
        for parts in (coverage.rules, coverage.clauses)
    )
    terminal.say(f"{policy}: {rules} rules and {clauses} clauses met, {coverage.percent:g} %")
    for part in coverage.unmet:
        place = f"  {part.place.file}:{part.place.line}" if part.place else ""
        terminal.say("  ", Words("not met", Style.DOUBT), f"  {part.name}{place}")


def _answer(whole: Report, arguments: argparse.Namespace, terminal: Terminal) -> Exit:
    if whole.unread:
        return Exit.CANNOT_ASK
    if not all(verdict.good for verdict in whole.verdicts):
        return Exit.NO
    bound = arguments.fail_under
    short = [one for one in whole.coverage if bound is not None and one.coverage.percent < bound]
    for one in short:
        terminal.fail(f"{one.policy}: {one.coverage.percent:g} % is less than {bound:g} %")
    if short:
        return Exit.NO
    if arguments.strict and any(one.coverage.unmet for one in whole.coverage):
        return Exit.INCOMPLETE
    return Exit.YES


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _place(result: Result) -> str:
    return f"{result.case.file}:{result.case.line}"
