"""`enforcecore keygen`: make a key that signs a trail."""

from __future__ import annotations

import argparse

from enforcecore_core.audit.signing import generate_key, generate_witness_key
from enforcecore_core.cli.exits import Exit
from enforcecore_core.cli.terminal import Terminal

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME = "keygen"
HELP = "make a key that signs a trail"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("path", metavar="PATH", help="the private key; PATH.pub is the public one")
    parser.add_argument("--name", help="what the key is called (default: enforcecore/<digits>)")
    parser.add_argument("--witness", action="store_true", help="make the key of a witness instead")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Write both files, and print the public key."""
    path = arguments.path
    generate = generate_witness_key if arguments.witness else generate_key
    key = generate(path, arguments.name)
    terminal.note(f"wrote {path}, which nobody else may read, and {path}.pub, to be given away")
    if not arguments.witness:
        terminal.note(f"to sign with it, set ENFORCECORE_SIGNING_KEY={path}")
    terminal.write(f"{key}\n")
    return Exit.YES
