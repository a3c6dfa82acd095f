"""The state of an object as the interpreter holds it: its instance dictionary and its slots.

Reading and writing it runs no code of the object's class, so nothing can be hidden behind a
property, and nothing is validated, computed or sent when a copy is made.
"""

from __future__ import annotations

import sys
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable
from functools import lru_cache
from types import MemberDescriptorType, SimpleNamespace
from typing import Any

from enforcecore_core.redaction import pairs
from enforcecore_core.redaction.inspection import NotInspectable
from enforcecore_core.redaction.walking import Walk

__all__ = [
    "Copy",
    "Place",
    "attributes",
    "blank",
    "instance_dict",
    "is_library",
    "library_class",
    "set_attribute",
]

_STATELESS = frozenset({dict, list, tuple, set, frozenset, deque, OrderedDict})
_LIBRARY = sys.stdlib_module_names | {"pydantic", "pydantic_core"}
# Where a class of attrs keeps its hash, once it was asked for. A copy has another.
_ATTRS_HASH = "_attrs_cached_hash"
_FACTORY = vars(defaultdict)["default_factory"]


Place = str | MemberDescriptorType


class Copy:
    """The redacted attributes of a value, and copies of the value that carry them.

    `changed` says whether an attribute matched.
    """

    __slots__ = ("_original", "_state", "changed")

    def __init__(self, walk: Walk, value: Any, depth: int) -> None:
        self._original = value
        self._state: list[tuple[Place, object]] = []
        self.changed = False
        if type(value) not in _STATELESS:
            self._read(walk, depth)

    def made(self, new: Callable[[Any], object]) -> Any:
        """A copy without content, made by `new` from the class, with the redacted attributes."""
        cls = type(self._original)
        try:
            copy = new(cls)
            for place, content in self._state:
                set_attribute(copy, place, content)
        except (AttributeError, TypeError):
            raise NotInspectable("cannot be copied", type_name=cls.__name__) from None
        return copy

    def _read(self, walk: Walk, depth: int) -> None:
        held = attributes(self._original)
        names = pairs.names([(_called(place), content) for place, content in held], walk.said)
        for name, (place, content) in zip(names, held, strict=True):
            if _called(place) == _ATTRS_HASH:
                self._state.append((place, None))
                continue
            # A dictionary's factory is code, not data.
            result = content if place is _FACTORY else walk.visit_under(name, content, depth)
            self._state.append((place, result))
            self.changed |= result is not content


def _called(place: Place) -> str:
    return place if isinstance(place, str) else place.__name__


def instance_dict(value: object) -> dict[str, object]:
    """The attributes that the instance itself holds; none where its class has only slots."""
    try:
        held: dict[str, object] = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return {}
    return held


def attributes(value: Any) -> list[tuple[Place, object]]:
    """Every attribute that is set on the instance, with its name or its slot."""
    found: list[tuple[Place, object]] = list(instance_dict(value).items())
    cls: type = type(value)
    for slot in _slots(cls):
        try:
            found.append((slot, slot.__get__(value)))
        except AttributeError:
            continue
    return found


def set_attribute(value: object, place: Place, content: object) -> None:
    """Set what `attributes` read. AttributeError or TypeError where it is read-only."""
    if isinstance(place, str):
        instance_dict(value)[place] = content
    else:
        place.__set__(value, content)


def blank(cls: type) -> object:
    """An instance without any state. TypeError where the class does not permit it."""
    if issubclass(cls, SimpleNamespace):
        return SimpleNamespace.__new__(cls)
    return object.__new__(cls)


def is_library(cls: type) -> bool:
    """Whether the class is one of the standard library or of pydantic."""
    return cls.__module__.partition(".")[0] in _LIBRARY


@lru_cache(maxsize=1024)
def library_class(cls: type) -> Any:
    """The class that a class of the program's own derives from."""
    return next(base for base in cls.__mro__ if is_library(base))


@lru_cache(maxsize=1024)
def _slots(cls: type) -> tuple[MemberDescriptorType, ...]:
    return tuple(
        member
        for base in cls.__mro__
        for member in vars(base).values()
        # Some classes of the interpreter show their dictionary as a member; it is read as one.
        if isinstance(member, MemberDescriptorType) and member.__name__ != "__dict__"
    )
