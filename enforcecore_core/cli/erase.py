"""`enforcecore erase`: destroy what was kept of one person, and leave the trail whole."""

from __future__ import annotations

import argparse

from enforcecore_core.audit.payloads import erase, existing_payloads
from enforcecore_core.cli.exits import CannotAsk, Exit
from enforcecore_core.cli.terminal import Terminal
from enforcecore_core.cli.trails import add_keys, keys_of, opened, opened_to_write
from enforcecore_core.escaping import shown

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME = "erase"
HELP = "destroy the payloads of one subject of an audit trail"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument(
        "subject", metavar="SUBJECT", help="the id of a principal, or of a session without one"
    )
    parser.add_argument("--trail", metavar="TRAIL", required=True, help="the trail's directory")
    add_keys(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would be destroyed")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Erase, and say what was destroyed. NO means that nothing is kept of that subject."""
    directory = opened(arguments.trail)
    keys = keys_of(arguments, directory)
    if not keys.is_dir():
        raise CannotAsk(f"there are no keys of payloads in {keys}", "name them: --payload-keys")
    payloads = existing_payloads(directory.path, keys)
    subject = shown(arguments.subject)
    if arguments.dry_run:
        key = payloads.keys.current(payloads.keys.pseudonym(arguments.subject))
        return _say(terminal, "would erase", None if key is None else payloads.count(key), subject)
    with opened_to_write(arguments.trail) as trail:
        erasure = erase(trail, payloads, arguments.subject)
    if erasure is not None:
        terminal.note("Backups of the keys and of other logs are not reached by this.")
    return _say(terminal, "erased", None if erasure is None else erasure.count, subject)


def _say(terminal: Terminal, what: str, count: int | None, subject: str) -> int:
    if count is None:
        terminal.say(f"nothing is kept of {subject}")
        return Exit.NO
    payloads = "1 payload" if count == 1 else f"{count} payloads"
    terminal.say(f"{what} {payloads} of {subject}")
    return Exit.YES
