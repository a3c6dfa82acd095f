"""The walk over one value: what has been seen, what is open, what was found, what is too much."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from enforcecore_core.redaction.inspection import Match, NotInspectable
from enforcecore_core.redaction.scanning import Scanner

__all__ = ["MAX_DEPTH", "MAX_NODES", "Walk"]

MAX_DEPTH = 64
MAX_NODES = 1_000_000

Rule = Callable[["Walk", Any, int], object]

_OPEN = (None, None)


class Walk:
    """One walk. `counts` holds the number of matches of each kind that it replaced."""

    __slots__ = ("_nodes", "_rule_for", "_seen", "counts", "scanner")

    def __init__(self, scanner: Scanner, rule_for: Callable[[type], Rule]) -> None:
        self.scanner = scanner
        self.counts: dict[str, int] = {}
        self._rule_for = rule_for
        # Objects by id, each kept alive with its result so that no id is used twice.
        self._seen: dict[int, tuple[object, object]] = {}
        self._nodes = 0

    def visit(self, value: object, depth: int) -> object:
        """The value without matches: itself when it holds none, else a copy of its type."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise NotInspectable(f"more than {MAX_NODES} values")
        return self._rule_for(type(value))(self, value, depth)

    def visit_all(self, values: Iterable[object], depth: int) -> tuple[list[object], bool]:
        """The values without matches, and whether any of them had one."""
        results: list[object] = []
        changed = False
        for value in values:
            result = self.visit(value, depth)
            changed |= result is not value
            results.append(result)
        return results, changed

    def inside(self, value: object, depth: int, rule: Rule) -> object:
        """Apply the rule of a container once, however often the container occurs."""
        known = self._seen.get(id(value))
        if known is _OPEN:
            raise NotInspectable("a value contains itself", type_name=type(value).__name__)
        if known is not None:
            return known[1]
        if depth >= MAX_DEPTH:
            raise NotInspectable(f"nested more than {MAX_DEPTH} deep")
        self._seen[id(value)] = _OPEN
        result = rule(self, value, depth + 1)
        self._seen[id(value)] = (value, result)
        return result

    def text(self, text: str) -> str:
        """The text without its matches, which are counted."""
        if self.scanner.is_clean(text):
            return text
        result, matches = self.scanner.redact(text)
        self.count(matches)
        return result

    def count(self, matches: Sequence[Match]) -> None:
        """Add the matches to the counts."""
        for match in matches:
            self.counts[match.kind] = self.counts.get(match.kind, 0) + 1
