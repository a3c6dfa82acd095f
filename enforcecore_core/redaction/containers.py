"""Rules for values that hold others. Each gives back the value itself, or a copy of its type."""

from __future__ import annotations

import contextlib
from collections import OrderedDict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, TypeVar

from enforcecore_core.redaction import pairs, tables
from enforcecore_core.redaction.command_lines import names_of_arguments
from enforcecore_core.redaction.inspection import NotInspectable
from enforcecore_core.redaction.state import Copy, attributes, blank
from enforcecore_core.redaction.walking import MAX_NODES, MOST_PARTS, Rule, Walk

__all__ = [
    "any_collection",
    "any_mapping",
    "builtin_dict",
    "builtin_list",
    "double_ended",
    "frozen_set",
    "mapping_proxy",
    "mutable_set",
    "parts_of",
    "record",
    "tuple_like",
]


T = TypeVar("T")

# Of words that open a wallet (BIP-39).
_SIZES_OF_PHRASES = frozenset({12, 15, 18, 21, 24})


def _container(rule: Rule) -> Rule:
    def entered(walk: Walk, value: object, depth: int) -> object:
        return walk.inside(value, depth, rule)

    return entered


@_container
def builtin_dict(walk: Walk, value: dict[Any, Any], depth: int) -> object:
    """A dict or a subclass. Keys are redacted too; keys that become equal are numbered."""
    base = OrderedDict if isinstance(value, OrderedDict) else dict
    items, changed = _items(walk, list(base.items(value)), depth)
    copy = Copy(walk, value, depth)
    if not (changed or copy.changed):
        return value
    new = copy.made(base.__new__)
    for key, content in items:
        base.__setitem__(new, key, content)
    return new


@_container
def builtin_list(walk: Walk, value: list[Any], depth: int) -> object:
    items, changed = _items_in_row(walk, list.__iter__(value), depth)
    copy = Copy(walk, value, depth)
    if not (changed or copy.changed):
        return value
    new = copy.made(list.__new__)
    list.extend(new, items)
    return new


@_container
def tuple_like(walk: Walk, value: tuple[Any, ...], depth: int) -> object:
    """A tuple, a named tuple or another subclass."""
    names = _field_names(type(value))
    items, changed = _items_in_row(walk, tuple.__iter__(value), depth, names)
    copy = Copy(walk, value, depth)
    if not (changed or copy.changed):
        return value
    return copy.made(lambda cls: tuple.__new__(cls, items))


@_container
def mutable_set(walk: Walk, value: set[Any], depth: int) -> object:
    items, changed = walk.visit_all(set.__iter__(value), depth)
    copy = Copy(walk, value, depth)
    if not (changed or copy.changed):
        return value
    new = copy.made(set.__new__)
    set.update(new, _apart(walk, set.__iter__(value), items))
    return new


@_container
def frozen_set(walk: Walk, value: frozenset[Any], depth: int) -> object:
    items, changed = walk.visit_all(frozenset.__iter__(value), depth)
    copy = Copy(walk, value, depth)
    if not (changed or copy.changed):
        return value
    members = list(_apart(walk, frozenset.__iter__(value), items))
    return copy.made(lambda cls: frozenset.__new__(cls, members))


@_container
def double_ended(walk: Walk, value: deque[Any], depth: int) -> object:
    items, changed = walk.visit_all(deque.__iter__(value), depth)
    copy = Copy(walk, value, depth)
    if not (changed or copy.changed):
        return value
    new = copy.made(deque.__new__)
    deque.__init__(new, items, value.maxlen)
    return new


@_container
def record(walk: Walk, value: object, depth: int) -> object:
    """An object that is its attributes: a dataclass, a pydantic model, a UserDict."""
    copy = Copy(walk, value, depth)
    return copy.made(blank) if copy.changed else value


@_container
def mapping_proxy(walk: Walk, value: MappingProxyType[Any, Any], depth: int) -> object:
    held = dict(value)
    result = walk.visit(held, depth)
    return value if result is held else MappingProxyType(result)  # type: ignore[arg-type]


@_container
def any_mapping(walk: Walk, value: Mapping[Any, Any], depth: int) -> object:
    """A mapping of a foreign class, as its items say. Where one matches, a dict replaces it."""
    items, changed = _items(walk, _given(value, value.items), depth)
    return dict(items) if changed or _carries(walk, value, depth) else value


@_container
def any_collection(walk: Walk, value: Collection[Any], depth: int) -> object:
    """A sequence, a set or a view of a foreign class. Where an item matches, a list replaces it."""
    items, changed = walk.visit_all(_given(value, lambda: value), depth)
    return items if changed or _carries(walk, value, depth) else value


def _given(value: object, give: Callable[[], Iterable[T]]) -> list[T]:
    """What a value of a foreign class gives, but no more than is too much already."""
    try:
        return list(islice(give(), MAX_NODES + 1))
    except Exception:  # noqa: BLE001 - foreign code gives the items, and may raise anything
        name = type(value).__name__
        raise NotInspectable("a value that does not give its items", type_name=name) from None


