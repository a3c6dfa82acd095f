"""Which entries are meant: the options that `show` and `export` share."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Callable
from fnmatch import fnmatchcase

from enforcecore_core.audit import AuditEntry
from enforcecore_core.audit.pairing import STATUSES

__all__ = ["add_filters", "instant", "matcher"]

_AGO = re.compile(r"([0-9]{1,5})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Add the options. Those that are given must all hold; of one given twice, either."""
    group = parser.add_argument_group("which entries")
    group.add_argument(
        "--tool", action="append", metavar="GLOB", help="the tool's name; * and ? may stand in it"
    )
    group.add_argument("--effect", choices=["allow", "block"], help="what was decided")
    group.add_argument(
        "--status",
        action="append",
        choices=sorted({*STATUSES, "open"}),
        metavar="STATUS",
        help="how the call ended: " + ", ".join(sorted({*STATUSES, "open"})),
    )
    group.add_argument("--code", action="append", metavar="CODE", help="the code of the decision")
    group.add_argument("--session", metavar="ID", help="the session of the call")
    group.add_argument("--principal", metavar="ID", help="who the call was for")
    group.add_argument(
        "--since",
        type=instant,
        metavar="TIME",
        help="decided then or later: 2026-11-20, 2026-11-20T08:14Z (UTC unless it says), or 2h ago",
    )
    group.add_argument("--until", type=instant, metavar="TIME", help="decided before then")


def matcher(arguments: argparse.Namespace) -> Callable[[AuditEntry], bool]:
    """Return what tells whether an entry is meant by the options."""
    tests = [test for name, test in _TESTS.items() if getattr(arguments, name) is not None]
    return lambda entry: all(test(entry, arguments) for test in tests)


_TESTS: dict[str, Callable[[AuditEntry, argparse.Namespace], bool]] = {
    "tool": lambda entry, asked: any(fnmatchcase(entry.tool, glob) for glob in asked.tool),
    "effect": lambda entry, asked: entry.effect == asked.effect,
    "status": lambda entry, asked: entry.status in asked.status,
    "code": lambda entry, asked: entry.code in asked.code,
    "session": lambda entry, asked: entry.session == asked.session,
    "principal": lambda entry, asked: entry.principal == asked.principal,
    "since": lambda entry, asked: entry.ts >= asked.since,
    "until": lambda entry, asked: entry.ts < asked.until,
}


def instant(text: str) -> str:
    """Return a time as a record spells it, so that the two compare as texts."""
    ago = _AGO.fullmatch(text)
    if ago is not None:
        moment = dt.datetime.now(dt.UTC) - dt.timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    else:
        try:
            moment = dt.datetime.fromisoformat(text)
            moment = moment.replace(tzinfo=moment.tzinfo or dt.UTC).astimezone(dt.UTC)
        except (ValueError, OverflowError):
            raise argparse.ArgumentTypeError(
                f"{text!r} is no time; write 2026-11-20, 2026-11-20T08:14Z or 2h"
            ) from None
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
