"""`enforcecore export`: the entries of a trail for other programs, one row for each call."""

from __future__ import annotations

import argparse
import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from enforcecore_core.audit.directory import TrailDirectory
from enforcecore_core.audit.export import COLUMNS, as_json, as_ocsf, csv_line, joined
from enforcecore_core.audit.provable import provable_entries
from enforcecore_core.cli.entry_filters import add_filters, matcher
from enforcecore_core.cli.exits import CannotAsk, Exit
from enforcecore_core.cli.progress import Progress
from enforcecore_core.cli.terminal import Terminal
from enforcecore_core.cli.trails import opened

__all__ = ["HELP", "NAME", "add_arguments", "run"]

NAME = "export"
HELP = "write the entries of an audit trail as JSON lines, CSV or OCSF events"

Row = Callable[[dict[str, object]], str]

_BATCH = 256


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("trail", metavar="TRAIL", help="the trail's directory")
    parser.add_argument(
        "--format",
        choices=["jsonl", "csv", "ocsf"],
        required=True,
        help="JSON lines, CSV, or JSON lines of OCSF API Activity events",
    )
    parser.add_argument(
        "--out", metavar="FILE", help="write to a file, which is whole or not there at all"
    )
    add_filters(parser)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Write a row for each entry, and say how many there were."""
    directory = opened(arguments.trail)
    rows = _rows(arguments, directory, terminal)
    if arguments.out is None:
        for batch in _batches(rows):
            terminal.write(batch)
        return Exit.YES
    out = Path(arguments.out)
    _refuse_inside(out, directory)
    try:
        _write_whole(out, _batches(rows))
    except OSError as error:
        raise CannotAsk(f"{out} cannot be written: {error.strerror}") from error
    terminal.note(f"wrote {out}")
    return Exit.YES


def _rows(
    arguments: argparse.Namespace, directory: TrailDirectory, terminal: Terminal
) -> Iterator[str]:
    meant, progress = matcher(arguments), Progress(terminal, "entries")
    log = directory.log_id()
    if arguments.format == "csv":
        yield csv_line(COLUMNS)
    spelled = _spelling(arguments.format)
    for number, one in enumerate(provable_entries(directory.path)):
        progress(number)
        if meant(one.entry):
            yield spelled(joined(one, log))


def _spelling(name: str) -> Row:
    if name == "csv":
        return csv_line
    if name == "ocsf":
        product = version("enforcecore-core")
        return lambda row: as_json(as_ocsf(row, product))
    return as_json


def _batches(rows: Iterator[str]) -> Iterator[str]:
    # One write for many rows, and never more than a few hundred of them in memory.
    while batch := "".join(islice(rows, _BATCH)):
        yield batch


def _refuse_inside(out: Path, directory: TrailDirectory) -> None:
    if out.resolve().is_relative_to(directory.path):
        raise CannotAsk("an export has no place inside the trail", "name a file elsewhere")


def _write_whole(out: Path, batches: Iterator[str]) -> None:
    """Write a file that appears under its name when all of it is on disk. Its mode is 0600."""
    descriptor, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name[:64]}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.writelines(batches)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(out)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
