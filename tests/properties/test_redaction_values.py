"""S4, redaction totality: nothing that matches survives, in whatever type and nesting it hides."""

from __future__ import annotations

import types
from collections import ChainMap, OrderedDict, UserDict, UserList, defaultdict, deque
from dataclasses import dataclass, fields, is_dataclass
from typing import NamedTuple

import pydantic
from hypothesis import given
from hypothesis import strategies as st

from enforcecore_core.redaction import NotInspectable, Redactor

REDACTOR = Redactor()
CANARY = "canary@example.com"


class Pair(NamedTuple):
    left: object
    right: object


@dataclass(frozen=True, slots=True)
class Record:
    held: object


@dataclass
class Open:
    held: object


class Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow")
    held: object


HASHABLE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8)
)


def leaves(canary):
    carriers = st.sampled_from(
        [canary, f"to {canary}.", canary.encode(), b"\xff" + canary.encode()]
    )
    return carriers if canary else st.one_of(HASHABLE, st.binary(max_size=8))


def containers(inner):
    return st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.lists(inner, max_size=3).map(deque),
        st.lists(inner, max_size=3).map(UserList),
        st.dictionaries(HASHABLE, inner, max_size=3),
        st.dictionaries(HASHABLE, inner, max_size=3).map(OrderedDict),
        st.dictionaries(HASHABLE, inner, max_size=3).map(UserDict),
        st.dictionaries(HASHABLE, inner, max_size=3).map(types.MappingProxyType),
        st.dictionaries(HASHABLE, inner, max_size=3).map(lambda held: defaultdict(list, held)),
        st.dictionaries(HASHABLE, inner, max_size=3).map(lambda held: ChainMap({}, held)),
        st.dictionaries(HASHABLE, inner, max_size=3).map(lambda held: held.values()),
        st.dictionaries(st.text("abc", min_size=1), inner, max_size=3).map(
            lambda held: types.SimpleNamespace(**held)
        ),
        st.builds(Pair, inner, inner),
        st.builds(Record, inner),
        st.builds(Open, inner),
        inner.map(lambda held: Model(held=held, extra=held)),
    )


CLEAN = st.recursive(leaves(""), containers, max_leaves=12)
WITH_CANARY = st.recursive(leaves(CANARY), containers, max_leaves=12)
KEYED = st.recursive(
    st.one_of(
        st.sets(st.integers(1, 9), min_size=1).map(
            lambda numbers: {f"{number}{CANARY}": number for number in numbers}
        ),
        st.sets(st.integers(1, 9)).map(lambda numbers: {f"{number}{CANARY}" for number in numbers}),
        st.just(frozenset({CANARY})),
        st.just({(CANARY, 1): CANARY}),
    ),
    containers,
    max_leaves=6,
)


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
    if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__"):
        return 1
    return sum(map(size, value))


@given(st.one_of(WITH_CANARY, KEYED))
def test_no_match_survives_in_any_type_and_nesting(value):
    assert CANARY not in repr(REDACTOR.redact(value).value)


@given(st.one_of(WITH_CANARY, KEYED))
def test_nothing_is_lost_but_what_matched(value):
    assert size(REDACTOR.redact(value).value) == size(value)


@given(st.one_of(WITH_CANARY, KEYED))
def test_redacting_twice_changes_nothing_more(value):
    once = REDACTOR.redact(value).value
    assert REDACTOR.redact(once).value is once


@given(CLEAN)
def test_a_value_without_matches_comes_back_itself(value):
    try:
        redacted = REDACTOR.redact(value)
    except NotInspectable:
        return
    if not redacted.counts:
        assert redacted.value is value
