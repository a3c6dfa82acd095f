"""Saying fast that nothing can match: pydantic-core's linear-time regex engine before `re`.

With RE2, gates that begin with something telling are told apart by it, all in one look.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from pydantic_core import SchemaValidator, core_schema

from enforcecore_core.redaction.engines import Engine, Lookup, lookup

__all__ = ["Gate", "Gates", "compiled", "readable"]

EDGE = "(?:^|"
"""How a gate begins that opens only at a place where there is an edge."""

Gate = Callable[[str], bool]
_Sort = tuple[str, bool]
_Member = tuple[int, str]
"""The place of a gate among many, and the gate."""

_SURROGATE = re.compile("[\ud800-\udfff]")

# How many gates make a group, by whether they begin with a class, or an edge and a class, and
# whether they count far.
_SIZES = {
    ("", False): 256,
    ("[", False): 64,
    (EDGE, False): 64,
    ("", True): 32,
    ("[", True): 8,
    (EDGE, True): 8,
}
_FEW = 4
_FEW_AT_ONCE = 100

_ITEM = re.compile(
    r"""(?P<item>\\.|\[(?:\\.|[^]\\])*\]|\((?:\\.|\[(?:\\.|[^]\\])*\]|[^()\\\[])*\)|[^\\\[(|)])
    (?P<repeat>\{[0-9]+(?:,[0-9]*)?\}|[*+?]?)""",
    re.VERBOSE,
)
# A class or a character by its number, of which the digits come next.
_NAMED = re.compile(r"\\\w")
_SIGN = re.compile(r"\\\W|[^\w\s.^$\\]")
_COUNTS_FAR = re.compile(r"\{[0-9,]*[0-9]{2}\}|\{[0-9]+,\}|\][*+]")
_LEAST_FRONT = 3
_CLASS = re.compile(r"\[")
_ANY = re.compile(r"\[(?:0-9|A-Za-z|A-Za-z0-9| -)\]")
_SOME_DIGITS = re.compile(r"\[(?:[0-9](?:-[0-9])?)+\]")


def compiled(patterns: Sequence[str]) -> Gate:
    """Whether any of the patterns, in Rust's dialect, matches anywhere in a text."""
    if not patterns:
        return _never
    pattern = "|".join(f"(?:{pattern})" for pattern in patterns)
    schema = core_schema.str_schema(pattern=pattern, regex_engine="rust-regex", strict=True)
    return SchemaValidator(schema).isinstance_python


