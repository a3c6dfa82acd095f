"""What all commands share: choosing one, its options, and what becomes of an error."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.util
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn, Protocol, TextIO, cast

from enforcecore_core.cli.exits import CannotAsk, Exit, OutputLost, table_of_exits
from enforcecore_core.cli.terminal import Terminal, open_terminal
from enforcecore_core.errors import EnforceCoreError

__all__ = ["Command", "main"]

_PROGRAM = "enforcecore"
_DISTRIBUTION = "enforcecore-core"
_DESCRIPTION = "Ask a policy what it decides, and an audit trail what happened."
_COMMANDS = (
    "lint",
    "check",
    "test",
    "verify",
    "show",
    "export",
    "erase",
    "prune",
    "proof",
    "keygen",
    "witness",
    "redact",
    "detectors",
    "schema",
)


class Command(Protocol):
    """A module of a command. `-v`, `-q` and `--color` are there already, for each of them."""

    NAME: str
    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own arguments."""

    def run(self, arguments: argparse.Namespace, terminal: Terminal) -> int:
        """Answer, and return the exit code."""


class _HelpWanted(Exception):
    """Carries the text of a `--help`."""


class _Parser(argparse.ArgumentParser):
    """A parser that leaves printing and exiting to the frame, and takes no abbreviations."""

    def __init__(
        self, prog: str, description: str, *, usage: str | None = None, epilog: str | None = None
    ) -> None:
        super().__init__(
            prog,
            usage,
            description,
            epilog,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        shared = self.add_argument_group("options of every command")
        shared.add_argument(
            "-v",
            "--verbose",
            action="store_true",
            default=argparse.SUPPRESS,
            help="say more, and print the traceback of a fault",
        )
        shared.add_argument(
            "-q",
            "--quiet",
            action="store_true",
            default=argparse.SUPPRESS,
            help="no progress and no hints on standard error",
        )
        shared.add_argument(
            "--color",
            choices=["auto", "always", "never"],
            default=argparse.SUPPRESS,
            help="colour the output; auto (the default) does it on a terminal",
        )

    def print_help(self, file: object = None) -> NoReturn:  # noqa: ARG002 - argparse's signature
        raise _HelpWanted(self.format_help())

    def error(self, message: str) -> NoReturn:
        raise CannotAsk(message, f"{self.prog} --help")


class _FirstParser(_Parser):
    """Reads what stands before and including the command's name."""

    def __init__(self) -> None:
        super().__init__(_PROGRAM, _DESCRIPTION, usage=f"{_PROGRAM} [options] COMMAND ...")
        self.add_argument("--version", action="store_true", help="print the version")
        self.add_argument("command", nargs="?", help=argparse.SUPPRESS)
        self.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)

    def format_help(self) -> str:
        commands = (_command(name) for name in _offered())
        lines = (f"  {command.NAME:<9} {command.HELP}" for command in commands)
        self.epilog = "\n".join(["commands:", *lines, "", table_of_exits()])
        return super().format_help()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. `arguments` default to those of the process."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    out, err, environment = sys.stdout, sys.stderr, os.environ
    terminal, verbose = open_terminal(out, err, environment), _debugging(environment)
    try:
        options = argparse.Namespace(verbose=False, quiet=False, color="auto")
        command = _chosen(words, options)
        verbose = verbose or options.verbose
        terminal = open_terminal(out, err, environment, colour=options.color, quiet=options.quiet)
        return _answered(command, options, terminal)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        _forget(out)
        return Exit.BROKEN_PIPE
    except OutputLost as error:
        _forget(out)
        return _could_not_ask(error, terminal)
    except (EnforceCoreError, OSError) as error:
        return _could_not_ask(error, terminal)
    except Exception as error:  # noqa: BLE001 - here a fault of ours becomes an exit code
        return _fault(error, terminal, traced=verbose)


def _chosen(words: Sequence[str], options: argparse.Namespace) -> Command | str:
    """Return the command to run, with its options read, or a text to print instead."""
    try:
        _FirstParser().parse_args(words, options)
        if options.version:
            return f"{_PROGRAM} {version(_DISTRIBUTION)}\n"
        if options.command is None:
            raise CannotAsk("which command?", f"{_PROGRAM} --help")
        if options.command not in _offered():
            # The policy language is much to load, and most commands do without.
            from enforcecore_core.policy.problems import guess  # noqa: PLC0415

            hint = guess(options.command, _offered())
            raise CannotAsk(f"there is no command {options.command!r}", hint)
        command = _command(options.command)
        parser = _Parser(f"{_PROGRAM} {command.NAME}", command.HELP, epilog=table_of_exits())
        command.add_arguments(parser)
        parser.parse_intermixed_args(options.rest, options)
    except _HelpWanted as wanted:
        return str(wanted)
    return command


def _answered(command: Command | str, options: argparse.Namespace, terminal: Terminal) -> int:
    if isinstance(command, str):
        terminal.write(command)
        return Exit.YES
    return command.run(options, terminal)


def _offered() -> list[str]:
    return [name for name in _COMMANDS if importlib.util.find_spec(_module(name))]


def _command(name: str) -> Command:
    return cast("Command", importlib.import_module(_module(name)))


def _module(name: str) -> str:
    return f"enforcecore_core.cli.{name}"


def _debugging(environment: Mapping[str, str]) -> bool:
    return bool(environment.get("ENFORCECORE_DEBUG"))


def _could_not_ask(error: Exception, terminal: Terminal) -> int:
    match error:
        case CannotAsk():
            terminal.fail(str(error), error.hint)
        case OSError(strerror=str(), filename=str()):
            terminal.fail(f"{error.filename}: {error.strerror}")
        case _:
            terminal.fail(str(error))
    return Exit.CANNOT_ASK


def _fault(error: Exception, terminal: Terminal, *, traced: bool) -> int:
    # The error's own text may hold an argument's value, so it is printed on request alone.
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}:{last.lineno}"
    terminal.fail(
        f"a fault of EnforceCore itself: {type(error).__name__} at {place}",
        None if traced else "please report it, with what -v or ENFORCECORE_DEBUG=1 prints",
    )
    if traced:
        terminal.trace(traceback.format_exception(error))
    return Exit.FAULT


def _forget(out: TextIO | None) -> None:
    """Keep the interpreter from failing once more when it flushes a stream that is gone."""
    if out is None:
        return
    with contextlib.suppress(OSError, ValueError):
        descriptor = os.open(os.devnull, os.O_WRONLY)
        os.dup2(descriptor, out.fileno())
        os.close(descriptor)
