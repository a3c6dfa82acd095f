"""Words that stand near a value and say what it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from enforcecore_core.redaction.engines import Engine
from enforcecore_core.redaction.gates import Gate, Gates, compiled, readable

__all__ = ["Cues", "Words", "surroundings"]

# A short word is a word by itself (`pan`, not `company`); a long one may be part of a compound.
_LONGEST_ALONE = 5
_REACH_BEHIND = 24
_LONGEST_PLACEHOLDER = 64
_FURTHEST = 128

# Patterns are in Rust's dialect, which has no look-around: edges are characters, and a search gets
# its text with one around it. Between the parts of a text stand more than may be inside a cue.
_BETWEEN = r"[\W_]{0,3}"
_NARROW = {
    r"\P{L}": r"[\x00-@\[-`{-\x7F]",
    r"[\W_]": r"[\x00-/:-@\[-`{-\x7F]",
    "[^A-Za-z0-9]": r"[\x00-/:-@\[-`{-\x7F]",
    "(?i:": "(?i-u:",
}
_LOOSE = _NARROW["(?i:"]
_NOTHING = r"[^\s\S]"
_APART = " \n\n\n\n "
_LETTERS = "ZZZ"

# A placeholder, and what a scanner blots out: neither is a cue, and none reaches across one.
# Else the same number would be near a word once the value between them has become shorter.
# Behind the kind may stand a mask or a token.
_CUT = re.compile(r"<[A-Z][A-Z0-9_]{0,62}(?:\*\*[^<>\s]{0,2}|(?<=_)[a-p]{20})?>|>>+", re.ASCII)

_HEXADECIMAL = re.compile("[0-9A-Fa-f _-]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_SPELLED_PLAIN = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "\u0131": "i"}
_SPECIAL = re.compile(f"[{''.join(_SPELLED_PLAIN)}]")


# Thai, Korean, Chinese and Japanese are written without spaces, and so are words in ASCII in them.
_UNSPACED = (
    "[\u0e00-\u0e7f\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_IS_UNSPACED = re.compile(_UNSPACED)
_FIRST_OF_WORD = re.compile(f"[A-Za-z](?<={_UNSPACED}[A-Za-z])")
_LAST_OF_WORD = re.compile(f"[A-Za-z](?={_UNSPACED})")
_EDGE_OF_WORD = re.compile(f"[A-Za-z](?:(?={_UNSPACED})|(?<={_UNSPACED}[A-Za-z]))")


@dataclass(frozen=True, slots=True)
class Cues:
    """Words one of which must stand near a candidate for it to be what its detector looks for.

    A word may be several (`date of birth`); between them, `_`, `-`, punctuation or nothing will do
    too, and a change of case counts as an edge (`dateOfBirth`), as does a letter of a script that
    is written without spaces (`我的SSN是`). Case and accents do not matter.

    A cue counts at most `reach` characters before the candidate, or 24 behind it. With
    `bare_in_strict` the strict packs ask for none.
    """

    words: tuple[str, ...]
    reach: int = 48
    bare_in_strict: bool = False
    _gates: dict[bool, Gate] = field(default_factory=dict, init=False, repr=False, compare=False)

    def near(self, text: str, start: int, end: int, keys: str = "") -> bool:
        """Whether a cue stands near `text[start:end]`.

        `keys` are the names under which the whole text stands; they count as standing right
        before it.
        """
        before = _before(text, start, self.reach)
        if keys and start <= self.reach and not _CUT.search(text, 0, start):
            before = f" {keys}{_APART}{before}"
        first, last = _edges(text, start, end)
        around = _plain(f"{before}{first}{_APART}{last}{_behind(text, end)}")
        return self._gate(around)(readable(around))

    def names(self, keys: str) -> bool:
        """Whether one of the words is in the names `keys`."""
        keys = _plain(f" {keys} ")
        return self._gate(keys)(readable(keys))

    def _gate(self, text: str) -> Gate:
        in_ascii = text.isascii()
        if in_ascii not in self._gates:
            patterns = map(_spelled, self.words)
            self._gates[in_ascii] = compiled(_ascii_ones(patterns) if in_ascii else [*patterns])
        return self._gates[in_ascii]


class Words:
    """The cues of many detectors, asked at once about `surroundings`. Places are those of cues."""

    __slots__ = ("_any", "_in_ascii", "_in_code", "_others")

    def __init__(self, cues: Sequence[Cues], engine: Engine = "rust") -> None:
        spelled = [[*map(_spelled, one.words)] for one in cues]
        others = [[one for one in patterns if not one.isascii()] for patterns in spelled]
        in_ascii = [_any_of(_ascii_ones(patterns)) for patterns in spelled]
        self._in_ascii = Gates(in_ascii, engine)
        self._others = Gates([_any_of(patterns) for patterns in others])
        every = dict.fromkeys(one for patterns in spelled for one in _ascii_ones(patterns))
        loose = [one for one in every if one.startswith(_LOOSE)]
        words = {word for one in cues for word in one.words if _HEXADECIMAL.fullmatch(word)}
        self._in_code = compiled(_ascii_ones(map(_spelled, sorted(words))))
        # Together, they would need far more states than apart.
        self._any = compiled(loose), compiled([one for one in every if one not in loose])

    def open(self, around: str) -> bool:
        """Whether there may be any."""
        if around.isascii():
            return self._is_any(around)
        return self._others.open(around) or self._is_any(_with_edges(around))

    def may_be_in_code(self, text: str) -> bool:
        """Whether one that reads like hexadecimal digits may be in the text, glued to others."""
        return self._in_code(f" {_spaced(text)} ")

    def _is_any(self, around: str) -> bool:
        loose, others = self._any
        return loose(around) or others(around)

    def which(self, around: str) -> list[int]:
        """Which there may be."""
        if around.isascii():
            return self._in_ascii.which(around)
        return sorted({*self._others.which(around), *self._in_ascii.which(_with_edges(around))})


def _with_edges(around: str) -> str:
    """The text with spaces for what is no letter beyond ASCII, the edges of words in ASCII."""
    return _no_letters().sub(" ", around)


def surroundings(text: str, start: int, end: int, keys: str) -> str:
    """What may hold a cue for something in `text[start:end]`, for gates; with `keys`."""
    around = text[max(0, start - _FURTHEST) : end + _FURTHEST]
    # Edges of words are characters.
    return readable(_plain(f" {around} \n {keys} " if keys else f" {around} "))


@cache
def _no_letters() -> re.Pattern[str]:
    """What is no letter, beyond ASCII; and all behind the first 65,536 characters."""
    others = [chr(number) for number in range(0x80, 0x10000)]
    low = "".join(char for char in others if not char.isalpha())
    return re.compile(f"[{low}\U00010000-\U0010ffff]+")


def _any_of(patterns: Iterable[str]) -> str:
    return "|".join(patterns) or _NOTHING


def _ascii_ones(patterns: Iterable[str]) -> list[str]:
    """Those that can match in ASCII, without what else they match: it makes them slow."""
    return [_in_ascii(pattern) for pattern in patterns if pattern.isascii()]


def _in_ascii(pattern: str) -> str:
    for wide, narrow in _NARROW.items():
        pattern = pattern.replace(wide, narrow)
    return pattern


def _before(text: str, start: int, reach: int) -> str:
    """What may hold a cue before `start`, behind one character more."""
    begin = max(0, start - reach - _LONGEST_PLACEHOLDER)
    window = text[begin:start]
    cuts = [found.end() for found in _CUT.finditer(window)]
    first = max([len(window) - reach, 0, *cuts])
    return window[first - 1 :] if first else f" {window}"


def _edges(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands for the candidate beside the cues: a word that goes on in it is no cue."""
    first, last = text[start], text[end - 1]
    if first.isalpha():
        first += _LETTERS if first.isupper() else _LETTERS.lower()
    return first, f"{_LETTERS}{last}" if last.isalpha() else last


