import datetime as dt
import json
import math
from dataclasses import dataclass

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from enforcecore_core.audit.payloads.spelling import payload_bytes

TEXTS = st.text(st.characters(codec="utf-8"), max_size=6)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(TEXTS, JSON, max_size=4))
def test_json_is_spelled_as_rfc_8785_has_it(payload):
    assert payload_bytes(payload) == rfc8785.dumps(payload)


@dataclass
class Point:
    x: int


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (2**53, "9007199254740992"),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
        (b"\xff\x00", "/wA="),
        ("\ud800", "\\ud800"),
        ((1, 2), [1, 2]),
        (dt.date(2026, 1, 2), "2026-01-02"),
        (Point(3), {"x": 3}),
        ({1: "a"}, {"1": "a"}),
        (True, True),
    ],
    ids=repr,
)
def test_what_json_lacks_becomes_a_text(value, plain):
    assert json.loads(payload_bytes({"v": value})) == {"v": plain}


def cycle():
    value = []
    value.append(value)
    return value


def unfolding():
    value = ["x"]
    for _ in range(30):
        value = [value, value]
    return value


@pytest.mark.parametrize(
    "value", [cycle(), unfolding(), 10**5000], ids=["cycle", "unfolding", "long"]
)
def test_what_has_no_bounded_form_is_refused(value):
    with pytest.raises((ValueError, RecursionError)):
        payload_bytes({"v": value})
