"""`enforcecore witness`: remember what logs said, and cosign what continues it."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from enforcecore_core.audit.keys import VerifierKey
from enforcecore_core.audit.signing import load_signer, read_keys
from enforcecore_core.audit.witnesses.server import WitnessServer
from enforcecore_core.audit.witnesses.states import WitnessState
from enforcecore_core.audit.witnesses.witness import Witness
from enforcecore_core.cli.exits import CannotAsk, Exit
from enforcecore_core.cli.terminal import Terminal

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME = "witness"
HELP = "cosign the checkpoints of other machines' trails"

_HIGHEST_PORT = 65535


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("--key", required=True, metavar="PATH", help="the witness's private key")
    parser.add_argument("--state", required=True, metavar="DIR", help="where it remembers")
    parser.add_argument(
        "--log",
        required=True,
        action="append",
        metavar="ORIGIN=KEY",
        help="a trail to cosign, with its public key or a file of keys; may be repeated",
    )
    parser.add_argument(
        "--listen",
        default="127.0.0.1:8090",
        metavar="HOST:PORT",
        help="where it is asked (default: 127.0.0.1:8090)",
    )


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Answer until the process is ended."""
    signer = load_signer(arguments.key)
    state = WitnessState(arguments.state, signer.vkey)
    witness = Witness(signer, _logs(arguments.log), state, clock=lambda: int(time.time()))
    with WitnessServer(_address(arguments.listen), witness, terminal.fail) as server:
        terminal.say(f"{signer.vkey} listens at {server.url}")
        server.serve_forever()
    return Exit.YES


def _logs(stated: Sequence[str]) -> dict[str, list[VerifierKey]]:
    logs: dict[str, list[VerifierKey]] = {}
    for one in stated:
        origin, equals, keys = one.partition("=")
        if not origin or not equals:
            raise CannotAsk(f"{one!r} is not a log and its key", "write ORIGIN=KEY")
        logs.setdefault(origin, []).extend(read_keys([keys]))
    return logs


def _address(stated: str) -> tuple[str, int]:
    host, _, port = stated.rpartition(":")
    if not host or not port.isdecimal() or int(port) > _HIGHEST_PORT:
        raise CannotAsk(f"{stated!r} is not an address", "write HOST:PORT, as 127.0.0.1:8090")
    return host, int(port)
