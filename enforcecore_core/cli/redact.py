"""`enforcecore redact`: take personal data and secrets out of files, or say where they are."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from enforcecore_core.cli.exits import CannotAsk, Exit
from enforcecore_core.cli.redaction_inputs import (
    Finding,
    Input,
    JsonInput,
    JsonLinesInput,
    NotJson,
    TextInput,
    is_json,
)
from enforcecore_core.cli.redaction_options import add_redaction_options, chosen_redactor
from enforcecore_core.cli.terminal import Terminal
from enforcecore_core.redaction import NotInspectable

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME = "redact"
HELP = "take personal data and secrets out of files, or say where they are"

_STANDARD_INPUT = "-"
_INPUTS: dict[str, type[Input]] = {
    "text": TextInput,
    "json": JsonInput,
    "jsonl": JsonLinesInput,
}
_BY_ENDING = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        help="files to read, - for standard input (which is the default)",
    )
    add_redaction_options(parser)
    parser.add_argument(
        "--format",
        choices=["auto", *_INPUTS],
        default="auto",
        help="what the files are; auto (the default) goes by their names' ends, and by what "
        "standard input has in it",
    )
    parser.add_argument("--encoding", default="utf-8", help="of the files (default: utf-8)")
    answers = parser.add_mutually_exclusive_group()
    answers.add_argument(
        "--explain", action="store_true", help="say what is where, and do not print the files"
    )
    answers.add_argument(
        "--check", action="store_true", help="as --explain, and answer 1 if there is anything"
    )
    parser.add_argument("--json", action="store_true", help="explain in JSON lines")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Redact every file, or explain what is in it, and return the exit code."""
    explains = arguments.explain or arguments.check
    if arguments.json and not explains:
        raise CannotAsk("--json says how to explain", "add --explain or --check")
    redactor = chosen_redactor(arguments, in_style=not explains)
    found = 0
    for name in arguments.files or [_STANDARD_INPUT]:
        kind, pieces = _kind_of(name, arguments.format, _opened(name, arguments.encoding))
        read = _INPUTS[kind](pieces, redactor)
        with _refusals_of(name):
            if not explains:
                for piece in read.redacted():
                    terminal.write(piece)
                continue
            for finding in read.findings():
                found += 1
                _explain(name, finding, terminal, as_json=arguments.json)
    if explains and not arguments.json:
        terminal.note(f"{found} {'match' if found == 1 else 'matches'}")
    return Exit.NO if arguments.check and found else Exit.YES


def _kind_of(name: str, stated: str, pieces: Iterator[str]) -> tuple[str, Iterator[str]]:
    """What a file is, and its text in pieces. Standard input has no name to go by."""
    if stated != "auto":
        return stated, pieces
    if name != _STANDARD_INPUT:
        return _BY_ENDING.get(Path(name).suffix.lower(), "text"), pieces
    first = next(pieces, "")
    if not first.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return "text", chain([first], pieces)
    text = first + "".join(pieces)
    if is_json(text):
        return "json", iter([text])
    lines = (line for line in text.split("\n") if line.strip())
    return "jsonl" if all(map(is_json, lines)) else "text", iter([text])


def _opened(name: str, encoding: str) -> Iterator[str]:
    """Yield the text of a file in pieces."""
    try:
        if name == _STANDARD_INPUT:
            if sys.stdin is None:
                raise CannotAsk("there is no standard input")
            yield from _pieces(sys.stdin.fileno(), encoding, close=False)
        else:
            yield from _pieces(name, encoding, close=True)
    except UnicodeError:
        raise CannotAsk(f"{_shown(name)} is not {encoding}", "--encoding names another") from None
    except LookupError:
        raise CannotAsk(f"there is no encoding {encoding!r}") from None


def _pieces(source: str | int, encoding: str, *, close: bool) -> Iterator[str]:
    with open(source, encoding=encoding, newline="", closefd=close) as file:
        while piece := file.read(1 << 16):
            yield piece


@contextmanager
def _refusals_of(name: str) -> Iterator[None]:
    try:
        yield
    except NotJson as refusal:
        hint = "--format text reads it as it is"
        raise CannotAsk(f"{_shown(name)}: {refusal}", hint) from None
    except NotInspectable as refusal:
        raise CannotAsk(f"{_shown(name)} cannot be redacted: {refusal}") from None


def _explain(name: str, finding: Finding, terminal: Terminal, *, as_json: bool) -> None:
    if as_json:
        terminal.write(finding.as_json(_shown(name)) + "\n")
        return
    terminal.say(f"{_shown(name)}:{finding.place}  {finding.kind}  {finding.detector}")


def _shown(name: str) -> str:
    return "standard input" if name == _STANDARD_INPUT else name
