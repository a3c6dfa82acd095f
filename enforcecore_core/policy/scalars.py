"""What a plain YAML word means: only what every YAML version takes for the same thing.

YAML 1.1 reads `no` as false, `017` as fifteen and `12:30` as 750; YAML 1.2 does not. A policy must
not depend on who reads it, so such words are refused: quoted they are texts, and `true`, `false`,
`null`, `15` and `0.5` are the one way to write the rest.
"""

from __future__ import annotations

import re
from math import isfinite

__all__ = ["Ambiguous", "read_key", "read_value"]

_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_LONGEST_NUMBER = 300

_AMBIGUOUS = re.compile(
    r"""
      ~ | = | <<
    | y | yes | n | no | on | off | true | false | null
    | [-+]? \.? (?: inf | infinity | nan )
    | [-+]? [0-9]+ [-+]? e [-+]? [0-9]+
    | [-+]? (?= \.?[0-9] ) [0-9_]* (?: \. [0-9_]* )? (?: e [-+]? [0-9]* )?
    | [-+]? 0 (?: b [01_]+ | o [0-7_]+ | x [0-9a-f_]+ )
    | [-+]? [0-9][0-9_]* (?: : [0-5]?[0-9] )+ (?: \.[0-9_]* )?
    | [0-9]{4} - [0-9]{1,2} - [0-9]{1,2} (?: [t\ ] .* )?
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_LONE_LETTERS = {"y", "n", "Y", "N"}


class Ambiguous(Exception):
    """A plain word that YAML readers disagree on. The text is a hint."""


def read_value(word: str) -> str | int | float | bool | None:
    """Return the value of a plain word, or raise Ambiguous."""
    if word in _WORDS:
        return _WORDS[word]
    if _AMBIGUOUS.fullmatch(word) is None:
        return word
    if len(word) > _LONGEST_NUMBER:
        raise Ambiguous("a number this long is not a number in every YAML reader")
    if _WHOLE.fullmatch(word):
        return int(word)
    if _DECIMAL.fullmatch(word) and isfinite(float(word)):
        return float(word)
    raise Ambiguous(_hint(word))


def read_key(word: str) -> str:
    """Return a plain word as a key: a text, or Ambiguous is raised.

    `y` and `n` are fine: they are usual names of arguments, and no key is a truth value.
    """
    if word in _LONE_LETTERS:
        return word
    if word in _WORDS or _AMBIGUOUS.fullmatch(word):
        raise Ambiguous("a key is a text: put it in quotes")
    return word


def _hint(word: str) -> str:
    lower = word.lower()
    if lower in {"y", "yes", "on", "true"}:
        return "write true, or put the text in quotes"
    if lower in {"n", "no", "off", "false"}:
        return "write false, or put the text in quotes"
    if lower in {"~", "null"}:
        return "write null, or put the text in quotes"
    return "write a number as 15 or 0.5, and put a text in quotes"
