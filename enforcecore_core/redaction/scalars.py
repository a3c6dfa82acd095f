"""Rules for values that hold no others: text, bytes, numbers, paths, moments, enum members."""

from __future__ import annotations

import codecs
import math
from decimal import Decimal
from enum import Enum
from pathlib import PurePath

from enforcecore_core.redaction.inspection import NotInspectable
from enforcecore_core.redaction.state import Copy, instance_dict
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
# those that a name gives away, 4.
_SHORT = 10**10
_SHORT_UNDER_NAMES = 10**3
_LARGEST_EXPONENT = 64
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


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
    """UTF-16 with its mark, UTF-8, or byte by byte: ASCII formats stand out in other encodings."""
    encodings = ["utf-16"] if value[:2] in _UTF16_MARKS else []
    for encoding in (*encodings, "utf-8", "latin-1"):
        try:
            text = value.decode(encoding)
        except UnicodeDecodeError:
            continue
        result = walk.text(text)
        return value if result is text else type(value)(result.encode(encoding))
    raise NotInspectable("bytes that nothing reads", type_name=type(value).__name__)


def bytes_subclass(walk: Walk, value: bytes | bytearray, depth: int) -> object:
    def rule(walk: Walk, value: bytes | bytearray, depth: int) -> object:
        plain = bytes(value) if isinstance(value, bytes) else bytearray(value)
        result = bytes_like(walk, plain, depth)
        if result is not plain or Copy(walk, value, depth).changed:
            raise NotInspectable("bytes of a class of their own", type_name=type(value).__name__)
        return value

    return walk.inside(value, depth, rule)


def view_of_bytes(walk: Walk, value: memoryview, depth: int) -> object:
    held = value.tobytes()
    result = bytes_like(walk, held, depth)
    return value if result is held else memoryview(result)


def with_attributes(rule: Rule) -> Rule:
    """The rule, for classes whose instances may carry more: that must be without matches."""

    def ruled(walk: Walk, value: object, depth: int) -> object:
        result = rule(walk, value, depth)
        if result is value and walk.visit_all(instance_dict(value).values(), depth + 1)[1]:
            raise NotInspectable("an attribute that matches", type_name=type(value).__name__)
        return result

    return ruled


def integer(walk: Walk, value: int, _depth: int) -> object:
    """A number whose digits match is replaced by the placeholder's text."""
    if _is_short(walk, value):
        return value
    try:
        return _digits(walk, value, int.__repr__(abs(value)))
    except ValueError:
        # The interpreter's limit on converting integers to text.
        raise NotInspectable("an integer of too many digits") from None


def floating_number(walk: Walk, value: float, _depth: int) -> object:
    if not math.isfinite(value):
        return value
    whole = abs(value).is_integer()
    # Under a name, a fraction can be a coordinate.
    if _is_short(walk, value) and (whole or not walk.keys):
        return value
    return _digits(walk, value, str(int(abs(value))) if whole else repr(abs(value)))


def decimal_number(walk: Walk, value: Decimal, _depth: int) -> object:
    plain = value.is_finite() and abs(value.adjusted()) <= _LARGEST_EXPONENT
    return _digits(walk, value, format(abs(value), "f") if plain else str(value))


def printed(walk: Walk, value: object, _depth: int) -> object:
    """A value that is what it prints: a moment, a UUID, an address. Replaced by text."""
    text = str(value)
    result = walk.text(text)
    if result is not text:
        return result
    if walk.scanner.find(repr(value)):
        raise NotInspectable("a value that prints what matches", type_name=type(value).__name__)
    return value


def path(walk: Walk, value: PurePath, _depth: int) -> object:
    text = str(value)
    result = walk.text(text)
    return value if result is text else type(value)(result)


def enum_member(walk: Walk, value: Enum, depth: int) -> object:
    """A member stands for a constant of the program: it cannot be rewritten, only refused."""
    constant = value._value_
    if walk.visit(constant, depth) is not constant:
        raise NotInspectable("an enum member that matches", type_name=type(value).__name__)
    return value


def _is_short(walk: Walk, value: float) -> bool:
    limit = _SHORT_UNDER_NAMES if walk.keys else _SHORT
    return -limit < value < limit


def _digits(walk: Walk, value: object, digits: str) -> object:
    result = walk.text(digits)
    return value if result is digits else result
