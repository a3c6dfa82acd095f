"""Where a command's words go: results to standard output, all else to standard error.

    terminal.say(Words("BLOCK", Style.BAD), "  EC-NO-ALLOW  no clause allows this call")
    terminal.table(["rule", "result"], [["small-refunds", "no"]])
    terminal.write(json_text)            # exact: for machines
    terminal.note("3 policies read")     # about the work; silent under --quiet
    terminal.progress("records: 40 %")   # on a screen alone, until the next line of any kind
    terminal.fail("policy.yaml cannot be read", hint="name another file")

Everything but `write` is escaped: no text can send a control character to the terminal.
"""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
from collections.abc import Mapping, Sequence
from typing import Literal, TextIO

from enforcecore_core.cli.exits import OutputLost
from enforcecore_core.cli.painting import Painter, Part, PlainPainter, Style, Words

__all__ = ["Colour", "Terminal", "open_terminal"]

Colour = Literal["auto", "always", "never"]

_WIDTH = 100
_START_OF_LINE = "\r\x1b[K"
_ASCII = str.maketrans({"✓": "+", "✗": "x", "…": "...", "→": "->", "\u2013": "-", "·": "-"})


class Terminal:
    """The two streams of a command."""

    def __init__(
        self,
        out: TextIO | None,
        err: TextIO | None,
        *,
        out_painter: Painter,
        err_painter: Painter,
        quiet: bool = False,
    ) -> None:
        self._out = out
        self._err = err
        self._out_painter = out_painter
        self._err_painter = err_painter
        self._quiet = quiet
        self._progressing = False

    def say(self, *parts: Part) -> None:
        """Write one line of the result."""
        self.write(self._out_painter.line(parts) + "\n")

    def table(self, header: Sequence[str], rows: Sequence[Sequence[Part]]) -> None:
        """Write a table of the result; every row has as many cells as the header, if there is one.

        Without rows nothing is written.
        """
        if rows:
            self.write(self._out_painter.table(header, rows) + "\n")

    def write(self, text: str) -> None:
        """Write a text for machines to standard output, exactly. It is not escaped.

        It is handed on at once: what waits would come after the errors, or be lost unnoticed.
        """
        if self._out is None:
            raise OutputLost("standard output is closed")
        self._clear()
        try:
            self._out.write(_encodable(text, self._out))
            self._out.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputLost(f"standard output cannot be written: {error.strerror}") from error

    def note(self, *parts: Part) -> None:
        """Write one line about the work to standard error, unless it is to be quiet."""
        if not self._quiet:
            self._complain(parts)

    def progress(self, *parts: Part) -> None:
        """Show how far the work is, unless it is to be quiet or nobody watches.

        It stands until the next line of any kind. Standard error shows it, if that is a terminal.
        """
        if self._quiet or self._err is None or not self._err.isatty():
            return
        self._clear()
        self._progressing = True
        self._send(self._err_painter.line(parts))

    def fail(self, message: str, hint: str | None = None) -> None:
        """Write what went wrong to standard error, and what to do about it."""
        self._complain([Words("error:", Style.BAD), f" {message}"])
        if hint:
            self._complain([Words("hint:", Style.STRONG), f" {hint}"])

    def trace(self, lines: Sequence[str]) -> None:
        """Write a traceback to standard error."""
        for line in "".join(lines).splitlines():
            self._complain([line])

    def _complain(self, parts: Sequence[Part]) -> None:
        self._clear()
        self._send(self._err_painter.line(parts) + "\n")

    def _clear(self) -> None:
        if self._progressing:
            self._progressing = False
            self._send(_START_OF_LINE)

    def _send(self, text: str) -> None:
        if self._err is None:
            return
        # When this stream is gone too, there is nobody left to tell.
        with contextlib.suppress(OSError):
            self._err.write(_encodable(text, self._err))
            self._err.flush()


def open_terminal(
    out: TextIO | None,
    err: TextIO | None,
    environment: Mapping[str, str],
    *,
    colour: Colour = "auto",
    quiet: bool = False,
) -> Terminal:
    """Return the terminal over two streams. A stream that is None is closed.

    A stream is coloured when it is a terminal; `NO_COLOR`, then `FORCE_COLOR`, then `colour` of
    `always` or `never` decide otherwise, the last of them most strongly.
    """
    return Terminal(
        out,
        err,
        out_painter=_painter(out, environment, colour),
        err_painter=_painter(err, environment, colour),
        quiet=quiet,
    )


def _painter(stream: TextIO | None, environment: Mapping[str, str], colour: Colour) -> Painter:
    if stream is None or not _coloured(stream, environment, colour):
        return PlainPainter(colour=False)
    if importlib.util.find_spec("rich") is None:
        return PlainPainter(colour=True)
    # rich is an extra, and slow to import for what prints no colour.
    from enforcecore_core.cli.rich_painting import RichPainter  # noqa: PLC0415

    width = shutil.get_terminal_size((_WIDTH, 24)).columns if stream.isatty() else _WIDTH
    return RichPainter(width=width)


def _coloured(stream: TextIO, environment: Mapping[str, str], colour: Colour) -> bool:
    if colour != "auto":
        return colour == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return environment.get("TERM") != "dumb" and stream.isatty()


def _encodable(text: str, stream: TextIO) -> str:
    """Return the text as the stream can take it: signs in ASCII, the rest as escapes."""
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_ASCII).encode(encoding, "backslashreplace").decode(encoding)
    return text
