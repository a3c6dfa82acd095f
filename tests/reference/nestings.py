"""Values of every type inside one another, and what is in them, found the slow way."""

from __future__ import annotations

import enum
import types
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from random import Random
from typing import NamedTuple
from uuid import UUID

import pydantic
from pydantic import dataclasses as checked

__all__ = ["Model", "Open", "Pair", "Record", "nested", "size", "texts"]


class Pair(NamedTuple):
    left: object
    right: object


@dataclass(frozen=True, slots=True)
class Record:
    held: object


@dataclass
class Open:
    held: object


@checked.dataclass
class Checked:
    held: object


class Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow")
    held: object


class Text(str):
    __slots__ = ()


class Colour(enum.Enum):
    RED = "red"


def size(value):
    """How many leaves a value has, counted the slow way."""
    if isinstance(value, (types.SimpleNamespace, pydantic.BaseModel)):
        return sum(map(size, vars(value).values())) + size(
            getattr(value, "model_extra", None) or {}
        )
    if is_dataclass(value):
        return sum(size(getattr(value, one.name)) for one in fields(value))
    if hasattr(value, "items"):
        return sum(1 + size(content) for content in dict(value).values())
    if isinstance(value, (str, bytes, bytearray)) or not hasattr(value, "__iter__"):
        return 1
    return sum(map(size, value))


def texts(value: object) -> Iterator[str]:
    """Every text in a value: keys, what bytes read as, and what stands in names of files."""
    if isinstance(value, (types.SimpleNamespace, pydantic.BaseModel)):
        value = {**vars(value), **(getattr(value, "model_extra", None) or {})}
    elif is_dataclass(value):
        value = {one.name: getattr(value, one.name) for one in fields(value)}
    if hasattr(value, "items"):
        for key, content in dict(value).items():
            yield from texts(key)
            yield from texts(content)
    elif isinstance(value, (bytes, bytearray)):
        yield value.decode("utf-16" if value[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1")
    elif isinstance(value, (str, PurePosixPath)):
        yield str(value)
    elif hasattr(value, "__iter__"):
        for item in value:
            yield from texts(item)


_PLAIN: tuple[Callable[[Random], object], ...] = (
    lambda random: random.choice((None, True, False, ..., Colour.RED)),
    lambda random: random.randrange(-999, 999),
    lambda random: random.random(),
    lambda random: Decimal(random.randrange(99)) / 10,
    lambda random: random.choice(("", "a", "some words", "né", "слово")),
    lambda random: random.choice((b"", b"abc", b"\xff\x00")),
    lambda _random: UUID(int=0),
)

# What may hold a text: it itself, bytes, and a name of a file.
_CARRIERS: tuple[Callable[[str], object], ...] = (
    str,
    str,
    Text,
    lambda text: text.encode(),
    lambda text: bytearray(text.encode()),
    lambda text: b"\xff" + text.encode(),
    lambda text: text.encode("utf-16"),
    lambda text: PurePosixPath(f"/tmp/{text}/x"),
    lambda text: {text},
    lambda text: frozenset({text, "b"}),
    lambda text: {text: 1},
    lambda text: {("a", text): None},
    lambda text: Counter({text: 2}),
    lambda text: {f"{text} {number}": number for number in range(3)},
)

_AROUND: tuple[Callable[[list[object]], object], ...] = (
    list,
    tuple,
    deque,
    UserList,
    lambda inner: dict(zip("abcd", inner, strict=False)),
    lambda inner: OrderedDict(zip("abcd", inner, strict=False)),
    lambda inner: UserDict(zip("abcd", inner, strict=False)),
    lambda inner: defaultdict(list, zip("abcd", inner, strict=False)),
    lambda inner: ChainMap({}, dict(zip("abcd", inner, strict=False))),
    lambda inner: types.MappingProxyType(dict(enumerate(inner))),
    lambda inner: dict(zip("abcd", inner, strict=False)).values(),
    lambda inner: types.SimpleNamespace(**dict(zip("abcd", inner, strict=False))),
    lambda inner: Pair(inner[0], inner[-1]),
    lambda inner: Record(inner[0]),
    lambda inner: Open(inner[0]),
    lambda inner: Checked(inner[0]),
    lambda inner: Model(held=inner[0], extra=inner[-1]),
)


def nested(text: str, random: Random) -> object:
    """A value with the text in it, somewhere."""
    value = random.choice(_CARRIERS)(text)
    for _ in range(random.randrange(6)):
        inner = [random.choice(_PLAIN)(random) for _ in range(random.randrange(3))]
        inner.insert(0, value)
        value = random.choice(_AROUND)(inner)
    return value
