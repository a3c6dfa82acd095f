"""Postal addresses: places that stand in a row with numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from enforcecore_core.named_entities import EntitySpan

__all__ = ["ADDRESS", "with_addresses"]

ADDRESS = "ADDRESS"
_PLACE = "LOCATION"

# House numbers, flats and boxes, and the post codes of states that write letters in them.
_NUMBER = re.compile(
    r"""(?<![\w.$€£%:/-])(?:
        (?:[A-Z]{2}[ -])?[0-9]{5}(?:-[0-9]{4})?
      | [A-Z]{1,2}[0-9][A-Z0-9]?[ ][0-9][A-Z]{2}
      | [A-Z][0-9][A-Z][ ]?[0-9][A-Z][0-9]
      | [0-9]{4}[ ][A-Z]{2} | [0-9]{5}-[0-9]{3} | [0-9]{3}[ ][0-9]{2}
      | (?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Studio|P\.?O\.?[ ]?Box|Box|PSC|No|Nr)
        \.?[ ]?\#?[0-9]{1,6}[A-Za-z]?
      | [0-9]{1,6}[A-Za-z]?(?:[-/][0-9]{1,4}[A-Za-z]?)?
    )(?![\w%:/]|[.][0-9])""",
    re.VERBOSE | re.ASCII,
)
_DIGIT = re.compile("[0-9]", re.ASCII)
# What may stand between two parts of an address: a comma, and the words of a street.
_BETWEEN = re.compile(r"[ ,.\n]{1,3}(?:[^\W\d_][\w'\u2019-]{0,24}[ ,.\n]{1,3}){0,2}")
_LONGEST_BETWEEN = 64


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    kind: str | None
    has_number: bool


def with_addresses(text: str, entities: Sequence[EntitySpan]) -> Iterator[EntitySpan]:
    """The entities, and the addresses that some of them are parts of.

    An address has a place, a number, and either another entity or two numbers, in a row.
    """
    yield from entities
    if not any(kind == _PLACE for _, _, kind in entities):
        return
    for row in _rows(text, _pieces(text, entities)):
        named = [piece for piece in row if piece.kind]
        numbers = sum(piece.has_number for piece in row)
        in_place = any(piece.kind == _PLACE for piece in named)
        if in_place and numbers and len(named) + numbers > 2:  # noqa: PLR2004 - as said above
            yield row[0].start, row[-1].end, ADDRESS


def _pieces(text: str, entities: Iterable[EntitySpan]) -> list[_Piece]:
    """Names and numbers in order, those that overlap in one."""
    pieces = [
        _Piece(start, end, kind, _DIGIT.search(text, start, end) is not None)
        for start, end, kind in entities
    ]
    pieces += [_Piece(*found.span(), None, has_number=True) for found in _NUMBER.finditer(text)]
    kept: list[_Piece] = []
    for piece in sorted(pieces, key=lambda one: (one.start, one.kind is None, -one.end)):
        if kept and piece.start < kept[-1].end:
            piece = _joined(kept.pop(), piece)  # noqa: PLW2901 - the one that is kept
        kept.append(piece)
    return kept


def _joined(one: _Piece, other: _Piece) -> _Piece:
    kind = _PLACE if _PLACE in (one.kind, other.kind) else one.kind or other.kind
    end = max(one.end, other.end)
    return _Piece(one.start, end, kind, one.has_number or other.has_number)


def _rows(text: str, pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    row: list[_Piece] = []
    for piece in pieces:
        if row and not _are_next(text, row[-1].end, piece.start):
            yield row
            row = []
        row.append(piece)
    if row:
        yield row


def _are_next(text: str, end: int, start: int) -> bool:
    if start - end > _LONGEST_BETWEEN:
        return False
    return _BETWEEN.fullmatch(text, end, start) is not None
