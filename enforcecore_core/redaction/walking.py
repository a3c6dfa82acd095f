"""The walk over one value: what has been seen, what is open, what was found, what is too much.

On the way down, the walk knows under which names a value stands. They are cues: nine digits under
`ssn` are a social security number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from itertools import chain, repeat
from typing import Any, Protocol

from enforcecore_core.redaction.inspection import Match, NotInspectable
from enforcecore_core.redaction.outer_names import (
    is_message,
    names_over,
    names_over_item,
    names_over_key,
    without_placeholders,
)
from enforcecore_core.redaction.scanning import Hiding, in_plain_words
from enforcecore_core.redaction.tables import UNHEADED, Heading, Names

__all__ = [
    "MAX_DEPTH",
    "MAX_NODES",
    "MOST_PARTS",
    "Finder",
    "Rewriter",
    "Walk",
    "are_names",
    "one_value",
]

MAX_DEPTH = 64
MAX_NODES = 1_000_000

Rule = Callable[["Walk", Any, int], object]

_OPEN = (None, None)
_MOST_PARTS = 64
# The groups of an IBAN.
MOST_PARTS = 9
_SHORTEST_WHOLE = 8
_LONGEST_WHOLE = 64
_LONGEST_PHRASE = 192


def _read(key: object) -> str:
    """What a key that is not plain text says; nothing if it is no name."""
    if isinstance(key, Enum):
        # One says it as `SSN = 1`, one as `A = "ssn"`.
        return f"{key._name_} {_read(key._value_)}"
    if isinstance(key, str):
        return str.__str__(key)
    if isinstance(key, bytes):
        return bytes.decode(key, "latin-1")
    if isinstance(key, tuple):
        parts = tuple.__getitem__(key, slice(_MOST_PARTS))
        return " ".join(_read(part) for part in parts if not isinstance(part, tuple))
    return ""


class Finder(Protocol):
    """What finds matches in a text."""

    def find(self, text: str, keys: str = "", /) -> list[Match]: ...


class Rewriter(Finder, Protocol):
    """What a walk does with each text: a scanner's work, or its opposite."""

    def is_clean(self, text: str, keys: str = "", /) -> bool: ...

    def redact(
        self, text: str, keys: str = "", hiding: Hiding = in_plain_words, /
    ) -> tuple[str, list[Match]]: ...

    def require_clean(self, text: str) -> None: ...