def _carries(walk: Walk, value: object, depth: int) -> bool:
    """Whether the value has something that matches beside its items, in what can be looked into."""
    before = len(walk.found)
    for place, content in attributes(value):
        name = place if isinstance(place, str) else place.__name__
        with contextlib.suppress(NotInspectable):
            walk.holds_match(name, content, depth)
    return len(walk.found) > before


def _items_in_row(
    walk: Walk, held: Iterable[object], depth: int, names: tuple[str, ...] = ()
) -> tuple[list[object], bool]:
    """The items of a list or a tuple; also when they are the parts of one value."""
    held = list(held)
    items, changed = _under_headings(walk, held, depth, names)
    hidden = None if changed else walk.whole(parts_of(items))
    return (items, changed) if hidden is None else ([hidden] * len(items), True)


def parts_of(items: Sequence[object]) -> list[str]:
    """The texts of what may be the parts of one value, if the items may.

    Of fractions, these are two; of words alone, as many as open a wallet.
    """
    if len(items) in _SIZES_OF_PHRASES:
        words = [item for item in items if type(item) is str and item.isalpha()]
        return words if len(words) == len(items) else []
    if not MOST_PARTS >= len(items) > 1:
        return []
    if all(type(item) is str or type(item) is int for item in items):
        return [str(item) for item in items]
    return [*map(repr, items)] if [*map(type, items)] == [float, float] else []


def _under_headings(
    walk: Walk, held: Sequence[object], depth: int, names: tuple[str, ...]
) -> tuple[list[object], bool]:
    """The items, with what columns of a table and names of pairs say of what is in them."""
    headings = tables.below(walk.heading(), held, walk.are_names)
    if names or headings is None:
        return walk.visit_all(held, depth, names or names_of_arguments(held, walk.are_names))
    items = [
        walk.visit_headed(name, item, depth, heading)
        for item, (name, heading) in zip(held, headings, strict=True)
    ]
    return items, any(new is not old for new, old in zip(items, held, strict=True))


@lru_cache(maxsize=1024)
def _field_names(cls: type) -> tuple[str, ...]:
    """The names of a named tuple's items; of other classes, none."""
    stated = next((vars(base)["_fields"] for base in cls.__mro__ if "_fields" in vars(base)), ())
    is_named = isinstance(stated, tuple) and all(type(name) is str for name in stated)
    return stated if is_named else ()


Items = list[tuple[object, object]]


def _items(walk: Walk, held: Items, depth: int) -> tuple[Items, bool]:
    keys = [walk.visit_key(key, depth) for key, _ in held]
    keys_changed = any(new is not old for new, (old, _) in zip(keys, held, strict=True))
    called = held
    if keys_changed:
        keys = list(_apart(walk, [key for key, _ in held], keys))
        called = [(key, content) for key, (_, content) in zip(keys, held, strict=True)]
    contents = _contents(walk, called, depth)
    changed = any(new is not old for new, (_, old) in zip(contents, held, strict=True))
    return list(zip(keys, contents, strict=True)), keys_changed or changed


def _contents(walk: Walk, called: Items, depth: int) -> list[object]:
    """What stands under the keys, as their names and those of columns say."""
    columns, rows = tables.columns_beside(called, walk.are_columns)
    contents = []
    for name, (key, content) in zip(pairs.names(called, walk.said), called, strict=True):
        if columns and content is rows:
            result = walk.visit_headed(name, content, depth, tables.over(columns))
        elif columns and tables.names_columns(key):
            result = walk.visit_key(content, depth)
        else:
            result = walk.visit_under(name, content, depth)
        contents.append(result)
    return contents


def _apart(walk: Walk, before: Iterable[object], after: Iterable[object]) -> Iterator[object]:
    """The keys after redaction, numbered where two would be equal, so that nothing is lost."""
    both = list(zip(before, after, strict=True))
    taken = {new for old, new in both if new is old}
    numbers: dict[object, int] = {}
    for old, new in both:
        key = new
        while new is not old and key in taken:
            numbers[new] = numbers.get(new, 1) + 1
            key = _numbered(walk, new, numbers[new])
        taken.add(key)
        yield key


def _numbered(walk: Walk, key: object, number: int) -> object:
    if isinstance(key, str):
        text = f"{key}_{number}"
        walk.scanner.require_clean(text)
        return text
    if isinstance(key, bytes):
        return key + b"_%d" % number
    if isinstance(key, PurePath):
        return key.with_name(f"{key.name}_{number}") if key.name else key / f"_{number}"
    if type(key) is tuple:
        place = next((place for place, one in enumerate(key) if isinstance(one, str)), None)
        if place is not None:
            named = _numbered(walk, key[place], number)
            return (*key[:place], named, *key[place + 1 :])
    raise NotInspectable("two keys become equal", type_name=type(key).__name__)
