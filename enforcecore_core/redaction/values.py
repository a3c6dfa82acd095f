"""Which rule is for which type. A type that no rule is for is refused."""

from __future__ import annotations

import dataclasses
import datetime as dt
import ipaddress
from array import array
from collections import ChainMap, UserDict, UserList, UserString, deque
from collections.abc import Callable, Mapping, Sequence, ValuesView
from collections.abc import Set as AbstractSet
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from pathlib import PurePath
from types import EllipsisType, MappingProxyType, NoneType, NotImplementedType, SimpleNamespace
from uuid import UUID

from pydantic_core import MultiHostUrl, Url

from enforcecore_core.redaction import containers, scalars
from enforcecore_core.redaction.inspection import Match, NotInspectable
from enforcecore_core.redaction.scanning import Hiding, in_plain_words
from enforcecore_core.redaction.walking import Rewriter, Rule, Walk

__all__ = ["lenient_rule_for", "redact_value", "rule_for"]


def redact_value(
    scanner: Rewriter,
    value: object,
    hiding: Hiding = in_plain_words,
    *,
    rules: Callable[[type], Rule] | None = None,
) -> tuple[object, list[Match]]:
    """The value without matches, and what was replaced.

    Values without matches come back as the same objects. Raises `NotInspectable` for a type that
    cannot be looked into, a value that contains itself, too deep or too large a value. `rules` are
    `rule_for` or `lenient_rule_for`.
    """
    walk = Walk(scanner, rules or rule_for, hiding)
    return walk.visit(value, 0), walk.found


def _refused(walk: Walk, value: object, _depth: int) -> object:
    if walk.is_lenient:
        return value
    raise NotInspectable("cannot look into a value of this type", type_name=type(value).__name__)


_EXACT: dict[type, Rule] = {
    str: scalars.plain_text,
    NoneType: scalars.untouched,
    bool: scalars.untouched,
    int: scalars.integer,
    float: scalars.floating_number,
    dict: containers.builtin_dict,
    list: containers.builtin_list,
    tuple: containers.tuple_like,
    bytes: scalars.bytes_like,
    bytearray: scalars.bytes_like,
    EllipsisType: scalars.untouched,
    NotImplementedType: scalars.untouched,
}

# In order: an enum member that is also text is an enum member.
_BY_BASE: tuple[tuple[type | tuple[type, ...], Rule], ...] = (
    (Enum, scalars.enum_member),
    (str, scalars.text_subclass),
    ((bytes, bytearray), scalars.bytes_subclass),
    # An item of an array may be a character; nothing says what the array means.
    (array, _refused),
    (memoryview, scalars.view_of_bytes),
    (int, scalars.with_attributes(scalars.integer)),
    (float, scalars.with_attributes(scalars.floating_number)),
    (Decimal, scalars.with_attributes(scalars.decimal_number)),
    (PurePath, scalars.with_attributes(scalars.path)),
    (
        (
            *(dt.date, dt.time, dt.timedelta, dt.tzinfo, UUID),
            *(ipaddress.IPv4Address, ipaddress.IPv6Address),
            *(ipaddress.IPv4Network, ipaddress.IPv6Network),
            *(complex, Fraction, range, Url, MultiHostUrl),
        ),
        scalars.with_attributes(scalars.printed),
    ),
    (dict, containers.builtin_dict),
    (list, containers.builtin_list),
    (tuple, containers.tuple_like),
    (set, containers.mutable_set),
    (frozenset, containers.frozen_set),
    (deque, containers.double_ended),
    (MappingProxyType, containers.mapping_proxy),
    ((UserDict, UserList, UserString, ChainMap, SimpleNamespace), containers.record),
)

# After the records: a dataclass that is also a mapping is its attributes.
_BY_INTERFACE: tuple[tuple[type | tuple[type, ...], Rule], ...] = (
    (Mapping, containers.any_mapping),
    ((Sequence, AbstractSet, ValuesView), containers.any_collection),
)

# Known by name, so that nothing is imported that the program does not use itself.
_BY_NAME: dict[str, Rule] = {
    "pydantic.main.BaseModel": containers.record,
    "pydantic.v1.main.BaseModel": containers.record,
    # What it hides in print is still handed to the tool, so it is looked into like all else.
    "pydantic.types._SecretBase": containers.record,
    "pydantic.v1.types.SecretStr": containers.record,
    "pydantic.v1.types.SecretBytes": containers.record,
    "pydantic.networks._BaseUrl": scalars.printed,
    "pydantic.networks._BaseMultiHostUrl": scalars.printed,
}


@lru_cache(maxsize=1024)
def _inherited_rule(cls: type) -> Rule:
    for base, rule in _BY_BASE:
        if issubclass(cls, base):
            return rule
    if issubclass(cls, BaseException):
        return _refused
    if dataclasses.is_dataclass(cls) or "__attrs_attrs__" in dir(cls):
        return containers.record
    for ancestor in cls.__mro__:
        named = _BY_NAME.get(f"{ancestor.__module__}.{ancestor.__qualname__}")
        if named is not None:
            return named
    for base, rule in _BY_INTERFACE:
        if issubclass(cls, base):
            return rule
    return _refused


def rule_for(cls: type) -> Rule:
    """The rule for values of exactly this class."""
    rule = _EXACT.get(cls)
    return _inherited_rule(cls) if rule is None else rule


def lenient_rule_for(cls: type) -> Rule:
    """As `rule_for`, and values that nobody can look into stay as they are."""
    rule = rule_for(cls)
    return scalars.untouched if rule is _refused else rule
