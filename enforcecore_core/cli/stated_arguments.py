"""The arguments of a tool call as a shell states them: `amount=60`, JSON, or a file of JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from enforcecore_core.cli.exits import CannotAsk

__all__ = ["read_arguments", "read_principal"]

_EXAMPLE = "amount=60"


def read_arguments(pairs: Iterable[str], stated_json: str | None) -> dict[str, object]:
    """Return the arguments that `name=value` pairs and `--args-json` state together.

    A value that is JSON is what JSON says; any other is a text. Raises `CannotAsk` for what could
    be read in two ways, as an argument stated twice.
    """
    arguments = {} if stated_json is None else _mapping(_content(stated_json), "--args-json")
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not name or not equals:
            raise CannotAsk(f"{pair!r} is no argument", f"write name=value, as in {_EXAMPLE}")
        if name in arguments:
            raise CannotAsk(f"the argument {name!r} is stated twice")
        arguments[name] = _value(value)
    return arguments


def read_principal(stated: str | None) -> str | dict[str, object] | None:
    """Return who calls: a name, or a mapping when it is stated as a JSON object."""
    if stated is None or not stated.startswith("{"):
        return stated
    return _mapping(stated, "--principal")


def _content(stated: str) -> str:
    if stated == "@-":
        return sys.stdin.read()
    if not stated.startswith("@"):
        return stated
    try:
        return Path(stated[1:]).read_text("utf-8")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise CannotAsk(f"{stated[1:]} cannot be read: {why}") from error


def _mapping(text: str, option: str) -> dict[str, object]:
    # What the JSON says stays out of the messages: it may be a secret.
    try:
        value = _json(text)
    except json.JSONDecodeError as error:
        raise CannotAsk(
            f"{option} is no JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except (ValueError, RecursionError) as error:
        raise CannotAsk(f"{option} cannot be read: {_why(error)}") from None
    if not isinstance(value, dict):
        raise CannotAsk(f"{option} has to be a JSON object of names and values")
    return value


def _value(text: str) -> object:
    try:
        return _json(text)
    except _StatedTwice as error:
        raise CannotAsk(f"an argument cannot be read: {error}") from None
    except (ValueError, RecursionError):
        return text


class _StatedTwice(ValueError):
    """A name that stands twice in one JSON object."""


def _json(text: str) -> object:
    return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _StatedTwice("a name stands twice in one object")
    return found


def _no_number(_constant: str) -> NoReturn:
    # JSON has no NaN and no Infinity; Python would read them.
    raise ValueError("NaN and Infinity are no JSON")


def _why(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