def readable(text: str) -> str:
    """The text for a gate: lone surrogates, which are no text to it, as another character."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


class Gates:
    """Many gates, asked all at once, then in groups, and one by one where something may match.

    Gates that are asked at once become one automaton, whose states are built as texts need them,
    and are thrown away when there are too many. So digits are not told apart, what counts far or
    may begin anywhere is not asked together with what does not, and at first what begins with a
    sign only for what stands before it counts.
    """

    __slots__ = ("_first", "_groups", "_told")

    def __init__(self, patterns: Sequence[str], engine: Engine = "rust") -> None:
        coarse = [_SOME_DIGITS.sub("[0-9]", pattern) for pattern in patterns]
        sorts = _sorted(coarse)
        self._groups = [
            group for sort, size in _SIZES.items() for group in _groups(sorts[sort], size)
        ]
        self._told: Sequence[_Group | _Set] = self._groups
        if engine == "re2":
            self._told = _told_by_re2(sorts)
        self._first = _first([_front(gate) or gate for gate in coarse])

    def open(self, text: str) -> bool:
        """Whether any of them matches in the text, which must be readable."""
        return self.may_open(text) and any(group.gate(text) for group in self._groups)

    def may_open(self, text: str) -> bool:
        """The same by their fronts alone; False says that none matches."""
        for gate in self._first:  # noqa: SIM110 - `any` takes as long as a gate
            if gate(text):
                return True
        return False

    def which(self, text: str) -> list[int]:
        """The places of those that match in the text."""
        return [place for one in self._told for place in one.which(text)]


def _first(fronts: Sequence[str]) -> list[Gate]:
    """Gates of all fronts. Where there are few, only edges need their own states."""
    edges = [front for front in fronts if front.startswith(EDGE)]
    others = [front for front in fronts if not front.startswith(EDGE)]
    if len(fronts) <= _FEW_AT_ONCE:
        return [compiled(some) for some in (others, edges) if some]
    signs = [front for front in others if not _is_wide(front)]
    return [compiled(signs), compiled([*filter(_is_wide, others)]), compiled(edges)]


def _counts_far(gate: str) -> bool:
    return _COUNTS_FAR.search(gate) is not None


def _is_wide(gate: str) -> bool:
    return _sort(gate) != ("", False)


def _sort(gate: str) -> _Sort:
    begins = next((sign for sign in ("[", EDGE) if gate.startswith(sign)), "")
    return begins, _counts_far(gate)


def _sorted(gates: Sequence[str]) -> dict[_Sort, list[_Member]]:
    sorts: dict[_Sort, list[_Member]] = {sort: [] for sort in _SIZES}
    for place, gate in enumerate(gates):
        sorts[_sort(gate)].append((place, gate))
    return sorts


def _front(gate: str) -> str | None:
    """What a gate begins with before it counts far, if that is telling."""
    if gate.startswith(EDGE):
        return None
    place = signs = 0
    front: str | None = None
    while found := _ITEM.match(gate, place):
        if front is None and _counts_far(found[0]):
            front = gate[:place] if signs >= _LEAST_FRONT else ""
        if not found["repeat"] and not found["item"].startswith("["):
            signs += 1
        place = found.end()
    # Of several alternatives, each has a front of its own.
    return front if place == len(gate) and front else None


def _sign(gate: str) -> str:
    """A sign that every match of a gate has in it, if any; it is looked for much faster."""
    place = 0
    signs = []
    while found := _ITEM.match(gate, place):
        item = found["item"]
        if _NAMED.match(item):
            return ""
        if _SIGN.fullmatch(item) and not found["repeat"]:
            signs.append(item[-1])
        place = found.end()
    # Of several alternatives, each has its own; so has a gate of which not all is understood.
    return signs[0] if signs and place == len(gate) else ""


class _Group:
    """Some gates and their places, compiled when they are first asked."""

    def __init__(self, members: Sequence[_Member]) -> None:
        self._members = members

    @cached_property
    def gate(self) -> Gate:
        return compiled([gate for _, gate in self._members])

    def which(self, text: str) -> list[int]:
        """The places of those that match in the text."""
        if len(self._members) > _FEW and not self.gate(text):
            return []
        found = [place for place, sign, gate in self._with_sign if sign in text and gate(text)]
        for part in self._others:
            if part.gate(text):
                found += [place for place, gate in part.each if gate(text)]
        return found

    @cached_property
    def _with_sign(self) -> list[tuple[int, str, Gate]]:
        signs = [(place, _sign(gate), gate) for place, gate in self._members if _is_wide(gate)]
        return [(place, sign, compiled([gate])) for place, sign, gate in signs if sign]

    @cached_property
    def _others(self) -> list[_Group]:
        known = {place for place, _, _ in self._with_sign}
        others = [member for member in self._members if member[0] not in known]
        # What matches in one text stands together: what takes any letter or digit.
        others.sort(key=lambda member: len(_CLASS.findall(_ANY.sub("", member[1]))))
        return _groups(others, math.isqrt(len(others)) + 1)

    @cached_property
    def each(self) -> list[tuple[int, Gate]]:
        return [(place, compiled([gate])) for place, gate in self._members]


class _Set:
    """Some gates and their places, about all of which RE2 is asked at once."""

    def __init__(self, members: Sequence[_Member]) -> None:
        self._members = members

    def which(self, text: str) -> list[int]:
        """The places of those that match in the text."""
        match, rest = self._asked
        found = match(text)
        if found is None:
            return list(self._apart(range(len(self._members)), text))
        places = [self._members[index][0] for index in found]
        return [*places, *self._apart(rest, text)] if rest else places

    def _apart(self, indices: Iterable[int], text: str) -> Iterator[int]:
        """The same, one by one."""
        for index in indices:
            place, gate = self._each[index]
            if gate(text):
                yield place

    @cached_property
    def _asked(self) -> tuple[Lookup, list[int]]:
        match, given = lookup([gate for _, gate in self._members])
        return match, [index for index in range(len(self._members)) if index not in given]

    @cached_property
    def _each(self) -> list[tuple[int, Gate]]:
        return [(place, compiled([gate])) for place, gate in self._members]


def _told_by_re2(sorts: Mapping[_Sort, Sequence[_Member]]) -> list[_Group | _Set]:
    """What tells gates apart: sets, and groups for those that begin with a class.

    What may begin anywhere needs more states than RE2 can keep, and it would forget them.
    """
    told: list[_Group | _Set] = []
    for sort, members in sorts.items():
        if sort[0]:
            told += _groups(members, _SIZES[sort])
        elif members:
            told.append(_Set(members))
    return told


def _groups(members: Sequence[_Member], size: int) -> list[_Group]:
    return [_Group(members[start : start + size]) for start in range(0, len(members), size)]


def _never(text: str) -> bool:  # noqa: ARG001 - the gate of no patterns
    return False
