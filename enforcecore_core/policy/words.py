"""What single words of a policy must look like: names, ids, hosts, directories, quantities.

Each function takes what the file says, returns it (hosts and schemes in their one form) or raises
the error that `refuse` makes.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pydantic_core import PydanticCustomError

from enforcecore_core.decision.checks import described
from enforcecore_core.decision.destinations import UnreadableUrl, read_host
from enforcecore_core.decision.detector_words import (
    KIND_HINT,
    NAME_HINT,
    is_detector_name,
    is_kind,
    require_detector_pattern,
)
from enforcecore_core.decision.expressions import ExpressionError, caret, parse_expression
from enforcecore_core.decision.language import patterns_of
from enforcecore_core.decision.paths import unreadable_path
from enforcecore_core.decision.patterns import UnusablePattern, compile_pattern
from enforcecore_core.decision.plan import LONGEST_TOOL_NAME
from enforcecore_core.policy.problems import Problem
from enforcecore_core.policy.quantities import read_duration, read_size

__all__ = [
    "argument_name",
    "detector_name",
    "detector_pattern",
    "directory",
    "duration",
    "expression",
    "glob",
    "host",
    "kind",
    "language_version",
    "match_kind",
    "number",
    "parent",
    "pattern",
    "port",
    "refuse",
    "rule_id",
    "scalar",
    "scheme",
    "size",
    "style_key",
    "tool_pattern",
    "whole_argument",
]

_TOOL_PATTERN = re.compile(r"[A-Za-z0-9_.:/*?-]+")
_RULE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
_RESERVED_IDS = {"default", "engine"}
_ARGUMENT_STEP = re.compile(r"[^\x00-\x20\x7f.*?\[\]]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_HOST_HINT = (
    "write a host alone, as docs.example.com or 192.0.2.1; '*.example.com' is all that is below "
    "example.com; write other scripts as xn--"
)
_HIGHEST_PORT = 65535
_GLOB_SIGNS = re.compile(r"[\[\]{}\\]")


def refuse(
    problem: Problem, message: str, hint: str = "", *, offset: int = 0, excerpt: str = ""
) -> PydanticCustomError:
    """Return an error for a validator to raise. `problem` is its type.

    Of a text, `offset` is the place at fault in it, and `excerpt` shows it.
    """
    # The text goes in as a value: in a template, braces would be placeholders.
    context = {"message": message, "hint": hint, "offset": offset, "excerpt": excerpt}
    return PydanticCustomError(problem.value, "{message}", context)


def language_version(value: object) -> int:
    if type(value) is int and value == 1:
        return value
    raise refuse(
        Problem.VERSION,
        "this version of the policy language is not known",
        "write 'enforcecore: 1'",
    )


def number(value: object) -> int | float:
    if type(value) is int or type(value) is float:
        return value
    raise refuse(Problem.WRONG_TYPE, f"expected a number, found {described(value)}")


def scalar(value: object) -> object:
    if isinstance(value, (list, dict)):
        raise refuse(Problem.WRONG_TYPE, f"expected a single value, found {described(value)}")
    return value


def tool_pattern(name: str) -> str:
    if len(name) > LONGEST_TOOL_NAME or not _TOOL_PATTERN.fullmatch(name):
        raise refuse(
            Problem.TOOL_NAME,
            "this cannot be the name of a tool",
            "letters A to Z, digits, '_', '-', '.', ':' and '/' make a name, '*' and '?' a glob",
        )
    return name


def argument_name(name: str) -> str:
    if not all(_ARGUMENT_STEP.fullmatch(step) for step in name.split(".")):
        raise refuse(
            Problem.ARGUMENT_NAME,
            "this cannot be the name of an argument",
            "a dot reaches into a mapping (filter.owner), 'each' into a list; there are no globs",
        )
    return name


def whole_argument(name: str) -> str:
    if "." in name:
        raise refuse(Problem.ARGUMENT_NAME, "values are revealed in whole arguments alone")
    return argument_name(name)


def rule_id(name: str) -> str:
    if name in _RESERVED_IDS:
        raise refuse(Problem.RULE_ID, f"the id {name!r} is one of EnforceCore's own")
    if not _RULE_ID.fullmatch(name):
        raise refuse(
            Problem.RULE_ID,
            "this cannot be an id",
            "up to 64 letters A to Z, digits, '_', '-', '.' and ':' make one",
        )
    return name


def glob(pattern: str) -> str:
    if _GLOB_SIGNS.search(pattern):
        raise refuse(
            Problem.WRONG_VALUE,
            "brackets, braces and backslashes mean nothing in a glob",
            "only '*' and '?' do",
        )
    return pattern


def directory(path: str) -> str:
    problem = unreadable_path(path)
    if problem:
        raise refuse(Problem.PATH, problem, "write the directory out")
    return path


def parent(path: str) -> str:
    problem = unreadable_path(path)
    if problem is None and path.startswith("/"):
        problem = "the path is absolute"
    if problem:
        raise refuse(Problem.PARENT, problem, "name a file that lies beside this one, or below")
    return path


def host(pattern: str) -> str:
    name = pattern.removeprefix("*.")
    bare_ipv6 = name.count(":") > 1 and not name.startswith("[")
    try:
        read = read_host(f"[{name}]" if bare_ipv6 else name)
    except UnreadableUrl as error:
        raise refuse(Problem.DESTINATION, str(error), _HOST_HINT) from None
    if name == pattern:
        return read
    if read.startswith("[") or read[-1].isdigit():
        raise refuse(Problem.DESTINATION, "there is nothing below an address", _HOST_HINT)
    return f"*.{read}"


def port(value: object) -> int:
    if type(value) is int and 0 < value <= _HIGHEST_PORT:
        return value
    raise refuse(Problem.DESTINATION, "this is no port", f"a port is 1 to {_HIGHEST_PORT}")


def kind(value: object) -> object:
    # A plain null is no text in YAML, but here it can mean nothing else.
    return "null" if value is None else value


def pattern(stated: str) -> str:
    _usable(stated)
    return stated


def _usable(stated: str) -> Callable[[str], bool]:
    try:
        return compile_pattern(stated)
    except UnusablePattern as error:
        raise refuse(Problem.PATTERN, str(error), error.hint) from None


def detector_name(name: str) -> str:
    if not is_detector_name(name):
        raise refuse(Problem.WRONG_VALUE, "this cannot be the name of a detector", NAME_HINT)
    return name


def match_kind(kind: str) -> str:
    if not is_kind(kind):
        raise refuse(Problem.WRONG_VALUE, "this cannot be a kind", KIND_HINT)
    return kind


def style_key(kind: str) -> str:
    return kind if kind == "default" else match_kind(kind)


def detector_pattern(stated: str) -> str:
    try:
        require_detector_pattern(stated)
    except UnusablePattern as error:
        raise refuse(Problem.PATTERN, str(error), error.hint) from None
    return stated


def expression(stated: str) -> str:
    try:
        formula = parse_expression(stated)
    except ExpressionError as error:
        raise refuse(
            Problem.EXPRESSION,
            error.message,
            error.hint or "",
            offset=error.offset,
            excerpt=caret(stated, error.offset),
        ) from None
    for one in patterns_of(formula):
        pattern(one)
    return stated


def scheme(name: str) -> str:
    if not _SCHEME.fullmatch(name):
        raise refuse(Problem.DESTINATION, "this is no URL scheme", "write 'https', without '://'")
    return name.lower()


def duration(value: object) -> str:
    return _quantity(value, "duration", read_duration)


def size(value: object) -> str:
    return _quantity(value, "size", read_size)


def _quantity(value: object, what: str, read: Callable[[str], object]) -> str:
    text = str(value)
    try:
        read(text)
    except ValueError as error:
        raise refuse(Problem.QUANTITY, f"this is not a {what}", str(error)) from None
    return text
