"""Files to redact: text, a JSON document, or JSON lines."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

from enforcecore_core.cli.exits import CannotAsk
from enforcecore_core.redaction import Match, Redactor

__all__ = ["Finding", "Input", "JsonInput", "JsonLinesInput", "TextInput", "is_json"]

_NAMES = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One match. Lines and columns count from 1, `start` and `end` are offsets from 0.

    In JSON, `pointer` is the value that it is in (RFC 6901), with what matches in names hidden, and
    the offsets are those in the value's text or in its name.
    """

    kind: str
    detector: str
    start: int
    end: int
    line: int
    column: int
    pointer: str | None = None

    @property
    def place(self) -> str:
        """Where it is, for people."""
        if self.pointer is None:
            return f"{self.line}:{self.column}"
        return f"{self.line}:{self.pointer or '/'}:{self.column}"

    def as_json(self, file: str) -> str:
        """Return it as one line of JSON."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps({"file": file, **fields}, ensure_ascii=False)


class Input(ABC):
    """One file. It is read once, either to be redacted or for its findings."""

    def __init__(self, pieces: Iterator[str], redactor: Redactor) -> None:
        self._pieces = pieces
        self._redactor = redactor

    @abstractmethod
    def redacted(self) -> Iterator[str]:
        """Yield the file without its matches, in pieces."""

    @abstractmethod
    def findings(self) -> Iterator[Finding]:
        """Yield the matches in the order of the file."""


class TextInput(Input):
    """A text, of which never much is in memory while it is redacted."""

    def redacted(self) -> Iterator[str]:
        stream = self._redactor.stream()
        for piece in self._pieces:
            yield stream.feed(piece)
        yield stream.flush()

    def findings(self) -> Iterator[Finding]:
        text = "".join(self._pieces)
        line, begins = 1, 0
        for match in self._redactor.find(text):
            line += text.count("\n", begins, match.start)
            begins = text.rfind("\n", 0, match.start) + 1
            yield _finding(match, line, match.start - begins + 1)


class JsonInput(Input):
    """A JSON document, of which each value is redacted under its names."""

    def redacted(self) -> Iterator[str]:
        text = "".join(self._pieces)
        value = self._redactor.redact(_parsed(text, 1)).value
        indent = 2 if "\n" in text.strip() else None
        yield json.dumps(value, ensure_ascii=False, indent=indent) + "\n"

    def findings(self) -> Iterator[Finding]:
        yield from _found(self._redactor, _parsed("".join(self._pieces), 1), "", (), 1)


class JsonLinesInput(Input):
    """JSON lines, one by one."""

    def redacted(self) -> Iterator[str]:
        for number, line in self._lines():
            value = self._redactor.redact(_parsed(line, number)).value
            yield json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"

    def findings(self) -> Iterator[Finding]:
        for number, line in self._lines():
            yield from _found(self._redactor, _parsed(line, number), "", (), number)

    def _lines(self) -> Iterator[tuple[int, str]]:
        number, rest = 0, ""
        for piece in self._pieces:
            *lines, rest = (rest + piece).split("\n")
            for line in lines:
                number += 1
                if line.strip():
                    yield number, line
        if rest.strip():
            yield number + 1, rest


def is_json(text: str) -> bool:
    """Whether a text is one JSON document."""
    try:
        _parsed(text, 1)
    except CannotAsk:
        return False
    return True


def _finding(match: Match, line: int, column: int, pointer: str | None = None) -> Finding:
    return Finding(match.kind, match.detector, match.start, match.end, line, column, pointer)


def _parsed(text: str, line: int) -> object:
    try:
        return json.loads(text, parse_constant=_refuse, object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError) as error:
        at = line + getattr(error, "lineno", 1) - 1
        raise CannotAsk(f"line {at} is not JSON", "--format text reads it as it is") from None


def _refuse(_constant: str) -> object:
    raise ValueError


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # Of a key that is there twice, one would be lost.
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError
    return value


def _found(
    redactor: Redactor, value: object, pointer: str, names: tuple[str, ...], line: int
) -> Iterator[Finding]:
    if isinstance(value, dict):
        for key, content in value.items():
            named = redactor.hide(key).replace("~", "~0").replace("/", "~1")
            below = f"{pointer}/{named}"
            for match in redactor.find(key):
                yield _finding(match, line, match.start + 1, below)
            yield from _found(redactor, content, below, (*names, key)[-_NAMES:], line)
    elif isinstance(value, list):
        for index, content in enumerate(value):
            yield from _found(redactor, content, f"{pointer}/{index}", names, line)
    elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
        for match in redactor.find(str(value), " ".join(names)):
            yield _finding(match, line, match.start + 1, pointer)
