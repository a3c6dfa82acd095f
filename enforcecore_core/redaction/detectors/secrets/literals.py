"""Reading the value that begins at a place in a text, with or without quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["QUOTE", "Literal", "read"]

QUOTE = "\\\\{0,3}[\"'`]"
"""A quote, escaped or not."""

_LONGEST = 4_096
# More than that says nothing more about it, and is read only when the value is one.
_JUDGED = 512
_LONGEST_WITH_SPACES = 64
_SHORTEST_BARE = 4
_BEHIND_BARE = ".,;:)]}?"
_OPENING = {")": "(", "]": "[", "}": "{"}

_BARE = re.compile(
    # A separator ends the value when it looks as if something else follows.
    r"(?:[^\s\"'`<>,;&\\|]{1,4096}|[,;&|](?![\s\"'`<>]|\Z|[A-Za-z_][\w.-]{0,32}[\"']?[=:])"
    r"|\\(?![\\nrtu\"'`]|\Z)){1,256}",
    re.ASCII,
)
_REST = re.compile(r"[^\s\"'`<>]{0,4096}", re.ASCII)
# What goes on behind a quote or a bracket inside it, which is neither of a tag nor a placeholder.
_TAG = r"/|!|(?:a|b|br|code|div|em|hr|i|li|p|pre|span|strong|td|tr|u|ul)[ >]|[A-Z][A-Z0-9_]{0,64}>"
_INSIDE = re.compile(
    rf"(?:[\"'`](?<=[0-9A-Za-z][\"'`])(?=[0-9A-Za-z])[^\s\"'`<>]{{1,256}}"
    rf"|<(?!{_TAG}|[A-Z][A-Z0-9_]{{0,64}}_[^<>\s]{{1,32}}>)[^\s\"'`<>]{{1,256}}(?:>(?=[^\s<>\"'`])"
    r"[^\s\"'`<>]{1,256})?){1,16}",
    re.ASCII,
)
# A quote that ends no literal: more of it stands right behind.
_BEHIND_QUOTE = re.compile(
    r"\\{0,3}[\"'`][0-9A-Za-z][^\s\"'`<>,;:]{0,128}(?=\\{0,3}[\"'`])", re.ASCII
)
_IN_QUOTES = {
    '"': re.compile(r'(?:[^"\\\r\n<>]{1,4096}|\\[^\r\n<>]){1,256}', re.ASCII),
    "'": re.compile(r"(?:[^'\\\r\n<>]{1,4096}|\\[^\r\n<>]){1,256}", re.ASCII),
    "`": re.compile(r"(?:[^`\\\r\n<>]{1,4096}|\\[^\r\n<>]){1,256}", re.ASCII),
}
_IN_ESCAPED_QUOTES = re.compile(r"[^\"'`\\\r\n<>]{1,4096}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as it is written: `text[start:end]`. What is not `quoted` may be code."""

    value: str
    start: int
    end: int
    quoted: bool

    def span(self, text: str) -> tuple[int, int]:
        """Where it stands, all of it: of a long one, `value` is only the beginning."""
        if self.quoted:
            rest = _BEHIND_QUOTE.match(text, self.end)
        elif self.end - self.start < _JUDGED:
            rest = _INSIDE.match(text, self.end)
        else:
            rest = _REST.match(text, self.end)
        return self.start, rest.end() if rest else self.end


def read(text: str, start: int, quote: str | None) -> Literal | None:
    """The value at `start`, behind `quote` if there is one."""
    quoted = _read_quoted(text, start, quote) if quote else None
    return quoted or _read_bare(text, start)


def _read_quoted(text: str, start: int, quote: str) -> Literal | None:
    pattern = _IN_QUOTES[quote] if len(quote) == 1 else _IN_ESCAPED_QUOTES
    body = pattern.match(text, start, start + _LONGEST)
    if body is None or (len(body[0]) > _LONGEST_WITH_SPACES and " " in body[0]):
        return None
    end = body.end()
    if not text.startswith(quote, end):
        # Angle brackets belong to the literal, but no detector may look into a placeholder.
        rest = text[end : end + _LONGEST].partition("\n")[0]
        end += rest.find(quote)
        if not rest.startswith(("<", ">")) or end < body.end():
            return None
    return Literal(body[0], start, end, quoted=True)


def _read_bare(text: str, start: int) -> Literal | None:
    run = _BARE.match(text, start, start + _JUDGED)
    if run is None:
        return None
    value = _without_end(run[0])
    if len(value) < _SHORTEST_BARE:
        return None
    return Literal(value, start, start + len(value), quoted=False)


def _without_end(run: str) -> str:
    """A run without the punctuation behind it; a bracket that is opened in it belongs to it."""
    while run and run[-1] in _BEHIND_BARE:
        opening = _OPENING.get(run[-1])
        if opening is not None and run.count(opening) >= run.count(run[-1]):
            break
        run = run[:-1]
    return run
