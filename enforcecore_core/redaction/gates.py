"""Saying fast that nothing can match: pydantic-core's linear-time regex engine before `re`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pydantic_core import SchemaValidator, core_schema

__all__ = ["Gate", "Gates", "compiled", "readable"]

Gate = Callable[[str], bool]

_BRANCHES = 8
_SURROGATE = re.compile("[\ud800-\udfff]")


def compiled(patterns: Sequence[str]) -> Gate:
    """Whether any of the patterns, in Rust's dialect, matches anywhere in a text."""
    if not patterns:
        return _never
    pattern = "|".join(f"(?:{pattern})" for pattern in patterns)
    schema = core_schema.str_schema(pattern=pattern, regex_engine="rust-regex", strict=True)
    return SchemaValidator(schema).isinstance_python


def readable(text: str) -> str:
    """The text for a gate: lone surrogates, which are no text to it, as another character."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


class Gates:
    """Many gates, asked together first, and one by one where something may match."""

    __slots__ = ("_branches", "_first", "_gate", "_patterns")

    def __init__(self, patterns: Sequence[str], first: int = 0) -> None:
        self._patterns = patterns
        self._first = first
        self._gate: Gate | None = None
        self._branches: list[Gates] | None = None

    def open(self, text: str) -> bool:
        """Whether any of them matches in the text, which must be readable."""
        if self._gate is None:
            self._gate = compiled(self._patterns)
        return self._gate(text)

    def which(self, text: str) -> Iterator[int]:
        """The places of those that match in the text, in order."""
        if not self.open(text):
            return
        if len(self._patterns) == 1:
            yield self._first
            return
        if self._branches is None:
            self._branches = self._split()
        for branch in self._branches:
            yield from branch.which(text)

    def _split(self) -> list[Gates]:
        size = max(1, -(-len(self._patterns) // _BRANCHES))
        return [
            Gates(self._patterns[start : start + size], self._first + start)
            for start in range(0, len(self._patterns), size)
        ]


def _never(text: str) -> bool:  # noqa: ARG001 - the gate of no patterns
    return False