class Walk:
    """One walk. `found` holds what it replaced, `keys` the names under which it stands.

    While it `is_lenient`, what nobody can look into is passed over.
    """

    __slots__ = (
        "_heading",
        "_hiding",
        "_names",
        "_nodes",
        "_rule_for",
        "_seen",
        "found",
        "is_lenient",
        "keys",
        "scanner",
    )

    def __init__(
        self,
        scanner: Rewriter,
        rule_for: Callable[[type], Rule],
        hiding: Hiding = in_plain_words,
    ) -> None:
        self.scanner = scanner
        self.found: list[Match] = []
        self.is_lenient = False
        self.keys = ""
        self._heading = UNHEADED
        self._hiding = hiding
        self._names: tuple[str, ...] = ()
        self._rule_for = rule_for
        # Objects by id and names, each kept alive with its result so that no id is used twice.
        self._seen: dict[tuple[int, str, Heading, bool], tuple[object, object]] = {}
        self._nodes = 0

    def visit(self, value: object, depth: int) -> object:
        """The value without matches: itself when it holds none, else a copy of its type."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise NotInspectable(f"more than {MAX_NODES} values")
        return self._rule_for(type(value))(self, value, depth)

    def visit_under(self, name: object, value: object, depth: int) -> object:
        """As `visit`, for a value that stands under a name."""
        name = name if type(name) is str else _read(name)
        if not name:
            return self.visit(value, depth)
        return self._visit_under(names_over(self._names, name), value, depth)

    def visit_key(self, key: object, depth: int) -> object:
        """As `visit`, for a key of a mapping, or for names of columns."""
        if not self._names:
            return self.visit(key, depth)
        name = key if type(key) is str else _read(key)
        return self._visit_under(names_over_key(self._names, name), key, depth)

    def visit_item(self, item: object, depth: int) -> object:
        """As `visit`, for an item of a list."""
        # Most are no messages.
        if not self._names or type(item) is not str or " " not in item:
            return self.visit(item, depth)
        names = names_over_item(self._names, item)
        return self._visit_under(names, item, depth)

    def _visit_under(self, names: tuple[str, ...], value: object, depth: int) -> object:
        outer, outer_keys = self._names, self.keys
        self._names, self.keys = names, " ".join(names)
        try:
            return self.visit(value, depth)
        finally:
            self._names, self.keys = outer, outer_keys

    def visit_headed(self, name: object, value: object, depth: int, heading: Heading) -> object:
        """As `visit_under`, for a list or a tuple whose rule asks for its heading."""
        self._heading = heading
        try:
            return self.visit_under(name, value, depth)
        finally:
            self._heading = UNHEADED

    def heading(self) -> Heading:
        """What the value that is visited was given as its heading; given once."""
        heading, self._heading = self._heading, UNHEADED
        return heading

    def visit_all(
        self, values: Iterable[object], depth: int, names: Iterable[str] = ()
    ) -> tuple[list[object], bool]:
        """The values, under these names if any, without matches, and whether any had one."""
        results: list[object] = []
        changed = False
        for value, name in zip(values, chain(names, repeat("")), strict=False):
            result = self.visit_under(name, value, depth) if name else self.visit_item(value, depth)
            changed |= result is not value
            results.append(result)
        return results, changed

    def holds_match(self, name: str, value: object, depth: int) -> bool:
        """Whether something matches in what can be looked into of what stands under a name."""
        before, outer = len(self.found), self.is_lenient
        self.is_lenient = True
        try:
            self.visit_under(name, value, depth)
        finally:
            self.is_lenient = outer
        return len(self.found) > before

    def inside(self, value: object, depth: int, rule: Rule) -> object:
        """Apply the rule of a container once, however often it occurs under the same names."""
        place = id(value), self.keys, self._heading, self.is_lenient
        known = self._seen.get(place)
        if known is _OPEN:
            if self.is_lenient:
                return value
            raise NotInspectable("a value contains itself", type_name=type(value).__name__)
        if known is not None:
            return known[1]
        if depth >= MAX_DEPTH:
            raise NotInspectable(f"nested more than {MAX_DEPTH} deep")
        self._seen[place] = _OPEN
        try:
            result = rule(self, value, depth + 1)
        except NotInspectable:
            del self._seen[place]
            raise
        self._seen[place] = (value, result)
        return result

    def text(self, text: str) -> str:
        """The text without its matches, which are counted."""
        result, matches = self.scanner.redact(text, self.keys, self._hiding)
        self.found += matches
        return result

    def said(self, name: str) -> str:
        """What is left of a name when what matches in it is replaced."""
        return without_placeholders(self.scanner.redact(name, self.keys)[0])

    def are_names(self, cells: Names, under: str = "") -> bool:
        """Whether nothing of these cells is replaced, so that they may be names."""
        return are_names(self.scanner, cells, names_over(self._names, under))

    def are_columns(self, cells: Names, under: str = "") -> bool:
        """As `are_names`, for cells that are visited as keys."""
        return are_names(self.scanner, cells, names_over(names_over_key(self._names), under))

    def whole(self, parts: list[str]) -> str | None:
        """What stands for the parts of one value, or None when together they are none."""
        text = one_value(self.scanner, parts, self._names)
        if text is None:
            return None
        result, found = self.scanner.redact(text, self.keys, self._hiding)
        self.found += found
        return result


def are_names(finder: Finder, cells: Names, names: Names) -> bool:
    """Whether nothing of these cells is replaced under these names."""
    keys = " ".join(names)
    if any(finder.find(cell, keys) for cell in cells):
        return False
    return len(cells) > MOST_PARTS or one_value(finder, cells, names) is None


def one_value(finder: Finder, parts: Sequence[str], names: Names) -> str | None:
    """The parts as the one value that they are together, or None when they are none.

    Neither a message is part of one, nor what something was replaced in.
    """
    is_phrase = len(parts) > MOST_PARTS
    longest = _LONGEST_PHRASE if is_phrase else _LONGEST_WHOLE
    if not longest >= sum(map(len, parts)) >= _SHORTEST_WHOLE:
        return None
    if any(is_message(one, names) or without_placeholders(one) != one for one in parts):
        return None
    keys = " ".join(names)
    for separator in (" ",) if is_phrase else ("", " "):
        text = separator.join(parts)
        matches = finder.find(text, keys)
        if len(matches) == 1 and matches[0].end - matches[0].start == len(text):
            return text
    return None
