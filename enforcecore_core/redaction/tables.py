"""Names over the items of lists: columns of tables, and pairs of a name and a value.

A table is a list of rows beside the names of its columns (`{"columns": [...], "rows": [...]}`), or
one whose first row names them. Pairs are lists of two each, as headers are written: rows of two
are pairs if the first of each is a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from typing import Protocol

__all__ = [
    "COLUMNS",
    "ROWS",
    "UNHEADED",
    "AreNames",
    "Heading",
    "Names",
    "below",
    "columns_beside",
    "names_columns",
    "names_inside",
    "over",
    "stated_names",
]

Names = tuple[str, ...]
Heading = tuple[int, Names]
"""Names over the items of a value (1), or over the items of its items (2)."""


class AreNames(Protocol):
    """Whether nothing of these is replaced, under one more name: what will be names nothing."""

    def __call__(self, cells: Names, under: str = "", /) -> bool: ...


_OF_ITEMS, _OF_ROWS = 1, 2
UNHEADED: Heading = (0, ())

COLUMNS = frozenset(
    {"columns", "column_names", "headers", "header", "fields", "field_names", "schema"}
)
"""Under which name the names of columns stand, in lower case."""
ROWS = frozenset({"rows", "data", "values", "records", "results"})
"""Under which name the rows stand beside them."""

_PAIR = 2
# What is longer is no name, and what has more columns no table.
_NAME = re.compile(r"[^\W\d](?:[\w .()/#-]{0,62}[\w)#])?")
_MOST = 1_024


def names_columns(name: object) -> bool:
    """Whether the names of columns stand under this name."""
    return type(name) is str and name.lower() in COLUMNS


def columns_beside(
    held: Iterable[tuple[object, object]], are_names: AreNames
) -> tuple[Names, object]:
    """The names of a mapping's columns, and the rows they name; no names if it is no table."""
    columns: Names = ()
    rows: object = None
    for name, content in held:
        if type(name) is not str or not (type(content) is list or type(content) is tuple):
            continue
        if not columns and names_columns(name):
            columns = _named(content, are_names)
        elif rows is None and name.lower() in ROWS:
            rows = content
    return (columns, rows) if rows is not None else ((), None)


def over(columns: Names) -> Heading:
    """The heading of rows under these columns."""
    return _OF_ROWS, columns


def below(
    heading: Heading, items: Sequence[object], are_names: AreNames
) -> list[tuple[str, Heading]] | None:
    """The name over each item of a value with this heading, and its own; None if none has any."""
    level, columns = heading
    over_items = columns if level == _OF_ITEMS else ()
    if level == _OF_ROWS:
        inside = [columns] * len(items)
    else:
        inside = names_inside(items, are_names, over_items)
    if not inside and not columns:
        return None
    return [
        (name, (_OF_ITEMS, names) if names and _is_row(item) else UNHEADED)
        for item, name, names in zip(
            items, chain(over_items, repeat("")), inside or repeat(()), strict=False
        )
    ]


def names_inside(
    items: Sequence[object], are_names: AreNames, over_items: Names = ()
) -> list[Names]:
    """The names of the items of each item; nothing if they are neither pairs nor rows.

    `over_items` are the columns in which the items stand.
    """
    if not items or not _are_rows(items):
        return []
    sizes = {len(row) for row in items}  # type: ignore[arg-type]
    first_over = over_items[0] if over_items else ""
    columns = _named(items[0], are_names, first_over) if len(items) > 1 else ()
    if sizes == {_PAIR}:
        return _in_pairs(items, are_names, over_items, columns)
    if max(sizes) > len(columns):
        return []
    return [(), *[columns] * (len(items) - 1)] if columns else []


def _in_pairs(
    items: Sequence[object], are_names: AreNames, over_items: Names, columns: Names
) -> list[Names]:
    """The names of the items of rows of two, the first of which may name columns."""
    names = [
        _kept(_name(pair[0]), are_names, over)  # type: ignore[index]
        for pair, over in zip(items, chain(over_items, repeat("")), strict=False)
    ]
    if not columns:
        return [("", name) if name else () for name in names] if any(names) else []
    # Either pairs, or rows below a first one: the second may stand under both.
    first, second = columns
    second = _kept(second, are_names, names[0])
    said = [_kept(name, are_names, first) for name in names[1:]]
    return [("", names[0]), *[(first, f"{second} {name}".strip()) for name in said]]


def _kept(name: str, are_names: AreNames, under: str) -> str:
    """The name, if it names anything: what is replaced under another does not."""
    return name if name and are_names((name,), under) else ""


def _are_rows(items: Sequence[object]) -> bool:
    return all(map(_is_row, items))


def _is_row(item: object) -> bool:
    return type(item) is list or type(item) is tuple


def stated_names(columns: object) -> Names:
    """The names of columns, if all are names; also of columns that are described."""
    if not isinstance(columns, list | tuple) or len(columns) > _MOST:
        return ()
    stated = (one.get("name") if type(one) is dict else one for one in columns)
    names = tuple(map(_name, stated))
    return names if all(names) else ()


def _named(columns: object, are_names: AreNames, under: str = "") -> Names:
    """The same, if nothing of them is replaced under another name."""
    names = stated_names(columns)
    return names if are_names(names, under) else ()


def _name(name: object) -> str:
    return name if type(name) is str and _NAME.fullmatch(name) else ""