def _behind(text: str, end: int) -> str:
    """What may hold a cue behind `end`, and one character more."""
    window = text[end : end + _REACH_BEHIND + _LONGEST_PLACEHOLDER]
    cut = _CUT.search(window)
    limit = min(_REACH_BEHIND, cut.start() if cut else _REACH_BEHIND)
    return window[: limit + 1] if len(window) > limit else f"{window} "


def _plain(text: str) -> str:
    """The text without accents and with edges between scripts, to compare with words in ASCII."""
    if text.isascii():
        return text
    text = _SPECIAL.sub(lambda found: _SPELLED_PLAIN[found[0]], text)
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return _spaced(text)


def _spaced(text: str) -> str:
    """The text with spaces around words in ASCII that no spaces part from other scripts."""
    # The first of these looks is the fastest, and says enough of most texts.
    if text.isascii() or not (_IS_UNSPACED.search(text) and _EDGE_OF_WORD.search(text)):
        return text
    return _LAST_OF_WORD.sub(r"\g<0> ", _FIRST_OF_WORD.sub(r" \g<0>", text))


def _spelled(word: str) -> str:
    """The pattern of one word, or of several in a row."""
    parts = _parts(word)
    # Each character is a pattern of its own, so that the first and the last can be cased.
    spelled = [[re.escape(char) for char in part] for part in parts if part]
    if not spelled or not parts[0].isascii():
        return _loose(word)
    first, last = spelled[0][0], spelled[-1][-1]
    inside = _BETWEEN.join("".join(part) for part in spelled)
    if len(parts[0]) > _LONGEST_ALONE:
        return f"(?i:{inside})"
    begins = rf"(?:\P{{L}}(?i:{first})|[a-z0-9]{first.upper()})"
    if len(word) > _LONGEST_ALONE or len(inside) == len(first):
        return f"{begins}(?i:{inside[len(first) :]})"
    ends = rf"(?:(?i:{last})\P{{L}}|{last.lower()}[A-Z]|{last.upper()}[A-Z][a-z])"
    return f"{begins}(?i:{inside[len(first) : -len(last)]}){ends}"


def _loose(word: str) -> str:
    return f"(?i:{'[^A-Za-z0-9]{0,3}'.join(map(re.escape, _parts(word)))})"


def _parts(word: str) -> list[str]:
    return re.split(r"[ _-]", _plain(word))
