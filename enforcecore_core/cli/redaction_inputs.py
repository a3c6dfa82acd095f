"""Files to redact: text, a JSON document, or JSON lines."""

from __future__ import annotations

import json
import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any, NamedTuple

from enforcecore_core.errors import EnforceCoreError
from enforcecore_core.redaction import Match, Redactor
from enforcecore_core.redaction.command_lines import names_of_arguments
from enforcecore_core.redaction.containers import parts_of
from enforcecore_core.redaction.outer_names import (
    names_over,
    names_over_item,
    names_over_key,
    without_placeholders,
)
from enforcecore_core.redaction.pairs import names as names_beside
from enforcecore_core.redaction.scanning import in_plain_words, replace
from enforcecore_core.redaction.tables import (
    UNHEADED,
    AreNames,
    Heading,
    Names,
    below,
    columns_beside,
    names_columns,
    over,
)
from enforcecore_core.redaction.walking import are_names, one_value

__all__ = ["Finding", "Input", "JsonInput", "JsonLinesInput", "NotJson", "TextInput", "is_json"]

_BYTE_ORDER_MARK = "\ufeff"


class NotJson(EnforceCoreError):
    """A text that is no JSON, or that would not come out with the same values. It says why."""


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
        yield from _found(self._redactor, _parsed("".join(self._pieces), 1), "", _Above(), 1)


class JsonLinesInput(Input):
    """JSON lines, one by one."""

    def redacted(self) -> Iterator[str]:
        for number, line in self._lines():
            value = self._redactor.redact(_parsed(line, number)).value
            yield json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"

    def findings(self) -> Iterator[Finding]:
        for number, line in self._lines():
            yield from _found(self._redactor, _parsed(line, number), "", _Above(), number)

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
    except NotJson:
        return False
    return True


def _finding(match: Match, line: int, column: int, pointer: str | None = None) -> Finding:
    return Finding(match.kind, match.detector, match.start, match.end, line, column, pointer)


def _parsed(text: str, line: int) -> object:
    try:
        return json.loads(
            # RFC 8259, section 8.1: it may be there, and whoever reads may ignore it.
            text.removeprefix(_BYTE_ORDER_MARK),
            parse_constant=_refuse,
            parse_float=_finite,
            object_pairs_hook=_without_doubles,
        )
    except (ValueError, RecursionError) as error:
        at = line + getattr(error, "lineno", 1) - 1
        raise NotJson(f"line {at} is not JSON") from None


def _refuse(_constant: str) -> object:
    raise ValueError


def _finite(number: str) -> float:
    value = float(number)
    if math.isinf(value):
        raise NotJson("a number is too large to be written again")
    return value


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise NotJson("an object has a name twice, and one of the values would be lost")
    return value


class _Above(NamedTuple):
    """The names over a value, and what they say of what is in it."""

    names: tuple[str, ...] = ()
    heading: Heading = UNHEADED

    def below(self, name: str, heading: Heading) -> _Above:
        """What stands over a part of the value."""
        return _Above(names_over(self.names, name), heading)


def _found(
    redactor: Redactor, value: object, pointer: str, above: _Above, line: int
) -> Iterator[Finding]:
    """What redacting finds in a value, part by part."""
    if isinstance(value, dict):
        yield from _in_object(redactor, value, pointer, above, line)
        return
    if isinstance(value, list):
        found = False
        for index, (content, inner) in enumerate(_items(redactor, value, above)):
            for finding in _found(redactor, content, f"{pointer}/{index}", inner, line):
                found = True
                yield finding
        text = None if found else one_value(redactor, parts_of(value), above.names)
        matches = [] if text is None else redactor.find(text, " ".join(above.names))
    else:
        matches, _ = _under(redactor, above.names, value)
    yield from (_finding(match, line, match.start + 1, pointer) for match in matches)


def _items(
    redactor: Redactor, value: list[object], above: _Above
) -> Iterator[tuple[object, _Above]]:
    """The items of a list, and what stands over each."""
    are_names = _named_under(redactor, above.names)
    headings = below(above.heading, value, are_names)
    if headings is None:
        names = names_of_arguments(value, are_names)
        for item, name in zip(value, chain(names, repeat("")), strict=False):
            outer = names_over_item(above.names, item)
            yield item, above.below(name, UNHEADED) if name else _Above(outer)
        return
    for item, heading in zip(value, headings, strict=True):
        yield item, above.below(*heading)


def _in_object(
    redactor: Redactor, value: dict[str, object], pointer: str, above: _Above, line: int
) -> Iterator[Finding]:
    looks = [_under(redactor, above.names, {key: None}) for key in value]
    held = [(hidden, content) for (_, [hidden]), content in zip(looks, value.values(), strict=True)]
    inside = _contents(redactor, held, above)
    for (matches, _), (hidden, content), inner in zip(looks, held, inside, strict=True):
        place = f"{pointer}/{hidden.replace('~', '~0').replace('/', '~1')}"
        yield from (_finding(match, line, match.start + 1, place) for match in matches)
        yield from _found(redactor, content, place, inner, line)


def _contents(
    redactor: Redactor, held: list[tuple[Any, object]], above: _Above
) -> Iterator[_Above]:
    """What stands over what stands under each key of an object."""
    keys = " ".join(above.names)

    def said(name: str) -> str:
        return without_placeholders(replace(name, redactor.find(name, keys), in_plain_words))

    columns, rows = columns_beside(held, _named_under(redactor, names_over_key(above.names)))
    for name, (key, content) in zip(names_beside(held, said), held, strict=True):
        heading = over(columns) if columns and content is rows else UNHEADED
        if columns and content is not rows and names_columns(key):
            yield _Above(names_over_key(above.names))
        else:
            yield above.below(str(name), heading)


def _named_under(redactor: Redactor, names: Names) -> AreNames:
    return lambda cells, under="": are_names(redactor, cells, names_over(names, under))


def _under(redactor: Redactor, names: tuple[str, ...], value: Any) -> tuple[list[Match], Any]:
    """What redacting finds in a value that stands under these names, and what it leaves."""
    nested: Any = value
    bare: Any = None
    for name in reversed(names):
        nested, bare = {name: nested}, {name: bare}
    redacted = redactor.redact(nested)
    left: Any = redacted.value
    for _ in names:
        [left] = left.values()
    return [*redacted.findings[len(redactor.redact(bare).findings) :]], left
