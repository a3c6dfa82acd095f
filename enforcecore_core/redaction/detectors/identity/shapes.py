"""How a detector for a number that a state gives is put together from its shape and its check."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from typing import Literal

from enforcecore_core.redaction.cues import Cues
from enforcecore_core.redaction.detectors.detector import Detector, Pack, Span
from enforcecore_core.redaction.detectors.rows import in_row

__all__ = ["always", "is_day", "number"]

Check = Callable[[str], bool]

_SEPARATORS = str.maketrans("", "", string.punctuation + " ")

# What must not stand before a number. A row of hexadecimal digits is cut into no numbers; a name
# may be glued to one (`pesel850101...`). `0x` and `\U` say that the digits are hexadecimal.
_BEFORE_DIGITS = (
    *("[0-9]", "[0-9A-Fa-f]{2}", r"[0-9]\."),
    *("0[Xx]", "0[Xx][0-9A-Fa-f]", r"\\[Uu]"),
)
_BEFORE_LETTERS = ("[0-9A-Za-z]",)
_BEFORE_CUED = ("[0-9]",)
_END = r"(?![0-9A-Za-z])(?!\.[0-9])"
_CUED_END = r"(?![0-9])"

# `99900186204 bytes` is an amount; who `requests` something may have a number.
_UNIT_BEHIND = re.compile(r" (?:bytes|rows|lines|ns|us|ms)(?![0-9A-Za-z])", re.ASCII)

_LAST_LATIN = "\u024f"

_FIRST = re.compile(r"(\[[^]]+\]|[0-9A-Z])(?:\{([0-9]+)\})?(?![{?*+|])")

# The longest and shortest months; years do not matter where only two of their digits are known.
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def number(
    name: str,
    shape: str,
    check: Check,
    *,
    source: str,
    examples: tuple[tuple[str, str], ...],
    counter_examples: tuple[str, ...],
    cues: Cues | None = None,
    unless: re.Pattern[str] | None = None,
    gate: str = "",
    row: str = "",
    pack: Pack = "default",
    kind: str = "",
    begins_with: Literal["digit", "letter"] = "digit",
) -> Detector:
    """A detector for what has this shape and passes the check.

    `shape` is a pattern in the dialects of both Python and Rust, and the gate unless another one is
    given. It begins with a character or a class. `check` gets a candidate without separators in
    upper case. A part of a longer row of groups, parted by one of the characters `row` as its own
    groups are, does not count; nor does what stands right behind what matches `unless`, nor bare
    digits before a unit.
    """
    before: tuple[str, ...]
    if begins_with == "letter":
        before, end = _BEFORE_LETTERS, _END
    elif cues is None:
        before, end = _BEFORE_DIGITS, _END
    else:
        before, end = _BEFORE_CUED, _CUED_END

    def confirm(found: re.Match[str]) -> Span | None:
        text = found[0]
        if text.isdigit() and cues is None and _UNIT_BEHIND.match(found.string, found.end()):
            return None
        if cues is None and text[-1].isalpha() and _goes_on(found):
            return None
        compact = text if text.isdigit() else text.translate(_SEPARATORS).upper()
        if not check(compact) or (row and in_row(found.string, found.span(), row)):
            return None
        return found.span()

    return Detector(
        name=name,
        kind=kind or name.upper().replace("-", "_"),
        group="pii",
        family="identity",
        source=source,
        gate=gate or shape,
        pattern=re.compile(f"{_begun(shape, before)}{end}", re.ASCII),
        confirm=confirm,
        pack=pack,
        cues=cues,
        unless=unless,
        examples=examples,
        counter_examples=counter_examples,
    )


def _goes_on(found: re.Match[str]) -> bool:
    """Whether the last letter begins a word: of Latin letters, some have marks."""
    behind = found.string[found.end() : found.end() + 1]
    return behind.isalpha() and behind <= _LAST_LATIN


def _begun(shape: str, before: tuple[str, ...]) -> str:
    """The shape behind none of these.

    They are looked for behind its first character: a pattern that begins with a class of characters
    is searched for many times faster than one that begins with a look behind.
    """
    found = _FIRST.match(shape)
    if found is None:
        raise ValueError(f"a shape begins with a character or a class: {shape}")
    first, count = found[1], int(found[2] or 1)
    asides = "".join(f"(?<!{one}{first})" for one in before)
    again = f"{first}{{{count - 1}}}" if count > 1 else ""
    return f"{first}{asides}{again}{shape[found.end() :]}"


def always(compact: str) -> bool:  # noqa: ARG001 - the check of formats without check digit
    """Accept whatever has the shape."""
    return True


def is_day(month: str, day: str) -> bool:
    """Whether this is a day that some year has."""
    return 1 <= int(month) <= 12 and 1 <= int(day) <= _LENGTHS[int(month) - 1]  # noqa: PLR2004
