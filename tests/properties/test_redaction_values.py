"""S4, redaction totality: nothing that matches survives, in whatever type and nesting it hides."""

from __future__ import annotations

import os
import types
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, defaultdict, deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.nestings import Model, Open, Pair, Record, size

from enforcecore_core.redaction import NotInspectable, Redactor
from enforcecore_core.redaction.plain_values import holds_nothing
from enforcecore_core.redaction.values import redact_value

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
        "password",
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
    st.sampled_from(
        [
            "a cup",
            "Tr0ub4dor&3",
            "48.858370",
            "4111 1111",
            "1111 1111",
            "login,password\njo,horse123\n",
            CANARY,
        ]
    ),
    st.text(max_size=12),
)


NESTED = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.dictionaries(NAMES, inner, max_size=4),
        st.fixed_dictionaries({"name": NAMES, "value": inner}),
        st.fixed_dictionaries({"selector": NAMES, "text": inner}),
        st.tuples(NAMES.map("--{}".format), inner).map(list),
        st.lists(inner, max_size=5),
        st.lists(inner, max_size=4).map(tuple),
        st.sampled_from(
            [
                ["4111", "1111", "1111", "1111"],
                [41111111, "11111111"],
                ("DE89", "37040044", "0532013000"),
            ]
        ),
    ),
    max_leaves=9,
)


@given(NESTED)
def test_a_plain_value_looked_at_as_a_whole_is_what_it_is_piece_by_piece(value):
    scanner = REDACTOR._scanner  # noqa: SLF001  # without the look at the whole
    by_pieces, found = redact_value(scanner, value)
    redacted = REDACTOR.redact(value)
    assert repr(redacted.value) == repr(by_pieces)
    assert redacted.counts == Counter(match.kind for match in found)


CUES = st.one_of(
    st.sampled_from(["api_key", "bsn", "card", "columns", "data", "dob", "fields", "headers"]),
    st.sampled_from(["iban", "id", "key", "label", "lat", "lon", "name", "note", "passport"]),
    st.sampled_from(["password", "rows", "secret", "ssn", "token", "value", "Value", ""]),
    st.sampled_from(["<SECRET>", "<API_KEY>", "<EMAIL>_2", "111222333", "ada@title.org"]),
    st.sampled_from(["sk_live_4eC39HqLyjWDarjtT1zdp7dc", "national_id", "variable"]),
)
PARTS = st.one_of(
    CUES,
    st.sampled_from([123456789, 111222333, 4111, 1111, 48.8566, 2.3522, True, None, 1990]),
    st.sampled_from(["123456789", "4111", "1111", "swordfish1", "hunter2", "01/02/1990", "+1415"]),
    st.sampled_from(["ada", "@", "example.org", "AKIAQ3EG", "R2XYZ7LMNOPQ", "DB_PASSWORD", ""]),
    st.sampled_from(["9f8Xq2LmW7vKpR4tZk3d", "DE89", "3704", "0044", "0532", "0130", "00"]),
    st.sampled_from(["hello world", "is not short", "name,bsn", "a\nbsn: 111222333", "<CARD>"]),
    st.sampled_from(["5552671", "4155552671", "jane%40", "YWRhQGV4", "YW1wbGUub3Jn"]),
)
SELECTORS = st.one_of(
    CUES,
    st.sampled_from(["#password", "input[name='bsn']", "password field", "label[for=password]"]),
    st.sampled_from(["password of ada@title.org", "[title='ada@title.org password']", "#ssn"]),
)
ARGUMENTS = st.one_of(
    st.sampled_from(["mysql", "curl", "sshpass", "--", "-p", "-u", "--password", "--bsn", "--pin"]),
    st.sampled_from(["-pswordfish", "-uada:hunter2", "ada:hunter2", "--bsn-111222333", "-<CARD>"]),
    st.sampled_from(
        ["-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY----- x", "-ada@x.org"]
    ),
    PARTS,
)
TABLES = st.integers(1, 3).flatmap(
    lambda width: st.tuples(
        st.lists(CUES, min_size=width, max_size=width),
        st.lists(st.lists(PARTS, min_size=width, max_size=width), min_size=1, max_size=3),
    )
)
CUED = st.recursive(
    PARTS,
    lambda inner: st.one_of(
        st.dictionaries(CUES, inner, max_size=4),
        st.lists(inner, max_size=5),
        st.fixed_dictionaries({"name": CUES, "value": inner}),
        st.fixed_dictionaries(
            {"text": inner},
            optional={"selector": SELECTORS, "by": st.just("id"), "value": SELECTORS},
        ),
        st.fixed_dictionaries(
            {"default": inner}, optional={"id": SELECTORS, "title": SELECTORS, "label": SELECTORS}
        ),
        st.lists(ARGUMENTS, min_size=2, max_size=5),
        TABLES.map(lambda table: [table[0], *table[1]]),
        TABLES.map(lambda table: {"columns": table[0], "rows": table[1]}),
    ),
    max_leaves=9,
)


@settings(max_examples=int(os.environ.get("REDACTED_VALUES", "200")))
@given(CUED)
def test_redacting_a_redacted_value_changes_nothing(value):
    once = REDACTOR.redact(value).value
    assert REDACTOR.redact(once).value is once


SELF = {"a": 1}
SELF["self"] = [SELF]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"n": 10**19}, id="a large number"),
        pytest.param({"n": float("nan")}, id="no number"),
        pytest.param({1: "a"}, id="a name that is no text"),
        pytest.param({"a": {1, 2}}, id="a set"),
        pytest.param([[[[[[[[[[]]]]]]]]]], id="deep"),
        pytest.param([1] * 300, id="many"),
        pytest.param(SELF, id="itself"),
        pytest.param({"a": "login,password\njo,correcthorse1\n"}, id="a table"),
        pytest.param({"password": "Tr0ub4dor&3"}, id="a value that its name gives away"),
        pytest.param({"password": {"a": "tulip"}}, id="a value that its outer name gives away"),
        pytest.param({"x" * 55 + "_password_policy": "tulip"}, id="a name that is cut"),
        pytest.param({"password": {"<ID>": "tulip"}}, id="a name that says nothing"),
        pytest.param({"key": "a/b.txt", "password": ["tulip"]}, id="beside a name of none"),
        pytest.param(["jane.doe", "@example.com"], id="parts of a word"),
        pytest.param(["4111", "1111", "1111", "1111"], id="parts"),
        pytest.param({"card": {"number": [4111111111111111]}}, id="a number"),
    ],
)
def test_a_value_that_is_not_plain_or_not_clean_is_walked_through(value):
    assert not holds_nothing(value, REDACTOR._scanner)  # noqa: SLF001  # what it is given


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"key": "reports/2026/a.parquet", "bucket": "archive"}, id="a path"),
        pytest.param({"password": "", "api_key": "<SECRET>", "n": 3}, id="nothing"),
        pytest.param({"filter": {"token": "next page"}, "ids": [1, 2]}, id="words"),
    ],
)
def test_what_stands_under_a_name_of_secrets_and_is_none_needs_no_walk(value):
    assert holds_nothing(value, REDACTOR._scanner)  # noqa: SLF001  # what it is given
    assert REDACTOR.redact([value, {1}]).value[0] is value
