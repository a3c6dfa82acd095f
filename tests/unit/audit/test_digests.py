"""Digests of arguments: equal for equal arguments, of any type, and keyed."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import hashlib
import hmac
import uuid
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import BaseModel

from enforcecore_core.audit.digests import arguments_digest, spelled
from enforcecore_core.audit.faults import AuditFault


class Colour(enum.Enum):
    RED = "red"


@dataclass
class Point:
    x: int


class Model(BaseModel):
    x: int


def test_the_digest_is_an_hmac_of_the_canonical_form():
    key = b"k" * 32
    message = b'enforcecore/arguments/v1\0{"a":[1,2.5,null,true],"b":"x"}'
    expected = hmac.new(key, message, hashlib.sha256).hexdigest()
    assert arguments_digest(key, {"b": "x", "a": [1, 2.5, None, True]}) == expected


# The table of RFC 8785, appendix B, as far as decimals can say it, and the edges of its notations.
@pytest.mark.parametrize(
    ("number", "spelling"),
    [
        (0.0, b"0"),
        (-0.0, b"0"),
        (5e-324, b"5e-324"),
        (-5e-324, b"-5e-324"),
        (1.7976931348623157e308, b"1.7976931348623157e+308"),
        (9007199254740992.0, b"9007199254740992"),
        (295147905179352830000.0, b"295147905179352830000"),
        (1e21, b"1e+21"),
        (1e23, b"1e+23"),
        (999999999999999900000.0, b"999999999999999900000"),
        (0.000001, b"0.000001"),
        (1e-7, b"1e-7"),
        (9.999999999999997e22, b"9.999999999999997e+22"),
        (333333333.33333329, b"333333333.3333333"),
        (-0.0000033333333333333333, b"-0.0000033333333333333333"),
        (4.50, b"4.5"),
        (100.0, b"100"),
    ],
)
def test_numbers_are_spelled_as_ecmascript_does(number, spelling):
    assert spelled(number) == spelling


def test_names_are_sorted_by_utf_16_units():
    assert spelled({"\ufb33": 1, "\U0001f600": 2, "\u20ac": 3, "\r": 4}) == (
        '{"\\r":4,"\u20ac":3,"\U0001f600":2,"\ufb33":1}'.encode()
    )


DIFFERENT = [
    1,
    1.5,
    "1",
    True,
    None,
    b"1",
    [1],
    (1,),
    {1},
    {"1": 1},
    {1: 1},
    dt.date(2026, 1, 1),
    "2026-01-01",
    decimal.Decimal(1),
    uuid.UUID(int=1),
    Path("1"),
    Colour.RED,
    Point(1),
    Point(2),
    Model(x=1),
    float("nan"),
    "\ud800",
    10**6000,
    object(),
]


def test_different_values_have_different_digests():
    digests = [arguments_digest(b"k", {"a": value}) for value in DIFFERENT]
    assert len(set(digests)) == len(DIFFERENT)


def test_another_key_gives_another_digest():
    assert arguments_digest(b"a", {"x": 1}) != arguments_digest(b"b", {"x": 1})


def test_a_set_has_one_digest_in_any_order():
    assert spelled({"a", "b", "c", "d"}) == spelled({"d", "c", "b", "a"})


def test_a_cycle_has_an_end():
    cycle: list[object] = []
    cycle.append(cycle)
    assert spelled(cycle)


def test_a_value_that_unfolds_without_end_is_refused():
    value: list[object] = []
    for _ in range(60):
        value = [value, value]
    with pytest.raises(AuditFault, match="cannot be digested"):
        spelled(value)
