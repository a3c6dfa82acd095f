"""S4, redaction totality: nothing that matches survives, in whatever type and nesting it hides."""

from __future__ import annotations

import types
from collections import ChainMap, OrderedDict, UserDict, UserList, defaultdict, deque

from hypothesis import given
from hypothesis import strategies as st
from reference.nestings import Model, Open, Pair, Record, size

from enforcecore_core.redaction import NotInspectable, Redactor

REDACTOR = Redactor()
CANARY = "canary@example.com"


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


NAMES = st.sampled_from(
    [
        "amount",
        "card",
        "lat",
        "latitude",
        "lon",
        "phone",
        "pin",
        "ssn",
        "steuer-id",
        "text",
        "\u00e4",
    ]
)
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(0, 10**19),
    st.floats(-180, 180).map(lambda number: round(number, 6)),
    st.floats(),
    st.sampled_from([4111111111111111, 4111111111111111.0, -4111111111111111.0, 378282246310005]),
    st.sampled_from([48.858370, 2.294481, 123456789, 123456789.0, 86095742719, 36574261809.0]),
    st.sampled_from(["a cup", "48.858370", "4111 1111", "1111 1111", "name,card\n1,2", CANARY]),
    st.text(max_size=12),
)


@given(st.dictionaries(NAMES, PLAIN, max_size=5))
def test_a_plain_mapping_looked_at_as_a_whole_is_what_it_is_piece_by_piece(held):
    by_pieces = REDACTOR.redact(OrderedDict(held))
    redacted = REDACTOR.redact(held)
    assert repr(redacted.value) == repr(dict(by_pieces.value))
    assert redacted.counts == by_pieces.counts
