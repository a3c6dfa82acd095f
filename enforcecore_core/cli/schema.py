"""`enforcecore schema`: what may stand in a file, for editors."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from enforcecore_core.cli.exits import CannotAsk, Exit
from enforcecore_core.cli.terminal import Terminal
from enforcecore_core.policy.schema import policy_schema
from enforcecore_core.rehearsal.schema import policy_test_schema

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME = "schema"
HELP = "print the JSON Schema of policies or of policy tests"

_SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "policy": policy_schema,
    "policy-test": policy_test_schema,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("what", choices=sorted(_SCHEMAS), help="which files it is for")
    parser.add_argument("--out", metavar="FILE", help="write it to a file")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Print or write the schema."""
    text = json.dumps(_SCHEMAS[arguments.what](), indent=2) + "\n"
    if arguments.out is None:
        terminal.write(text)
        return Exit.YES
    try:
        Path(arguments.out).write_text(text, encoding="utf-8")
    except OSError as error:
        raise CannotAsk(f"{arguments.out} cannot be written: {error.strerror}") from error
    terminal.note(f"wrote {arguments.out}")
    return Exit.YES
