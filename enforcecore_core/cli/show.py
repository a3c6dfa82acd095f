"""`enforcecore show`: the entries of a trail, as a list, as they come, or one in detail."""

from __future__ import annotations

import argparse
import itertools
import json
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping

from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.export import as_json, joined
from enforcecore_core.audit.payloads import PayloadStore, existing_payloads, place_of
from enforcecore_core.audit.provable import ProvableEntry, TrailFollower, provable_entries
from enforcecore_core.cli.entry_filters import add_filters, matcher
from enforcecore_core.cli.entry_lines import HEADER, detail_rows, headline, line_of
from enforcecore_core.cli.exits import CannotAsk, Exit
from enforcecore_core.cli.painting import Style, Words
from enforcecore_core.cli.progress import Progress
from enforcecore_core.cli.terminal import Terminal
from enforcecore_core.cli.trails import add_keys, keys_of, opened

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME = "show"
HELP = "list the entries of an audit trail"

_PAUSE = 0.25
_NUMBER = re.compile("[0-9]{1,18}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("trail", metavar="TRAIL", help="the trail's directory")
    parser.add_argument(
        "entry", metavar="SEQ|CALL_ID", nargs="?", help="show this entry alone, with all it says"
    )
    add_filters(parser)
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument("--limit", type=_count, metavar="N", help="the first N of them")
    amount.add_argument("--last", type=_count, metavar="N", help="the last N of them")
    parser.add_argument(
        "--follow", action="store_true", help="go on with entries as their calls end, until Ctrl-C"
    )
    parser.add_argument(
        "--payload",
        action="store_true",
        help="with one entry: its arguments and its result, as far as they are kept",
    )
    add_keys(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object in a line for each")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show what is asked for. NO means that no entry is like that."""
    directory = opened(arguments.trail)
    if arguments.payload and arguments.entry is None:
        raise CannotAsk("--payload is of one entry", "name a record's number or a call's id")
    if arguments.entry is not None:
        return _show_one(arguments, directory, terminal)
    meant = matcher(arguments)
    say = _listing(arguments, directory, terminal)
    if arguments.follow:
        _follow(arguments, lambda one: meant(one.entry), say)
        return Exit.YES
    entries = _watched(provable_entries(directory.path), terminal)
    found = (one for one in entries if meant(one.entry))
    count = 0
    for count, one in enumerate(_bounded(found, arguments), 1):  # noqa: B007 - it is counted
        say(one)
    if not count:
        terminal.note("no entry is like that")
    return Exit.YES if count else Exit.NO


def _show_one(arguments: argparse.Namespace, directory: TrailDirectory, terminal: Terminal) -> int:
    wanted = arguments.entry
    entries = _watched(provable_entries(directory.path), terminal)
    found = next((one for one in entries if _is_called(one, wanted)), None)
    if found is None:
        terminal.fail(f"the trail has no entry {wanted}", "name a record's number or a call's id")
        return Exit.NO
    payloads = _payloads(arguments, directory, found) if arguments.payload else {}
    if arguments.json:
        row = joined(found, directory.log_id()) | ({"payload": payloads} if payloads else {})
        terminal.write(as_json(row, indent=2))
        return Exit.YES
    terminal.say(*headline(found.entry))
    terminal.say()
    for name, value in detail_rows(found).items():
        terminal.say("  ", Words(f"{name:<15}", Style.FAINT), value)
    for name, payload in payloads.items():
        terminal.say()
        terminal.say(Words(name, Style.STRONG))
        for line in json.dumps(payload, indent=2, ensure_ascii=False).splitlines():
            terminal.say("  ", line)
    return Exit.YES


def _payloads(
    arguments: argparse.Namespace, directory: TrailDirectory, found: ProvableEntry
) -> dict[str, object]:
    store = existing_payloads(directory.path, keys_of(arguments, directory))
    bodies = {"arguments": found.entry.decision, "result": found.entry.outcome or {}}
    return {name: _payload(store, name, body) for name, body in bodies.items()}


def _payload(store: PayloadStore, name: str, body: Mapping[str, object]) -> object:
    place = place_of(body)
    if place is None:
        stated = body.get("payload")
        return f"not kept: {stated['omitted']}" if isinstance(stated, dict) else "not kept"
    payload = store.read(place)
    return "gone: it was erased, or its key is not here" if payload is None else payload.get(name)


def _is_called(one: ProvableEntry, name: str) -> bool:
    # A number means a record alone: a call may be named by whoever made it.
    if _NUMBER.fullmatch(name):
        return int(name) in {one.entry.seq, one.outcome_seq}
    return one.entry.call_id == name


def _listing(
    arguments: argparse.Namespace, directory: TrailDirectory, terminal: Terminal
) -> Callable[[ProvableEntry], None]:
    if arguments.json:
        log = directory.log_id()
        return lambda one: terminal.write(as_json(joined(one, log)))
    header = iter([HEADER])

    def say(one: ProvableEntry) -> None:
        for line in header:
            terminal.say(*line)
        terminal.say(*line_of(one.entry))

    return say


def _watched(entries: Iterable[ProvableEntry], terminal: Terminal) -> Iterator[ProvableEntry]:
    progress = Progress(terminal, "entries")
    for number, one in enumerate(entries):
        progress(number)
        yield one


def _bounded(
    found: Iterable[ProvableEntry], arguments: argparse.Namespace
) -> Iterable[ProvableEntry]:
    if arguments.last is not None:
        return deque(found, maxlen=arguments.last)
    return itertools.islice(found, arguments.limit)


def _follow(
    arguments: argparse.Namespace,
    meant: Callable[[ProvableEntry], bool],
    say: Callable[[ProvableEntry], None],
) -> None:
    if arguments.limit is not None or (arguments.status and "open" in arguments.status):
        raise CannotAsk(
            "--follow shows entries that have ended, without a limit",
            "leave --limit and --status open out",
        )
    follower = TrailFollower(arguments.trail)
    for one in _bounded(filter(meant, follower.ended()), arguments):
        say(one)
    for one in filter(meant, _coming(follower)):
        say(one)


def _coming(follower: TrailFollower) -> Iterator[ProvableEntry]:
    while True:
        yield from follower.ended()
        time.sleep(_PAUSE)


def _count(text: str) -> int:
    if not _NUMBER.fullmatch(text) or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1")
    return int(text)
