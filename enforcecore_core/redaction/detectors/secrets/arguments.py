"""Literals right behind a name in quotes: in a call, a pair, a list of names or of a command."""

from __future__ import annotations

import re

from enforcecore_core.redaction.detectors.secrets.literals import QUOTE, Literal
from enforcecore_core.redaction.detectors.secrets.values import is_secret
from enforcecore_core.redaction.names import Announced

__all__ = ["is_named_by"]

_LONGEST_OPENING = 64
# `f("name`, `["name`, also in a selector: `fill('input[name="name`.
_OPENING = re.compile(
    rf"(?P<call>[0-9A-Za-z_])?[(\[][ \t\r\n]{{0,4}}[@bBfFrRuU]?{QUOTE}[^\s,]{{0,40}}\Z", re.ASCII
)
_CLOSES = (")", "]")
_STRONG = re.compile(r"(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z])|[^0-9A-Za-z_.:/\s-]", re.ASCII | re.DOTALL)


def is_named_by(text: str, start: int, literal: Literal, what: Announced, quote: str) -> bool:
    """Whether a literal is the value of the name before it, and no name as that is.

    The name starts at `start` in the text, and a quote, a comma and perhaps a space stand between.
    """
    behind = text[literal.end + len(quote) :][:8].lstrip()
    if behind.startswith(":"):
        return False
    if what is not Announced.PASSWORD:
        return True
    if text.startswith("-", start):
        return not literal.value.startswith("-")
    if _STRONG.search(literal.value):
        return True
    opening = _OPENING.search(text, max(0, start - _LONGEST_OPENING), start)
    if opening is not None and opening["call"]:
        return True
    # In a list, the last may be a value still. What reads as a name is none.
    is_plain = "_" in literal.value or not is_secret(literal.value, what, word=False)
    return behind.startswith(_CLOSES) and not is_plain
