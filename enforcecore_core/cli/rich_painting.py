"""How lines and tables look with the `cli` extra: in colour, and folded to the terminal's width."""

from __future__ import annotations

import io
from collections.abc import Sequence

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from enforcecore_core.cli.painting import Part, Style, Words, text_of

__all__ = ["RichPainter"]

_STYLES: dict[Style, str] = {
    Style.GOOD: "bold green",
    Style.BAD: "bold red",
    Style.DOUBT: "bold yellow",
    Style.FAINT: "dim",
    Style.STRONG: "bold",
}


class RichPainter:
    """Lines and tables in colour, by rich."""

    def __init__(self, *, width: int) -> None:
        self._width = width

    def line(self, parts: Sequence[Part]) -> str:
        """Return one line, without its end. It is not wrapped, so that it can be copied whole."""
        return self._rendered(Text.assemble(*map(_text, parts)), soft_wrap=True)

    def table(self, header: Sequence[str], rows: Sequence[Sequence[Part]]) -> str:
        """Return the lines of a table whose cells fold where the terminal ends."""
        table = Table(box=box.SIMPLE_HEAD if header else None, show_header=bool(header))
        table.pad_edge = False
        for title in header:
            table.add_column(Text(title), overflow="fold")
        for row in rows:
            table.add_row(*map(_text, row))
        return self._rendered(table, soft_wrap=False).strip("\n")

    def _rendered(self, what: RenderableType, *, soft_wrap: bool) -> str:
        # A console of its own for each text: nothing of the environment but the width counts.
        file = io.StringIO()
        console = Console(
            file=file,
            force_terminal=True,
            color_system="standard",
            no_color=False,
            width=self._width,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
            _environ={},
        )
        console.print(what, soft_wrap=soft_wrap)
        return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def _text(part: Part) -> Text:
    return Text(text_of(part), style=_STYLES[part.style] if isinstance(part, Words) else "")
