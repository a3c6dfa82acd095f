"""Words that stand near a value and say what it is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

__all__ = ["Cues"]

# A short word is a word by itself (`pan`, not `company`); a long one may be part of a compound.
_LONGEST_ALONE = 5
_REACH_BEHIND = 24
_LONGEST_PLACEHOLDER = 64

_CASE_CHANGE = r"(?-i:(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]))"
_BEGINS = rf"(?:(?<![^\W\d_])|{_CASE_CHANGE})"
_ENDS = rf"(?:(?![^\W\d_])|{_CASE_CHANGE})"
_BETWEEN = r"[\W_]{0,3}"

# A placeholder, and what a scanner blots out: neither is a cue, and none reaches across one.
# Else the same number would be near a word once the value between them has become shorter.
_CUT = re.compile(r"<[A-Z][A-Z0-9_]{0,62}>|>>+", re.ASCII)

_SPELLED_PLAIN = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "\u0131": "i"})


@dataclass(frozen=True, slots=True)
class Cues:
    """Words one of which must stand near a candidate for it to be what its detector looks for.

    A word may be several (`date of birth`); between them, `_`, `-`, punctuation or nothing will do
    too, and a change of case counts as an edge (`dateOfBirth`). Case and accents do not matter.

    A cue counts at most `reach` characters before the candidate, or 24 behind it. With
    `bare_in_strict` the strict packs ask for none.
    """

    words: tuple[str, ...]
    reach: int = 48
    bare_in_strict: bool = False
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        alternatives = "|".join(_spelled(word) for word in self.words)
        object.__setattr__(self, "_pattern", re.compile(alternatives, re.IGNORECASE))

    @property
    def gate(self) -> str:
        """In Rust's dialect, what matches in plain ASCII wherever one of the words stands in it."""
        return "|".join(_gate(word) for word in self.words if _plain(word).isascii()) or "[^\\s\\S]"

    def near(self, text: str, start: int, end: int, keys: str = "") -> bool:
        """Whether a cue stands near `text[start:end]`.

        `keys` are the names under which the whole text stands; they count as standing right
        before it.
        """
        before = _before(text, start, self.reach)
        if keys and start <= self.reach and not _CUT.search(text, 0, start):
            before = f"{keys} {before}"
        if self._pattern.search(before) is not None:
            return True
        behind = _plain(text[end : end + _REACH_BEHIND + _LONGEST_PLACEHOLDER])
        cut = _CUT.search(behind)
        limit = min(_REACH_BEHIND, cut.start() if cut else _REACH_BEHIND)
        return self._pattern.search(behind[:limit]) is not None

    def names(self, keys: str) -> bool:
        """Whether one of the words is in the names `keys`."""
        return self._pattern.search(_plain(keys)) is not None


def _before(text: str, start: int, reach: int) -> str:
    begin = max(0, start - reach - _LONGEST_PLACEHOLDER)
    window = text[begin:start]
    cuts = [found.end() for found in _CUT.finditer(window)]
    return _plain(window[max([len(window) - reach, 0, *cuts]) :])


def _plain(text: str) -> str:
    """The text without accents, to compare with words that are written without them."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_SPELLED_PLAIN))
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")


def _spelled(word: str) -> str:
    """The pattern of one word, or of several in a row."""
    parts = _parts(word)
    pattern = _BETWEEN.join(map(re.escape, parts))
    if not parts[0].isascii():
        return pattern
    begins = _BEGINS if len(parts[0]) <= _LONGEST_ALONE else ""
    return f"{begins}{pattern}{_ENDS if len(word) <= _LONGEST_ALONE else ''}"


def _gate(word: str) -> str:
    return f"(?i:{'[^A-Za-z0-9]{0,3}'.join(map(re.escape, _parts(word)))})"


def _parts(word: str) -> list[str]:
    return re.split(r"[ _-]", _plain(word))
