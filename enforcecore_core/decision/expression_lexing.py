"""The words of a `when` expression: names, numbers, texts and symbols, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isinf
from typing import Literal as OneOfThese

from enforcecore_core.errors import EnforceCoreError

__all__ = ["LONGEST_EXPRESSION", "ExpressionError", "Token", "caret", "quoted", "tokens_of"]

LONGEST_EXPRESSION = 4096

_BLANKS = re.compile(r"[ \t\n\f\r]*")
_NAME = re.compile(r"[_A-Za-z][_A-Za-z0-9]*")
_NUMBER = re.compile(r"0x[0-9a-fA-F]+|(?:[0-9]*\.)?[0-9]+(?:[eE][+-]?[0-9]+)?")
_AFTER_NUMBER = re.compile(r"[A-Za-z0-9_.]+")
_SYMBOL = re.compile(r"&&|\|\||[=!<>]=|[<>!()\[\],.-]")
_QUOTE = re.compile(r"(?P<prefix>[rR]?[bB]?|[bB][rR])(?P<quote>\"\"\"|'''|\"|')")
_TEXTS = {
    ("", '"'): re.compile(r'"((?:[^"\\\n\r]|\\[^\n\r])*)"'),
    ("", "'"): re.compile(r"'((?:[^'\\\n\r]|\\[^\n\r])*)'"),
    ("r", '"'): re.compile(r'"([^"\n\r]*)"'),
    ("r", "'"): re.compile(r"'([^'\n\r]*)'"),
}
_ESCAPE = re.compile(
    r"""\\(?:([abfnrtv\\?"'`])|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})"""
    r"""|([0-3][0-7]{2}))|\\"""
)
_PLAIN_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_SURROGATES = range(0xD800, 0xE000)
_CODE_POINTS = range(0x110000)
_REFUSED = {
    "&": "write '&&'",
    "|": "write '||'",
    "=": "write '=='",
    "?": "there is no conditional; use '&&' and '||'",
    ":": "there is no conditional; use '&&' and '||'",
    "{": "there are no mappings; compare one field at a time",
    "}": "there are no mappings; compare one field at a time",
    "`": 'write args["name"]',
    "\u2018": "put a text in straight quotes",
    "\u201c": "put a text in straight quotes",
    "+": "expressions do not calculate",
    "*": "expressions do not calculate",
    "/": "expressions do not calculate, and a comment belongs into the YAML, after '#'",
    "%": "expressions do not calculate",
}


class ExpressionError(EnforceCoreError):
    """An expression that does not parse.

    `offset` counts the characters before the place at fault; `hint` says what to write instead.
    """

    def __init__(self, message: str, offset: int, hint: str | None = None) -> None:
        super().__init__(f"{message} ({hint})" if hint else message)
        self.message = message
        self.offset = offset
        self.hint = hint

    def __reduce__(self) -> tuple[type[ExpressionError], tuple[str, int, str | None]]:
        return type(self), (self.message, self.offset, self.hint)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as it is written, and what it stands for if it is a number or a text."""

    kind: OneOfThese["name", "number", "text", "symbol", "end"]
    written: str
    offset: int
    value: int | float | str | None = None

    def __str__(self) -> str:
        return "the end" if self.kind == "end" else quoted(self.written)


def quoted(text: str) -> str:
    """Return a part of an expression for a message: in quotes, on one line, and not too long."""
    longest = 40
    return repr(text if len(text) <= longest else text[:longest] + "...")


def caret(text: str, offset: int) -> str:
    """Return the line that a place is in, and a second line with a caret under the place."""
    start = text.rfind("\n", 0, offset) + 1
    line = text[start:].split("\n", 1)[0]
    # Tabs stay tabs, so that the caret stands right however wide a terminal shows them.
    indent = "".join("\t" if character == "\t" else " " for character in text[start:offset])
    return f"{line}\n{indent}^"


def tokens_of(text: str) -> list[Token]:
    """Return the words of an expression, the last of which is its end."""
    if len(text) > LONGEST_EXPRESSION:
        message = f"an expression has at most {LONGEST_EXPRESSION} characters"
        raise ExpressionError(message, LONGEST_EXPRESSION, "split it into clauses")
    tokens: list[Token] = []
    offset = _end(_BLANKS, text, 0)
    while offset < len(text):
        token, end = _token(text, offset)
        tokens.append(token)
        offset = _end(_BLANKS, text, end)
    return [*tokens, Token("end", "", len(text))]


def _end(pattern: re.Pattern[str], text: str, offset: int) -> int:
    found = pattern.match(text, offset)
    return found.end() if found else offset


def _token(text: str, offset: int) -> tuple[Token, int]:
    if quote := _QUOTE.match(text, offset):
        return _text(text, quote)
    if number := _NUMBER.match(text, offset):
        return _number(text, number)
    if name := _NAME.match(text, offset):
        return Token("name", name[0], offset), name.end()
    if symbol := _SYMBOL.match(text, offset):
        return Token("symbol", symbol[0], offset), symbol.end()
    character = text[offset]
    message = f"unexpected character {quoted(character)}"
    raise ExpressionError(message, offset, _REFUSED.get(character))


def _number(text: str, found: re.Match[str]) -> tuple[Token, int]:
    written, offset = found[0], found.start()
    if more := _AFTER_NUMBER.match(text, found.end()):
        hint = "write it without the 'u'" if more[0] in {"u", "U"} else None
        raise ExpressionError(f"{quoted(written + more[0])} is no number", offset, hint)
    if written.startswith("0x"):
        return Token("number", written, offset, int(written, 16)), found.end()
    if re.match(r"0[0-9]", written):
        raise ExpressionError(f"{quoted(written)} is no number", offset, "leave out the zeros")
    if written.isdecimal():
        return Token("number", written, offset, int(written)), found.end()
    value = float(written)
    if isinf(value):
        raise ExpressionError(f"{quoted(written)} is too large for a number", offset)
    return Token("number", written, offset, value), found.end()


def _text(text: str, quote: re.Match[str]) -> tuple[Token, int]:
    offset, prefix = quote.start(), quote["prefix"].lower()
    if len(quote["quote"]) > 1:
        raise ExpressionError("unexpected three quotes", offset, "put the text in single quotes")
    if prefix not in {"", "r"}:
        hint = "a text is written without a prefix, or with 'r' if it has backslashes"
        raise ExpressionError(f"unexpected {quoted(quote['prefix'])} before a text", offset, hint)
    found = _TEXTS[prefix, quote["quote"]].match(text, quote.start("quote"))
    if not found:
        raise ExpressionError("a text is not closed", offset, "end it with the same quote")
    start = found.start(1)
    value = found[1] if prefix else _ESCAPE.sub(lambda one: _escaped(one, start), found[1])
    for position, character in enumerate(found[1]):
        if ord(character) in _SURROGATES:
            raise ExpressionError("a text has a lone surrogate", start + position)
    return Token("text", text[offset : found.end()], offset, value), found.end()


def _escaped(escape: re.Match[str], start: int) -> str:
    plain, *coded = escape.groups()
    if plain:
        return _PLAIN_ESCAPES.get(plain, plain)
    octal = coded.pop()
    digits = next(filter(None, coded), None)
    offset = start + escape.start()
    if not (digits or octal):
        hint = r"write '\\' for a backslash, or put 'r' before the text"
        raise ExpressionError("unknown escape in a text", offset, hint)
    code = int(digits, 16) if digits else int(octal, 8)
    if code not in _CODE_POINTS or code in _SURROGATES:
        raise ExpressionError(f"{quoted(escape[0])} is no character", offset)
    return chr(code)
