"""`enforcecore verify`: whether a trail is whole, and how much that means."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from enforcecore_core.audit import Verification, verify_trail
from enforcecore_core.audit.payloads import PayloadCheck, check_payloads, existing_payloads
from enforcecore_core.cli.exits import CannotAsk, Exit
from enforcecore_core.cli.painting import Style, Words
from enforcecore_core.cli.progress import Progress
from enforcecore_core.cli.terminal import Terminal
from enforcecore_core.cli.trails import add_keys, keys_of, opened
from enforcecore_core.errors import Finding, TrailInvalid
from enforcecore_core.escaping import shown

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME = "verify"
HELP = "find out whether an audit trail was changed"

_FORMAT = 1
_MOST_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("trail", metavar="TRAIL", help="the trail's directory")
    parser.add_argument(
        "--payloads",
        action="store_true",
        help="check the kept arguments and results too; it needs their keys",
    )
    add_keys(parser)
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Verify, say what was found, and return the exit code."""
    if not Path(arguments.trail).exists():
        raise CannotAsk(f"there is no trail {arguments.trail}", "name the directory of a trail")
    try:
        verification = verify_trail(arguments.trail)
        payloads = _checked_payloads(arguments, terminal) if arguments.payloads else None
    except TrailInvalid as invalid:
        if arguments.json:
            _write(terminal, _invalid(invalid))
        else:
            _say_findings(invalid, terminal, arguments.verbose)
        return Exit.NO
    if arguments.json:
        counts = {} if payloads is None else {"payloads": _counts(payloads)}
        whole = {"format": _FORMAT, **asdict(verification), **counts, "findings": []}
        _write(terminal, whole)
    else:
        _say(verification, payloads, terminal)
    return Exit.YES if verification.status == "ok" else Exit.INCOMPLETE


def _checked_payloads(arguments: argparse.Namespace, terminal: Terminal) -> PayloadCheck:
    directory = opened(arguments.trail)
    store = existing_payloads(directory.path, keys_of(arguments, directory))
    check = check_payloads(store, Progress(terminal, "payloads of record"))
    if check.findings:
        raise TrailInvalid(str(directory.path), check.findings)
    return check


def _counts(check: PayloadCheck) -> dict[str, int]:
    return {"kept": check.kept, "erased": check.erased, "omitted": check.omitted}


def _write(terminal: Terminal, answer: dict[str, object]) -> None:
    terminal.write(json.dumps(answer, indent=2) + "\n")


def _invalid(invalid: TrailInvalid) -> dict[str, object]:
    findings = [asdict(finding) for finding in invalid.findings]
    return {"format": _FORMAT, "path": invalid.path, "status": "invalid", "findings": findings}


def _say(verification: Verification, payloads: PayloadCheck | None, terminal: Terminal) -> None:
    whole = verification.status == "ok"
    word = Words("OK", Style.GOOD) if whole else Words("PARTIAL", Style.DOUBT)
    terminal.say(word, f"  {verification.assurance}  {shown(verification.path)}")
    rows = {
        "records": f"{verification.records}, each linked to the one before",
        "calls": f"{verification.entries}: {verification.blocked} blocked, "
        f"{verification.indeterminate} indeterminate, {verification.open_calls} running",
        "recoveries": str(verification.recoveries),
    }
    if payloads is not None:
        rows["payloads"] = (
            f"{payloads.kept} as recorded, {payloads.erased} erased, {payloads.omitted} left out"
        )
    for name, value in rows.items():
        terminal.say("    ", Words(f"{name:<12}", Style.FAINT), value)
    terminal.say(
        "    ",
        Words(f"{'assurance':<12}", Style.FAINT),
        "unsigned: a rebuilt chain, or an end cut off with its head file, goes unnoticed",
    )


def _say_findings(invalid: TrailInvalid, terminal: Terminal, all_of_them: bool) -> None:  # noqa: FBT001 - private
    findings = invalid.findings
    counted = "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
    terminal.say(Words("FAIL", Style.BAD), f"  {counted}  {shown(invalid.path)}")
    some = findings if all_of_them else findings[:_MOST_SHOWN]
    terminal.table([], [_row(finding) for finding in some])
    if len(some) < len(findings):
        terminal.note(f"{len(findings) - len(some)} more; -v shows them")
    terminal.note("Keep the files as they are, as evidence. docs/errors explains each code.")


def _row(finding: Finding) -> Sequence[str | Words]:
    where = "trail" if finding.seq is None else f"record {finding.seq}"
    return ["  ", Words(finding.code, Style.BAD), where, shown(finding.detail)]
