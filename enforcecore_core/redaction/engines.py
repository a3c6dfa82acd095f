"""Which regex engine tells many gates apart: Rust's, one by one, or RE2, all in one look.

RE2 comes with the extra `fast`. It is given only gates that both engines read alike, and says only
which detectors are to look closer, so that what is found is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Literal

from enforcecore_core.errors import ConfigurationError

__all__ = ["Engine", "EngineChoice", "Lookup", "chosen_engine", "lookup"]

Engine = Literal["rust", "re2"]
EngineChoice = Literal["auto", "rust", "re2"]

Lookup = Callable[[str], Sequence[int] | None]
"""The places of the patterns that match in a text, or None when the engine cannot say."""

# For the states of one automaton. When they are more, RE2 forgets them, and begins again.
_STATES = 1 << 24
_ALWAYS = ""

# What means the same to both, in a text of any characters. Classes like `\\w` do not, and braces,
# sets in sets and the signs between them (`&&`) do not in places where they mean nothing to one.
_ESCAPED = r"\\(?:x[0-9A-Fa-f]{2}|x\{[0-9A-Fa-f]{1,6}\}|[^0-9A-Za-z\s<>]|[nrtfv])"
_PAIR = re.compile(r"\\.", re.DOTALL)
_CLASS = re.compile(r"\[(?:\\.|[^\\\[\]])+\]", re.DOTALL)
_WHITE_SPACE = r"\t-\r \x85\xA0\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}"
_IN_CLASS = rf"(?:{_ESCAPED}|(?!&&|--|~~)[^\\\[\]])"
_ALIKE = re.compile(
    rf"""(?:{_ESCAPED}
      | \[\^?{_IN_CLASS}{{1,256}}\]
      | \((?:\?i?:|(?!\?)) | \)
      | [*+?]\?? | \{{[0-9]{{1,3}}(?:,(?:[0-9]{{1,3}})?)?\}}\??
      | [^\\\[\](){{}}^$*+?]
    )*+""",
    re.VERBOSE,
)


def chosen_engine(choice: EngineChoice) -> Engine:
    """Return the engine for a choice: `auto` is RE2 where it is installed.

    Raises `ConfigurationError` that names the extra when RE2 is chosen and not installed.
    """
    if choice == "rust" or (choice == "auto" and not _has_re2()):
        return "rust"
    if not _has_re2():
        raise ConfigurationError(
            'The engine re2 needs the package google-re2. Run: pip install "enforcecore-core[fast]"'
        )
    return "re2"


def lookup(patterns: Sequence[str]) -> tuple[Lookup, frozenset[int]]:
    """Return what tells these patterns apart with RE2, and the places of those it was given.

    The patterns are in Rust's dialect. Those that are not given to RE2 are for Rust's engine.
    """
    spelled = [_in_re2(pattern) for pattern in patterns]
    places = [place for place, pattern in enumerate(spelled) if pattern is not None]
    match, taken = _matcher(tuple(spelled[place] or "" for place in places))
    given = [place for place, is_taken in zip(places, taken, strict=True) if is_taken]

    def asked(text: str) -> Sequence[int] | None:
        found = match(text)
        # Without the one that always matches, it ran out of memory: that is no answer.
        if not found or len(given) not in found:
            return None
        return [given[place] for place in found if place < len(given)]

    return asked, frozenset(given)


def _in_re2(pattern: str) -> str | None:
    """The pattern for RE2, or None when it may read it in another way."""
    # Without Unicode, case folding finds less. In a gate, it may find more.
    pattern = pattern.replace("(?i-u:", "(?i:")
    pattern = _CLASS.sub(lambda found: _PAIR.sub(_spelled_out, found[0]), pattern)
    return pattern if _ALIKE.fullmatch(pattern) else None


def _spelled_out(pair: re.Match[str]) -> str:
    """White space, which is ASCII's to RE2 and Unicode's to Rust, by its characters."""
    return _WHITE_SPACE if pair[0] == r"\s" else pair[0]


@lru_cache(maxsize=64)
def _matcher(patterns: tuple[str, ...]) -> tuple[Callable[[str], list[int] | None], list[bool]]:
    import re2  # noqa: PLC0415 - an extra

    options = re2.Options()
    options.max_mem = _STATES
    options.log_errors = False
    together = re2.Set.SearchSet(options)

    def is_taken(pattern: str) -> bool:
        try:
            together.Add(pattern)
        except re2.error:
            return False
        return True

    taken = [is_taken(pattern) for pattern in patterns]
    together.Add(_ALWAYS)
    try:
        together.Compile()
    except re2.error:
        # More than may be kept. What was compiled in part finds nothing.
        return lambda _: None, taken
    return together.Match, taken


def _has_re2() -> bool:
    try:
        module = import_module("re2")
    except ImportError:
        return False
    # Other packages have a module of this name.
    return hasattr(module, "Set")
