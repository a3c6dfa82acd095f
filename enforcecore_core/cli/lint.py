"""`enforcecore lint`: find what a policy says that its author probably does not mean."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

from enforcecore_core.cli.exits import CannotAsk, Exit
from enforcecore_core.cli.formats import FORMATS
from enforcecore_core.cli.terminal import Terminal
from enforcecore_core.errors import PolicyError
from enforcecore_core.policy.linting import LintFinding, lint

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME = "lint"
HELP = "find mistakes in policies"

_DEFAULT = "policy.yaml"
_TOOLS_HINT = "it is a JSON object of tool names and schemas, or the answer to MCP's tools/list"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument(
        "files", metavar="FILE", nargs="*", help=f"policies (default: {_DEFAULT} here)"
    )
    parser.add_argument("--tools", metavar="FILE", help="the JSON schemas of all tools")
    parser.add_argument(
        "--output-format", choices=list(FORMATS), default="text", help="default: text"
    )
    parser.add_argument("--exit-zero", action="store_true", help="answer 0 also with findings")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Lint every file, show what was found, and return the exit code."""
    tools = None if arguments.tools is None else _tools(arguments.tools)
    files = arguments.files or [_DEFAULT]
    findings: list[LintFinding] = []
    unread: list[PolicyError] = []
    for file in files:
        try:
            findings += lint(file, tools=tools)
        except PolicyError as refusal:
            unread.append(refusal)
    FORMATS[arguments.output_format](findings, len(files) - len(unread), terminal)
    for one in unread:
        terminal.fail(str(one))
    if unread:
        return Exit.CANNOT_ASK
    return Exit.NO if findings and not arguments.exit_zero else Exit.YES


def _tools(file: str) -> Mapping[str, Mapping[str, object]]:
    """Return the schema of each tool's arguments."""
    try:
        stated = json.loads(Path(file).read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise CannotAsk(f"{file} is not JSON: {error}", _TOOLS_HINT) from error
    if isinstance(stated, dict) and isinstance(stated.get("tools"), list):
        stated = stated["tools"]
    if isinstance(stated, list):
        if not all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in stated):
            raise CannotAsk(f"{file} does not name every tool", _TOOLS_HINT)
        stated = {one["name"]: one.get("inputSchema", {}) for one in stated}
    if not isinstance(stated, dict) or not all(isinstance(one, dict) for one in stated.values()):
        raise CannotAsk(f"{file} does not have the schemas of tools", _TOOLS_HINT)
    return stated
