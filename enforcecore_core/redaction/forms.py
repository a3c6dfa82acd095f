"""Values of Python as a JSON schema speaks of them: their form in JSON, their parts, a remake.

What is here runs no code of a value's class but that of the library's own classes.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import ipaddress
import math
from collections import OrderedDict, deque
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any
from uuid import UUID

from pydantic import BaseModel, SecretStr
from pydantic.dataclasses import is_pydantic_dataclass
from pydantic_core import MultiHostUrl, Url

from enforcecore_core.redaction.inspection import NotInspectable
from enforcecore_core.redaction.json_schemas import OPAQUE
from enforcecore_core.redaction.state import attributes, blank, library_class, set_attribute

__all__ = ["Part", "as_json", "is_record", "parts_of", "remade"]

# A property's name or an item's index, and what is there.
Part = tuple[str | int, object]

_PRINTED = (
    *(dt.date, dt.time, dt.timedelta, UUID, Decimal, PurePath, Url, MultiHostUrl),
    *(ipaddress.IPv4Address, ipaddress.IPv6Address),
    *(ipaddress.IPv4Network, ipaddress.IPv6Network),
)
_IN_A_ROW = (list, tuple, deque, set, frozenset)


def as_json(value: object) -> object:
    """The value in the types of JSON, or `OPAQUE` in the place of what has no such form."""
    parts = parts_of(value)
    if parts is None:
        return _scalar(value)
    if isinstance(value, _IN_A_ROW):
        return [as_json(part) for _, part in parts]
    return {name: as_json(part) for name, part in parts}


def parts_of(value: object) -> list[Part] | None:
    """The parts that a schema has words for, in order. None for a value that is not of such."""
    if isinstance(value, _IN_A_ROW):
        return list(enumerate(value))
    if isinstance(value, dict):
        parts: list[Part] = [(str(key), part) for key, part in value.items() if _is_name(key)]
        return parts if len(dict(parts)) == len(value) else None
    names = _names(type(value))
    if names is None or (isinstance(value, BaseModel) and value.__pydantic_extra__):
        return None
    return [(names[at], part) for at, part in _fields(value) if at in names]


def is_record(value: object) -> bool:
    """Whether the value is an object whose fields a schema may name in another way."""
    return not isinstance(value, (*_IN_A_ROW, dict))


def remade(value: Any, made: Sequence[object]) -> object:
    """The value, or a copy with other parts. Raises `NotInspectable` where it cannot be copied."""
    before = parts_of(value) or []
    if all(new is old for new, (_, old) in zip(made, before, strict=True)):
        return value
    cls = type(value)
    if cls in (dict, OrderedDict):
        return cls(zip(value, made, strict=True))
    if cls is deque:
        return deque(made, value.maxlen)
    if cls in (list, set, frozenset):
        return _whole(cls(made), made)
    if isinstance(value, tuple) and not attributes(value):
        return tuple.__new__(cls, made)
    if is_record(value):
        return _record(value, made)
    raise NotInspectable("cannot be copied", type_name=cls.__name__)


def _whole(new: Any, made: Sequence[object]) -> object:
    if len(new) == len(made):
        return new
    raise NotInspectable("two members become equal", type_name=type(new).__name__)


def _record(value: object, made: Sequence[object]) -> object:
    names, left = _names(type(value)) or {}, list(made)
    copy = blank(type(value))
    for place, content in attributes(value):
        at = place if isinstance(place, str) else place.__name__
        set_attribute(copy, place, left.pop(0) if at in names else content)
    return copy


def _fields(value: object) -> list[tuple[str, object]]:
    return [
        (place if isinstance(place, str) else place.__name__, content)
        for place, content in attributes(value)
    ]


def _names(cls: type) -> dict[str, str] | None:
    """The name of each field in a schema, by its own. None where the class has no fields."""
    if issubclass(cls, BaseModel):
        stated = {name: field.validation_alias for name, field in cls.model_fields.items()}
    elif is_pydantic_dataclass(cls):
        fields = cls.__pydantic_fields__
        stated = {name: field.validation_alias for name, field in fields.items()}
    elif dataclasses.is_dataclass(cls):
        stated = {field.name: None for field in dataclasses.fields(cls)}
    else:
        return None
    return {name: alias if isinstance(alias, str) else name for name, alias in stated.items()}


def _is_name(key: object) -> bool:
    return isinstance(key, str | int | float) and not isinstance(key, bool | Enum)


def _scalar(value: object) -> object:
    if isinstance(value, Enum):
        return as_json(value.value)
    if value is None or isinstance(value, str | int | float):
        finite = not isinstance(value, float) or math.isfinite(value)
        return value if finite else OPAQUE
    if isinstance(value, bytes | bytearray):
        # One character for each byte: a length in the schema counts bytes.
        return value.decode("latin-1")
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, _PRINTED):
        cls: type = type(value)
        return library_class(cls).__str__(value)
    return OPAQUE
