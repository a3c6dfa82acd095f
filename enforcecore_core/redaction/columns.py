"""Tables in a text: the header of a column says what stands in its cells.

A table is comma-separated values (RFC 4180), or with semicolons, tabs or bars between the cells,
whose first line that is not blank names its columns. With bars, there may be one before the first
cell too, and a rule above the header, as Markdown and the clients of databases write tables. It may
also be JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from enforcecore_core.redaction import json_tables
from enforcecore_core.redaction.editing import Span
from enforcecore_core.redaction.json_tables import LONGEST_ROW

__all__ = ["cells", "header"]

_LONGEST_HEADER = 1_024
_LONGEST_CELL = 64
_SHORTEST_CELL = 3
_JSON = frozenset("{[")
_DELIMITERS = ",;\t|"
_ANY_DELIMITER = re.compile(f"[{_DELIMITERS}]")
_NAME = r"[^\W\d](?:[\w .()/#-]{0,38}[\w)#])?"
# A mark of the order of bytes, blank lines, what spreadsheets say of the delimiter, and a rule.
_ABOVE = re.compile(
    r"\ufeff?(?:[ \t]{0,8}\r?\n){0,4}(?:sep=[,;|]\r?\n)?"
    r"(?:[ \t]{0,8}\+[-=+]{2,512}\+[ \t]{0,8}\r?\n)?"
)


def _header(delimiter: str) -> re.Pattern[str]:
    first = r"(?: *+\|)?" if delimiter == "|" else ""
    more = rf'{re.escape(delimiter)} *+"?(?:{_NAME})?"? *+'
    return re.compile(rf'{first} *+"?{_NAME}"? *+(?:{more}){{1,200}}+\r?')


_HEADERS = {delimiter: _header(delimiter) for delimiter in _DELIMITERS}
_FIELDS = {
    delimiter: re.compile(rf'"((?:[^"]|"")*+)"|([^{re.escape(delimiter)}]*+)')
    for delimiter in _DELIMITERS
}


def header(text: str) -> str:
    """What a text begins with when that names the columns of a table; else ''.

    It is the first line with its end, or what stands before the rows in JSON.
    """
    if _may_be_json(text):
        return json_tables.header(text)
    start = _below(text)
    end = text.find("\n", start, _LONGEST_HEADER)
    if end < 0:
        return ""
    line = text[start:end]
    if _ANY_DELIMITER.search(line) is None:
        return ""
    return text[: end + 1] if any(one.fullmatch(line) for one in _HEADERS.values()) else ""


def cells(text: str) -> Iterator[tuple[str, Span]]:
    """The header and the place of each cell below a header, in order.

    Cells of less than 3 or more than 64 characters and rows of more than 512 are passed over.
    """
    every = json_tables.cells(text) if _may_be_json(text) else _cells_in_lines(text)
    for name, (start, end) in every:
        if _SHORTEST_CELL <= end - start <= _LONGEST_CELL:
            yield name, (start, end)


def _may_be_json(text: str) -> bool:
    """Whether JSON may begin here, which no name of a column does so."""
    return text[:1] in _JSON


def _cells_in_lines(text: str) -> Iterator[tuple[str, Span]]:
    first = header(text)
    if not first:
        return
    line = first[_below(first) :].rstrip("\r\n")
    delimiter = next(one for one in _DELIMITERS if _HEADERS[one].fullmatch(line))
    names = [line[start:end].strip() for start, end in _fields(line, 0, len(line), delimiter)]
    start = len(first)
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start <= LONGEST_ROW:
            fields = _fields(text, start, end, delimiter)
            yield from zip(names, fields, strict=False)
        start = end + 1


def _below(text: str) -> int:
    """Where the text goes on below what may stand above the names of columns."""
    above = _ABOVE.match(text)
    return 0 if above is None else above.end()


def _fields(text: str, start: int, end: int, delimiter: str) -> Iterator[Span]:
    """Where the fields of a row stand, without the quotation marks around them."""
    pattern = _FIELDS[delimiter]
    while start <= end:
        found = pattern.match(text, start, end)
        if found is None:
            return
        yield found.span(1) if found[1] is not None else found.span(2)
        start = found.end()
        while start < end and text[start] != delimiter:
            start += 1
        start += 1
