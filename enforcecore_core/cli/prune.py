"""`enforcecore prune`: delete the oldest records of a trail, and keep the rest provable."""

from __future__ import annotations

import argparse
import datetime as dt
import re

from enforcecore_core.audit.pruning import (
    Pruned,
    drop_payloads,
    older_than,
    older_than_record,
    prune,
)
from enforcecore_core.cli.entry_filters import instant
from enforcecore_core.cli.exits import Exit
from enforcecore_core.cli.progress import Progress
from enforcecore_core.cli.terminal import Terminal
from enforcecore_core.cli.trails import opened, opened_to_write

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME = "prune"
HELP = "delete the oldest records of an audit trail"

_UNITS = (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10))
_NUMBER = re.compile("[0-9]{1,18}")
_MOST_DAYS = 36_500


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("trail", metavar="TRAIL", help="the trail's directory")
    limit = parser.add_mutually_exclusive_group(required=True)
    limit.add_argument(
        "--before",
        type=instant,
        metavar="TIME",
        help="what was written before: 2026-05-01, or 180d",
    )
    limit.add_argument("--keep-days", type=_days, metavar="N", help="all but the last N days")
    limit.add_argument("--below", type=_seq, metavar="SEQ", help="records before this number")
    parser.add_argument("--dry-run", action="store_true", help="say what would be deleted")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Delete whole segments of old records, and say which."""
    directory = opened(arguments.trail)
    if arguments.below is not None:
        planned = older_than_record(directory.path, arguments.below)
    else:
        planned = older_than(directory.path, arguments.before or arguments.keep_days)
    if arguments.dry_run:
        _say(terminal, planned, "would delete")
        return Exit.YES
    pruned = planned
    if planned.segments:
        with opened_to_write(arguments.trail) as trail:
            pruned = prune(trail, planned.below)
    _say(terminal, pruned, "deleted")
    # Also when nothing else goes: a command that was killed may have left some.
    days = drop_payloads(directory.path, Progress(terminal, "looking for payloads, record"))
    if days:
        terminal.say(f"deleted the payloads of {_counted(days, 'day')}")
    if pruned.below < planned.below:
        terminal.note(
            f"Records from {pruned.below} on stay: a writer may have left a call open among them."
        )
    return Exit.YES


def _say(terminal: Terminal, pruned: Pruned, what: str) -> None:
    if not pruned.segments:
        terminal.say(
            "nothing is old enough: a trail is pruned by whole segments, and keeps the last"
        )
        return
    terminal.say(
        f"{what} records {pruned.first} to {pruned.below - 1}: "
        f"{_counted(pruned.segments, 'segment')}, {_size(pruned.size)}"
    )


def _days(text: str) -> str:
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {_MOST_DAYS}")
    moment = dt.datetime.now(dt.UTC) - dt.timedelta(days=int(text))
    return instant(moment.isoformat())


def _seq(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of a record")
    return int(text)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _size(size: int) -> str:
    unit, number = next(((u, n) for u, n in _UNITS if size >= n), ("bytes", 1))
    return f"{size / number:.3g} {unit}"
