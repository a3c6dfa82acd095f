"""`enforcecore verify`: whether a trail is whole, and how much that means."""

from __future__ import annotations

import argparse
import contextlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from enforcecore_core.audit import Verification, verify_trail
from enforcecore_core.audit.keys import COSIGNATURE, VerifierKey
from enforcecore_core.audit.payloads import PayloadCheck, check_payloads, existing_payloads
from enforcecore_core.audit.signing import read_keys
from enforcecore_core.audit.witnesses.policies import WitnessPolicy, read_policy
from enforcecore_core.cli.exits import CannotAsk, Exit
from enforcecore_core.cli.progress import Progress
from enforcecore_core.cli.terminal import Terminal
from enforcecore_core.cli.trails import add_keys, keys_of, opened
from enforcecore_core.cli.verdicts import say_findings, say_verification
from enforcecore_core.errors import TrailInvalid

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME = "verify"
HELP = "find out whether an audit trail was changed"

_FORMAT = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("trail", metavar="TRAIL", help="the trail's directory")
    parser.add_argument(
        "--key",
        action="append",
        metavar="FILE|VKEY",
        help="a verifier key that may have signed it; may be given several times",
    )
    parser.add_argument(
        "--state", metavar="FILE", help="remember there how far the trail was, and compare with it"
    )
    parser.add_argument(
        "--expected", metavar="FILE|TEXT", help="a checkpoint that the trail has to contain"
    )
    parser.add_argument(
        "--witness",
        action="append",
        metavar="FILE|VKEY",
        help="the key of a witness; may be given several times",
    )
    parser.add_argument(
        "--witnesses", metavar="FILE", help="the witnesses, and how many must have seen the trail"
    )
    parser.add_argument(
        "--all-signatures", action="store_true", help="check every signature, not only the newest"
    )
    parser.add_argument(
        "--payloads",
        action="store_true",
        help="check the kept arguments and results too; it needs their keys",
    )
    add_keys(parser)
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Verify, say what was found, and return the exit code."""
    anchored = arguments.state is not None or arguments.expected is not None
    if not anchored and not Path(arguments.trail).exists():
        # With an anchor somebody knows that there has to be a trail.
        raise CannotAsk(f"there is no trail {arguments.trail}", "name the directory of a trail")
    try:
        verification = _verified(arguments, terminal)
        payloads = _checked_payloads(arguments, terminal) if arguments.payloads else None
    except TrailInvalid as invalid:
        if arguments.json:
            _write(terminal, _invalid(invalid))
        else:
            say_findings(invalid, terminal, every=arguments.verbose)
        return Exit.NO
    if arguments.json:
        counts = {} if payloads is None else {"payloads": _counts(payloads)}
        whole = {"format": _FORMAT, **asdict(verification), **counts, "findings": []}
        _write(terminal, whole)
    else:
        say_verification(verification, payloads, terminal)
    unfinished = payloads is not None and payloads.erasing
    return Exit.INCOMPLETE if unfinished or verification.status != "ok" else Exit.YES


def _verified(arguments: argparse.Namespace, terminal: Terminal) -> Verification:
    return verify_trail(
        arguments.trail,
        keys=read_keys(arguments.key or ()),
        expected=None if arguments.expected is None else _text(arguments.expected),
        state=arguments.state,
        witnesses=_witnesses(arguments),
        all_signatures=arguments.all_signatures,
        progress=Progress(terminal, "records"),
    )


def _witnesses(arguments: argparse.Namespace) -> Sequence[VerifierKey] | WitnessPolicy:
    if arguments.witnesses is not None:
        if arguments.witness:
            raise CannotAsk("name witnesses by their keys or by a file", "leave one of them out")
        return read_policy(arguments.witnesses)
    keys = read_keys(arguments.witness or ())
    for key in keys:
        if key.algorithm != COSIGNATURE:
            # Else the log would be its own witness.
            raise CannotAsk(f"{key.name} is not the key of a witness", "--key takes those of logs")
    return keys


def _text(stated: str) -> str:
    """Return a checkpoint that is stated as such, or as the name of a file with one."""
    with contextlib.suppress(ValueError):
        # A text of several lines is no name; the system may refuse even to look for it.
        if "\n" not in stated:
            return Path(stated).read_text("utf-8")
    return stated


def _checked_payloads(arguments: argparse.Namespace, terminal: Terminal) -> PayloadCheck:
    directory = opened(arguments.trail)
    store = existing_payloads(directory.path, keys_of(arguments, directory))
    check = check_payloads(store, Progress(terminal, "payloads of record"))
    if check.findings:
        raise TrailInvalid(str(directory.path), check.findings)
    return check


def _counts(check: PayloadCheck) -> dict[str, int]:
    return {
        "kept": check.kept,
        "erased": check.erased,
        "erasing": check.erasing,
        "omitted": check.omitted,
    }


def _write(terminal: Terminal, answer: dict[str, object]) -> None:
    terminal.write(json.dumps(answer, indent=2).replace("\x7f", "\\u007f") + "\n")


def _invalid(invalid: TrailInvalid) -> dict[str, object]:
    findings = [asdict(one) | {"meaning": one.meaning} for one in invalid.findings]
    return {"format": _FORMAT, "path": invalid.path, "status": "invalid", "findings": findings}
