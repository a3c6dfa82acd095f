"""How lines and tables look: the port, and its implementation without any package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from enforcecore_core.escaping import escaped

__all__ = ["Painter", "Part", "PlainPainter", "Style", "Words", "text_of"]


class Style(Enum):
    """What a colour means. A styled word says the same without it."""

    GOOD = "32"
    BAD = "31"
    DOUBT = "33"
    FAINT = "2"
    STRONG = "1"


@dataclass(frozen=True, slots=True)
class Words:
    """A text with a style."""

    text: str
    style: Style


Part = str | Words


class Painter(Protocol):
    """Turns parts into text for a stream. Every part is escaped; the words are always the same."""

    def line(self, parts: Sequence[Part]) -> str:
        """Return one line, without its end."""
        ...

    def table(self, header: Sequence[str], rows: Sequence[Sequence[Part]]) -> str:
        """Return the lines of a table, without the last one's end."""
        ...


def text_of(part: Part) -> str:
    """Return what a part says, escaped."""
    return escaped(part if isinstance(part, str) else part.text)


class PlainPainter:
    """Lines as they are, with ANSI colours if asked for."""

    def __init__(self, *, colour: bool) -> None:
        self._colour = colour

    def line(self, parts: Sequence[Part]) -> str:
        """Return one line, without its end."""
        return "".join(self._painted(part) for part in parts)

    def table(self, header: Sequence[str], rows: Sequence[Sequence[Part]]) -> str:
        """Return the lines of a table; its last column is as wide as it needs to be."""
        head: Sequence[Part] = [Words(title, Style.STRONG) for title in header]
        lines = [head, *rows] if header else list(rows)
        widths = [max(len(text_of(cell)) for cell in column) for column in zip(*lines, strict=True)]
        return "\n".join(self._row(row, widths) for row in lines)

    def _row(self, row: Sequence[Part], widths: Sequence[int]) -> str:
        cells = [
            self._painted(cell) + " " * (width - len(text_of(cell)))
            for cell, width in zip(row, widths, strict=True)
        ]
        return "  ".join(cells).rstrip()

    def _painted(self, part: Part) -> str:
        if self._colour and isinstance(part, Words):
            return f"\x1b[{part.style.value}m{escaped(part.text)}\x1b[0m"
        return text_of(part)
