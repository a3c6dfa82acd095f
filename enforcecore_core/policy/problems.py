"""What can be wrong with a policy: every code, in one place, and the words that go with it."""

from __future__ import annotations

from difflib import get_close_matches
from enum import Enum
from typing import NamedTuple

from enforcecore_core.decision.misfits import MISFIT_CODE
from enforcecore_core.errors import PolicyError

__all__ = ["Place", "Problem", "Reporter", "guess"]


class Problem(Enum):
    """The codes of PolicyError. Each has a page in `docs/errors/`; none is ever used again."""

    UNREADABLE = "EC-P001"
    SYNTAX = "EC-P002"
    UNKNOWN_KEY = "EC-P003"
    DUPLICATE_KEY = "EC-P004"
    MISSING_KEY = "EC-P005"
    WRONG_TYPE = "EC-P006"
    WRONG_VALUE = "EC-P007"
    EMPTY = "EC-P008"
    AMBIGUOUS = "EC-P009"
    TOO_BIG = "EC-P010"
    TOO_DEEP = "EC-P011"
    ENCODING = "EC-P012"
    CHARACTER = "EC-P013"
    SEVERAL_DOCUMENTS = "EC-P014"
    YAML_FEATURE = "EC-P015"
    TOOL_NAME = "EC-P016"
    ARGUMENT_NAME = "EC-P017"
    RULE_ID = "EC-P018"
    CONTRADICTION = "EC-P019"
    PATH = "EC-P020"
    DESTINATION = "EC-P021"
    QUANTITY = "EC-P022"
    VERSION = "EC-P023"
    EXPRESSION = "EC-P024"
    PATTERN = "EC-P025"
    PARENT = "EC-P026"
    TOOL_SCHEMA = MISFIT_CODE


class Place(NamedTuple):
    """Where something stands in a file. Both count from 1; columns count characters."""

    line: int
    column: int


class Reporter:
    """Makes the PolicyErrors of one file. `subject` is what the file is, in their words."""

    def __init__(self, file: str, subject: str = "policy") -> None:
        self.file = file
        self.subject = subject

    def error(
        self, problem: Problem, message: str, place: Place | None = None, hint: str | None = None
    ) -> PolicyError:
        """Return the error for the caller to raise."""
        line, column = place or (None, None)
        return PolicyError(
            message, file=self.file, code=problem.value, line=line, column=column, hint=hint
        )


# What other policy languages call it.
_ELSEWHERE: dict[str, str] = {
    "all": "all_of",
    "allowed": "allow",
    "and": "all_of",
    "any": "any_of",
    "arguments": "args",
    "array": "list",
    "bool": "truth",
    "boolean": "truth",
    "condition": "when",
    "deny": "block",
    "denied": "block",
    "dict": "mapping",
    "eq": "equals",
    "exists": "present",
    "expr": "when",
    "float": "number",
    "forbid": "block",
    "glob": "like",
    "gt": "more_than",
    "gte": "at_least",
    "hosts": "host",
    "if": "when",
    "int": "number",
    "integer": "number",
    "lt": "less_than",
    "lte": "at_most",
    "max": "at_most",
    "min": "at_least",
    "ne": "not_in",
    "none": "null",
    "object": "mapping",
    "or": "any_of",
    "params": "args",
    "path": "under",
    "permit": "allow",
    "pattern": "matches",
    "ports": "port",
    "prefix": "starts_with",
    "regex": "matches",
    "rules": "tools",
    "str": "text",
    "string": "text",
    "suffix": "ends_with",
}


def guess(word: str, known: list[str]) -> str:
    """Return a hint at the known word that was probably meant, or at all that are known."""
    elsewhere = _ELSEWHERE.get(word.lower(), "")
    folded = {one.lower(): one for one in known}
    close = [folded[one] for one in get_close_matches(word.lower(), folded, n=1)]
    if elsewhere in known:
        close = [elsewhere]
    if close:
        return f"did you mean {close[0]!r}?"
    return "what can stand here: " + ", ".join(known)
