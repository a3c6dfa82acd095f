"""Rules for values that hold no others: text, bytes, numbers, paths, moments, enum members."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any

from enforcecore_core.redaction.encodings import Binary, Reading, readings
from enforcecore_core.redaction.inspection import NotInspectable
from enforcecore_core.redaction.state import (
    Copy,
    Place,
    attributes,
    instance_dict,
    is_library,
    library_class,
)
from enforcecore_core.redaction.walking import Rule, Walk

__all__ = [
    "bytes_like",
    "bytes_subclass",
    "decimal_number",
    "enum_member",
    "floating_number",
    "integer",
    "path",
    "plain_text",
    "printed",
    "text_subclass",
    "untouched",
    "view_of_bytes",
    "with_attributes",
]

# The shortest number in the catalogue that nothing around it has to give away has 11 digits; of
# those that a name gives away, 3.
_SHORT = 10**10
_SHORT_UNDER_NAMES = 10**2
_LARGEST_EXPONENT = 64

# What a member of an enum may be besides.
_CONTENT: dict[type, Callable[[Any], object]] = {
    str: str.__str__,
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
    int: int.__int__,
    float: float.__float__,
}
_OF_ENUMS = frozenset({"_value_", "_name_", "__objclass__", "_sort_order_"})


def untouched(_walk: Walk, value: object, _depth: int) -> object:
    """None, True, False: nothing can hide in it."""
    return value


def plain_text(walk: Walk, value: str, _depth: int) -> str:
    return walk.text(value)


def text_subclass(walk: Walk, value: str, depth: int) -> object:
    """Text of a class of its own, with the attributes that such a class may give it."""

    def rule(walk: Walk, value: str, depth: int) -> object:
        text = str.__str__(value)
        result = walk.text(text)
        copy = Copy(walk, value, depth)
        if result is text and not copy.changed:
            return value
        return copy.made(lambda cls: str.__new__(cls, result))

    return walk.inside(value, depth, rule)


def bytes_like(walk: Walk, value: bytes | bytearray, _depth: int) -> bytes | bytearray:
    """UTF-16 with its mark, UTF-8, latin-1, or what is legible in bytes that are no text.

    Nothing makes bytes be what they start like, so they are read in every way that is left.
    """
    held = value
    ways = list(readings(value))
    for reading in ways:
        held = _redacted(walk, held, reading)
    if held is not value:
        for reading in ways[:-1]:
            for part in reading.parts(held):
                if isinstance(part, str):
                    walk.scanner.require_clean(part)
    return held


def _redacted(walk: Walk, held: bytes | bytearray, reading: Reading | Binary) -> bytes | bytearray:
    pieces: list[bytes] = []
    changed = False
    for part in reading.parts(held):
        result = part if isinstance(part, bytes) else walk.text(part)
        changed |= result is not part
        pieces.append(result if isinstance(result, bytes) else reading.encode(result))
    return type(held)(b"".join(pieces)) if changed else held


def bytes_subclass(walk: Walk, value: bytes | bytearray, depth: int) -> object:
    def rule(walk: Walk, value: bytes | bytearray, depth: int) -> object:
        # Whatever the class makes of itself, a slice of the type is what it holds.
        plain = _type_of(value).__getitem__(value, slice(None))
        result = bytes_like(walk, plain, depth)
        if result is not plain or Copy(walk, value, depth).changed:
            raise NotInspectable("bytes of a class of their own", type_name=_name(value))
        return value

    return walk.inside(value, depth, rule)


def _type_of(value: bytes | bytearray) -> Any:
    return bytes if isinstance(value, bytes) else bytearray


def view_of_bytes(walk: Walk, value: memoryview, depth: int) -> object:
    try:
        held = value.tobytes()
    except ValueError:
        raise NotInspectable("a view that was released") from None
    result = bytes_like(walk, held, depth)
    if result is held and not _shows_less(walk, value, depth):
        return value
    return memoryview(result if value.readonly else bytearray(result))


def _shows_less(walk: Walk, view: memoryview, depth: int) -> bool:
    """Whether something matches in what the view is of, which who has the view can read too."""
    whole = memoryview(view.obj).tobytes()
    return len(whole) > view.nbytes and walk.holds_match("", whole, depth)


def with_attributes(rule: Rule) -> Rule:
    """The rule, for classes whose instances may carry more: that must be without matches."""

    def ruled(walk: Walk, value: object, depth: int) -> object:
        result = rule(walk, value, depth)
        if result is value and any(_matches(walk, *one, depth) for one in attributes(value)):
            raise NotInspectable("an attribute that matches", type_name=_name(value))
        return result

    return ruled


def _matches(walk: Walk, place: Place, content: object, depth: int) -> bool:
    if isinstance(place, str):
        return walk.visit_under(place, content, depth + 1) is not content
    # What the slots of the library's own classes hold is what they print.
    if is_library(place.__objclass__):
        return False
    return walk.visit_under(place.__name__, content, depth + 1) is not content


def integer(walk: Walk, value: int, _depth: int) -> object:
    """A number whose digits match is replaced by the placeholder's text."""
    size = int.__abs__(value)
    if _is_short(walk, size):
        return value
    try:
        return _digits(walk, value, int.__repr__(size))
    except ValueError:
        # The interpreter's limit on converting integers to text.
        raise NotInspectable("an integer of too many digits") from None


