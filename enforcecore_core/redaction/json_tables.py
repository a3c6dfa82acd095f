"""Tables in a text that is JSON: `{"columns": ["name", "ssn"], "rows": [["Ada", "..."]]}`.

The names of the columns stand before the rows, under a name of their own, or are the first of three
or more columns' rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from enforcecore_core.redaction.editing import Span
from enforcecore_core.redaction.gates import compiled, readable
from enforcecore_core.redaction.tables import COLUMNS, ROWS, Names, stated_names

__all__ = ["LONGEST_ROW", "cells", "header"]

_LONGEST_HEADER = 1_024
LONGEST_ROW = 512
"""Shorter than the context that a stream keeps, so that it sees the same rows."""

_FEWEST_WITHOUT_NAME = 3

_CALLED = r'"(?i:{})"[ \t\r\n]{{0,8}}:[ \t\r\n]{{0,16}}'
_COLUMNS = _CALLED.format("|".join(sorted(COLUMNS)))
_ROWS = _CALLED.format("|".join(sorted(ROWS)))
_MAY_BE = compiled([rf"{_ROWS}\[", r"\[[ \t\r\n]{0,64}\["])
_LIST = r"(?P<columns>\[[^\[\]]{2,900}\])"
_NAMED = re.compile(rf"\{{[^\[\]]{{0,256}}{_COLUMNS}{_LIST}[^\[\]]{{0,256}}{_ROWS}\[")
_FIRST_ROW = re.compile(
    rf"(?:\{{[^\[\]]{{0,256}}{_ROWS})?\[\s{{0,64}}{_LIST}\s{{0,64}},\s{{0,64}}\["
)
_ROW = re.compile(r"[\[,]\s{0,64}\[")
_CELL = re.compile(
    rf'\s{{0,64}}(?:"(?P<text>(?:[^"\\]|\\.){{0,{LONGEST_ROW}}}+)"|(?P<bare>[^\s\[\]{{}}",]{{1,64}}))'
    r"\s{0,64}"
)


def header(text: str) -> str:
    """What stands before the rows when it names their columns; else ''.

    It says so by itself, whatever stands behind it.
    """
    found = _found(text)
    return found[0] if found else ""


def cells(text: str) -> Iterator[tuple[str, Span]]:
    """The name of its column and the place of each cell, in order; of texts without quotes.

    A row counts as far as texts and numbers are in it, and up to 512 characters.
    """
    found = _found(text)
    if found is None:
        return
    first, names = found
    row = _ROW.search(text, first.rindex("]") + 1)
    while row is not None:
        place = row.end()
        for name in names:
            cell = _CELL.match(text, place)
            if cell is None or cell.end() - row.end() > LONGEST_ROW:
                break
            yield name, cell.span("bare" if cell["text"] is None else "text")
            place = cell.end()
            if not text.startswith(",", place):
                break
            place += 1
        row = _ROW.search(text, place - 1)


def _found(text: str) -> tuple[str, Names] | None:
    """What stands before the rows, and the names of their columns."""
    shown = text[:_LONGEST_HEADER]
    if not _MAY_BE(readable(shown)):
        return None
    for pattern, fewest in ((_NAMED, 1), (_FIRST_ROW, _FEWEST_WITHOUT_NAME)):
        found = pattern.match(shown)
        names = _names(found["columns"]) if found else ()
        if found and len(names) >= fewest:
            return found[0], names
    return None


def _names(columns: str) -> Names:
    try:
        return stated_names(json.loads(columns))
    except ValueError:
        return ()
