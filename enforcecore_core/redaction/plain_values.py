"""Looking at a value of plain parts as a whole: most hold nothing, and one look says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from enforcecore_core.redaction.codes import form
from enforcecore_core.redaction.command_lines import OPTIONS, names_of_arguments
from enforcecore_core.redaction.containers import parts_of
from enforcecore_core.redaction.outer_names import LONGEST_NAME
from enforcecore_core.redaction.pairs import VALUES, holds_secrets, names_beside
from enforcecore_core.redaction.tables import columns_beside, names_inside
from enforcecore_core.redaction.views import APART

__all__ = ["holds_nothing"]

_Names = tuple[str, ...]


class Look(Protocol):
    """What says whether something may match in a text."""

    def is_clean(self, text: str, keys: str = "", /) -> bool:
        """Whether nothing can match in a text under some names; no says nothing."""
        ...

    def may_be_announced(self, keys: str, /) -> bool:
        """Whether such names may make a match of all that stands under them."""
        ...


# Larger and deeper values are walked through.
_MOST = 256
_DEEPEST = 8
# What has more digits may have too many to print.
_LARGE = 10**18


def holds_nothing(value: object, look: Look) -> bool:
    """True when nothing can match in the value, or in its names. False says nothing.

    What can match in a part can match in the whole: the texts of all parts are looked at together,
    under all names.
    """
    if type(value) not in {dict, list, tuple}:
        return False
    parts = _Parts(look)
    return parts.take(value, (), _DEEPEST) and parts.are_clean()


class _Parts:
    """The texts of a value, apart by whether they are ASCII: that is a shorter look."""

    __slots__ = ("_ascii", "_below", "_called", "_headed", "_left", "_look", "_names", "_other")

    def __init__(self, look: Look) -> None:
        self._look = look
        self._headed = False
        self._ascii: list[str] = []
        self._other: list[str] = []
        self._names: list[str] = []
        self._called: list[str] = []
        self._below: list[str] = []
        self._left = _MOST

    def take(self, value: object, under: _Names, depth: int) -> bool:
        """Whether the value is plain, and its parts are."""
        self._left -= 1
        taker = _TAKERS.get(type(value))
        return taker is not None and self._left >= 0 and taker(self, value, under, depth)

    def are_clean(self) -> bool:
        """Whether nothing can match in what was taken."""
        if self._are_clean_under([*self._names, *self._called]):
            return True
        # A name that announces a secret makes every text one that may be, until each is looked at.
        return (
            self._look.may_be_announced("\n".join(self._called))
            and all(map(self._look.is_clean, self._below, self._called))
            and self._are_clean_under(self._names)
        )

    def _are_clean_under(self, names: list[str]) -> bool:
        keys = "\n".join(names)
        return self._look.is_clean(APART.join(self._ascii), keys) and (
            not self._other or self._look.is_clean(APART.join(self._other), keys)
        )

    def text(self, text: str, under: _Names, _depth: int) -> bool:
        # Its first line may name columns.
        if "\n" in text and not self._look.is_clean(text, " ".join(under)):
            return False
        # That is a shorter look than the one at all texts together.
        if " " in text or self._headed or not self._is_clean_code(text, under):
            self._add(text)
        return True

    def _is_clean_code(self, text: str, under: _Names) -> bool:
        return form(text) != "" and self._look.is_clean(text, " ".join(under))

    def number(self, number: float, _under: _Names, _depth: int) -> bool:
        if not -_LARGE < number < _LARGE:
            return False
        is_whole = type(number) is int or number.is_integer()
        self._ascii.append(str(int(number)) if is_whole else repr(number))
        return True

    def nothing(self, _value: object, _under: _Names, _depth: int) -> bool:
        return True

    def mapping(self, mapping: dict[object, object], under: _Names, depth: int) -> bool:
        if holds_secrets(mapping):
            return False
        is_known = False
        for name, content in mapping.items():
            if not is_known and (type(content) is list or type(content) is tuple):
                is_known = True
                self._add_names(columns_beside(mapping.items(), _any_name)[0], ())
            if type(name) is not str or depth == 0 or len(name) > LONGEST_NAME or "<" in name:
                return False
            self._add(name)
            called = name
            if name in VALUES and (beside := names_beside(mapping, name)):
                # Read as what it is, it may say more than as a text.
                called = f"{APART}{beside}"
            below = (*under[-1:], called) if called else under
            if type(content) is str:
                self._called.append(" ".join(below))
                self._below.append(content)
            else:
                self._names.append(" ".join(below))
            if not self.take(content, below, depth - 1):
                return False
        return True

    def row(self, row: Sequence[object], under: _Names, depth: int) -> bool:
        if row and (type(row[0]) is list or type(row[0]) is tuple):
            for names in names_inside(row, _any_name):
                self._add_names(names, under)
        for item in row:
            if depth == 0 or not self.take(item, under, depth - 1):
                return False
        parts = parts_of(row)
        if not parts:
            if _may_have_options(row):
                self._add_names(names_of_arguments(row, _any_name), under)
                # They were looked at without these names, if at all.
                for item in row:
                    if type(item) is str:
                        self._add(item)
            return True
        spaced = " ".join(parts)
        self._add("".join(parts))
        self._add(spaced)
        if any(f" {sign}" in f" {spaced}" for sign in OPTIONS):
            self._add_names(names_of_arguments(row, _any_name), under)
        return True

    def _add_names(self, names: _Names, under: _Names) -> None:
        """Names over some parts, so that what comes next is looked at under all."""
        self._headed = self._headed or names != ()
        self._names += [" ".join((*under[-1:], name)) for name in names if name]

    def _add(self, text: str) -> None:
        (self._ascii if text.isascii() else self._other).append(text)


def _may_have_options(row: Sequence[object]) -> bool:
    """Whether one of the items may be an option. Most rows are all texts, or have none."""
    if not row or type(row[0]) is not str:
        return str in map(type, row)
    try:
        lines = "\n".join(("", *row))  # type: ignore[arg-type]
    except TypeError:
        return True
    return any(f"\n{sign}" in lines for sign in OPTIONS)


def _any_name(_names: _Names, _under: str = "") -> bool:
    """One in which something matches is looked at as a text."""
    return True


_TAKERS: dict[type, Callable[[_Parts, Any, _Names, int], bool]] = {
    str: _Parts.text,
    int: _Parts.number,
    float: _Parts.number,
    bool: _Parts.nothing,
    type(None): _Parts.nothing,
    dict: _Parts.mapping,
    list: _Parts.row,
    tuple: _Parts.row,
}
