"""Regular expressions that take time proportional to the text, whatever the pattern and the text.

They run on the Rust engine that pydantic-core carries, which never goes back in the text. It knows
neither look-around nor backreferences; see https://docs.rs/regex for its syntax.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from pydantic_core import SchemaError, SchemaValidator, core_schema

from enforcecore_core.errors import EnforceCoreError

__all__ = [
    "HEAVIEST_PATTERN",
    "LONGEST_PATTERN",
    "UnusablePattern",
    "compile_pattern",
    "weight_of",
]

LONGEST_PATTERN = 1000
# Some 200 repeated `\w`: a tenth of a second to compile.
HEAVIEST_PATTERN = 80_000

# In about microseconds, as are the weights of what one character of a text is compared with.
_AT_LEAST = 500
_CASELESS = 3
_WITHOUT_CASE = re.compile(r"\(\?[a-zA-Z]*i")

_TOKEN = re.compile(
    r"""
      (?P<large> \\[pP] (?: \{[^}]*\} )? | \\[wW] )
    | (?P<opens> [(\[] )
    | (?P<closes> [)\]] )
    | \{ (?P<least> [0-9]+ ) (?: , (?P<most> [0-9]* ) )? \}
    | (?P<small> \\[dDsS] | [.] )
    | (?P<sign> [*+?|^$] )
    | (?P<other> \\? . )
    """,
    re.VERBOSE | re.DOTALL,
)
_WEIGHTS = {"large": 400, "small": 20, "other": 1}

_INSTEAD: tuple[tuple[str, str], ...] = (
    (
        "look-around",
        "there is no look-around: state a second condition beside it, or one under 'not'",
    ),
    ("backreferences", "there are no backreferences: write the alternatives out"),
    ("unrecognized escape", "write a backslash before signs alone; '\\z' is the end of the text"),
    ("unrecognized flag", "a group is (...), (?:...) or (?P<name>...), a flag one of i, m, s, x"),
    ("invalid UTF-8", "a pattern matches characters, not bytes: leave out (?-u)"),
)
_OTHERWISE = "a pattern has the syntax of Rust's regex crate"


class UnusablePattern(EnforceCoreError):
    """A pattern that the engine does not take. `hint` says what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def weight_of(pattern: str) -> int:
    """Return about how many microseconds a pattern takes to compile, without compiling it.

    What stands in brackets counts as if it stood there in a row, which is more than it costs.
    """
    groups, last = [0], 0
    for token in _TOKEN.finditer(pattern):
        kind = token.lastgroup
        if kind == "opens":
            groups.append(0)
        elif kind == "closes" and len(groups) > 1:
            last = groups.pop()
            groups[-1] += last
        elif kind in _WEIGHTS:
            last = _WEIGHTS[kind]
            groups[-1] += last
        elif token["least"]:
            times = max(int(token["least"]), int(token["most"] or 0))
            groups[-1] += last * max(times - 1, 0)
            last *= times
    return _AT_LEAST + sum(groups) * (_CASELESS if _WITHOUT_CASE.search(pattern) else 1)


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """Return a function that tells whether the whole of a text matches, or raise UnusablePattern.

    A text with half a surrogate pair in it raises UnicodeEncodeError.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise UnusablePattern(f"a pattern has at most {LONGEST_PATTERN} characters", "split it")
    if weight_of(pattern) > HEAVIEST_PATTERN:
        raise _too_large()
    # Alone first: 'a)|(?:b' would be a pattern between the parentheses, but another one.
    _compiled(pattern)
    whole = _compiled(rf"\A(?:{pattern})\z").isinstance_python

    def is_match(text: str) -> bool:
        if whole(text):
            return True
        # The engine works on UTF-8. What has no such form it takes for no text, and says no.
        if not text.isascii():
            text.encode()
        return False

    return is_match


def _compiled(pattern: str) -> SchemaValidator:
    try:
        return SchemaValidator(core_schema.str_schema(pattern=pattern, regex_engine="rust-regex"))
    except SchemaError as error:
        reason = str(error)
    if "size limit" in reason:
        raise _too_large()
    problem = reason.rsplit("error: ", 1)[-1].strip()
    hint = next((hint for sign, hint in _INSTEAD if sign in problem), _OTHERWISE)
    raise UnusablePattern(f"this pattern does not work: {problem}", hint)


def _too_large() -> UnusablePattern:
    return UnusablePattern("this pattern is too large", "repeat less in it")
