"""Regular expressions that take time proportional to the text, whatever the pattern and the text.

They run on the Rust engine that pydantic-core carries, which never goes back in the text. It knows
neither look-around nor backreferences; see https://docs.rs/regex for its syntax.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from pydantic_core import SchemaError, SchemaValidator, core_schema

from enforcecore_core.errors import EnforceCoreError

__all__ = ["LONGEST_PATTERN", "UnusablePattern", "compile_pattern"]

LONGEST_PATTERN = 1000

# The engine refuses what compiles to more than 10 MiB. A pattern has to fit in so many times.
_COPIES = 16
# Without counted repetitions, a pattern this short cannot compile to anything large.
_SHORT = 64

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


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """Return a function that tells whether the whole of a text matches, or raise UnusablePattern.

    A text with half a surrogate pair in it raises UnicodeEncodeError.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise UnusablePattern(f"a pattern has at most {LONGEST_PATTERN} characters", "split it")
    # Alone first: 'a)|(?:b' would be a pattern between the parentheses, but another one.
    _compiled(pattern)
    if "{" in pattern or len(pattern) > _SHORT:
        _compiled(f"(?:{pattern}){{{_COPIES}}}")
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
        raise UnusablePattern("this pattern is too large", "repeat less in it")
    problem = reason.rsplit("error: ", 1)[-1].strip()
    hint = next((hint for sign, hint in _INSTEAD if sign in problem), _OTHERWISE)
    raise UnusablePattern(f"this pattern does not work: {problem}", hint)