def floating_number(walk: Walk, value: float, _depth: int) -> object:
    size = float.__abs__(value)
    if not math.isfinite(size):
        return value
    whole = size.is_integer()
    # Under a name, a fraction can be a coordinate.
    if _is_short(walk, size) and (whole or not walk.keys):
        return value
    return _digits(walk, value, str(int(size)) if whole else repr(size))


def decimal_number(walk: Walk, value: Decimal, _depth: int) -> object:
    # Copied, for arithmetic would round it.
    size = Decimal.copy_abs(value)
    plain = size.is_finite() and abs(size.adjusted()) <= _LARGEST_EXPONENT
    return _digits(walk, value, format(size, "f") if plain else str(size))


def printed(walk: Walk, value: Any, depth: int) -> object:
    """A value that is what it prints: a moment, a UUID, an address. Replaced by text."""
    cls: type = type(value)
    try:
        # A class of its own may print less than it holds.
        texts = dict.fromkeys((str(value), library_class(cls).__str__(value)))
        shown = repr(value)
    except Exception:  # noqa: BLE001 - foreign code prints the value, and may raise anything
        raise NotInspectable("a value that cannot be printed", type_name=_name(value)) from None
    for text in texts:
        result = walk.text(text)
        if result is not text:
            return result
    if walk.scanner.find(shown) or _has_matching_zone(walk, value, depth):
        raise NotInspectable("a value that prints what matches", type_name=_name(value))
    return value


def _has_matching_zone(walk: Walk, value: object, depth: int) -> bool:
    """Whether something matches in what names the zone of a moment, which it prints if asked to."""
    if not isinstance(value, dt.datetime | dt.time):
        return False
    zone = (dt.datetime if isinstance(value, dt.datetime) else dt.time).tzinfo.__get__(value)
    if zone is None or type(zone) is dt.timezone:
        return False
    try:
        called = zone.tzname(value if isinstance(value, dt.datetime) else None)
    except Exception:  # noqa: BLE001 - foreign code names the zone, and may raise anything
        raise NotInspectable("a zone that has no name", type_name=_name(zone)) from None
    return walk.holds_match("", called, depth + 1) or walk.holds_match("", zone, depth + 1)


def path(walk: Walk, value: PurePath, _depth: int) -> object:
    """A path of a class of its own that matches is replaced by one of the library's."""
    plain = library_class(type(value))
    text = plain.__str__(value)
    result = walk.text(text)
    return value if result is text else plain(result)


def enum_member(walk: Walk, value: Enum, depth: int) -> object:
    """A member stands for a constant of the program: it cannot be rewritten, only refused."""
    constant = value._value_
    if (
        walk.visit(constant, depth) is not constant
        or walk.scanner.find(value._name_ or "")
        or _holds_more(walk, value, depth)
    ):
        raise NotInspectable("an enum member that matches", type_name=_name(value))
    return value


def _holds_more(walk: Walk, member: Enum, depth: int) -> bool:
    """Whether something matches in what a member is besides its value."""
    plain = next((kind for kind in _CONTENT if isinstance(member, kind)), None)
    # Whatever the class makes of itself, this is what it holds.
    held = [(name, one) for name, one in instance_dict(member).items() if name not in _OF_ENUMS]
    if plain is not None:
        held.append(("", _CONTENT[plain](member)))
    return any(walk.holds_match(name, one, depth) for name, one in held)


def _is_short(walk: Walk, size: float) -> bool:
    return size < (_SHORT_UNDER_NAMES if walk.keys else _SHORT)


def _digits(walk: Walk, value: object, digits: str) -> object:
    result = walk.text(digits)
    return value if result is digits else result


def _name(value: object) -> str:
    return type(value).__name__
