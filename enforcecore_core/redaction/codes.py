"""Words that are something else by their form: UUIDs (RFC 9562), digests, and times (RFC 3339).

What digits and letters follow one another in such a code is chance: no part of it is a number of
its own, and none is base64. What hexadecimal encodes is another question, and asked elsewhere. So
is whether somebody was born at that time.
"""

from __future__ import annotations

import re

from enforcecore_core.redaction.editing import Span
from enforcecore_core.redaction.gates import compiled

__all__ = ["alike", "form", "has_codes", "inside_code", "without_codes", "without_uuids"]

_SHORTEST = 16
_LONGEST = 128

# No part of a name, of a path in base64, or of what is escaped.
_BEFORE = r"(?<![0-9A-Za-z_+.%\\-])"
_BEHIND = r"(?![0-9A-Za-z_+=-])"
_HEX = "[0-9a-f]"
# The variant of RFC 9562 is nothing that ASCII has for bits.
_UUID = f"{_HEX}{{8}}-{_HEX}{{4}}-[1-8]{_HEX}{{3}}-[89ab]{_HEX}{{3}}-{_HEX}{{12}}"
# Numbers that begin with letters change from these to digits once.
_CHANGES = "(?=[0-9]*+(?:[a-f]++[0-9]++){3})"
_DIGEST = f"{_CHANGES}{_HEX}{{24,{_LONGEST}}}+"
_TIME = (
    "[12][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]"
    "(?::[0-6][0-9](?:[.,][0-9]{1,9})?+)?+(?:Z|[+-][0-2][0-9]:?[0-5][0-9])?+(?![:.,][0-9])"
)

_CODE = re.compile(f"{_BEFORE}(?:{_UUID}|{_DIGEST}|{_TIME}){_BEHIND}", re.ASCII)
# What a part of a code consists of, and what stands right beside one.
_PART = re.compile("[0-9a-f:.,TZ+-]+")
_PRECEDED = re.compile("(?<=[0-9a-fT-])|(?<=[0-9][:.,+])")
_FOLLOWED = re.compile("[0-9a-fTZ-]|[:.,+][0-9]")
_ONE_UUID = re.compile(f"{_BEFORE}{_UUID}{_BEHIND}", re.ASCII)
_MAY_HAVE_CODES = compiled([f"{_HEX}{{24}}", f"{_HEX}{{8}}-{_HEX}{{4}}-", "[0-9]T[0-9]"])

# As many signs as there are in a code, of which none is read together with others.
_ANY_UUID = "a1b2c3d4-e5f6-4a7b-8c9d-e1f2a3b4c5d6"
_ANY_DIGEST = "".join(
    f"{letter}{digit}" for letter, digit in zip("abcdefbacedf" * 6, "1234567890" * 8, strict=False)
)
_EDGE = 2
_SAME_DIGIT = str.maketrans("023456789", "1" * 9)


def has_codes(text: str) -> bool:
    """Whether there may be any in a text for gates; false says that there is none."""
    return _MAY_HAVE_CODES(text)


def form(text: str) -> str:
    """The code that stands for all of its form, when all of the text is one; else nothing."""
    if not _SHORTEST <= len(text) <= _LONGEST or _CODE.fullmatch(text) is None:
        return ""
    return _same(text)


def alike(text: str) -> str:
    """The text with codes of one form as the same code, but for two characters at its edges."""
    return _CODE.sub(_alike, text)


def without_codes(text: str) -> str:
    """The text with points for each code, one for each character."""
    return _CODE.sub(_blank, text)


def without_uuids(text: str) -> str:
    """The text with points for each UUID, one for each character."""
    return _ONE_UUID.sub(_blank, text)


def inside_code(text: str, span: Span) -> bool:
    """Whether the span is a code or a part of one."""
    start, end = span
    if _PART.fullmatch(text, start, end) is None:
        return False
    if end - start < _SHORTEST and not (_PRECEDED.match(text, start) or _FOLLOWED.match(text, end)):
        return False
    begin = max(0, start - _LONGEST)
    for found in _CODE.finditer(text, begin, end + _LONGEST):
        if found.start() <= start and end <= found.end():
            return True
        if found.start() >= end:
            break
    return False


def _same(code: str) -> str:
    if "T" in code:
        # A year in which people are born, in November.
        return f"20{code[2:].translate(_SAME_DIGIT)}"
    return _ANY_UUID if "-" in code else _ANY_DIGEST[: len(code)]


def _alike(found: re.Match[str]) -> str:
    code = found[0]
    same = _same(code)
    return f"{code[:_EDGE]}{same[_EDGE:-_EDGE]}{code[-_EDGE:]}"


def _blank(found: re.Match[str]) -> str:
    return "." * len(found[0])
