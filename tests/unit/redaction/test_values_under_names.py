"""What the names over a value, of whatever type they are, say of it."""

import enum
from typing import NamedTuple

import pytest

from enforcecore_core.decision.redaction_rules import OwnDetector
from enforcecore_core.redaction import Redactor

REDACTOR = Redactor()


def redact(value):
    return REDACTOR.redact(value).value


class Customer(NamedTuple):
    name: str
    bsn: object


class Key(str):
    __slots__ = ()


class Field(enum.Enum):
    BSN = 1
    NUMBER = "bsn"


@pytest.mark.parametrize(
    "name",
    [Key("bsn"), b"bsn", Field.BSN, Field.NUMBER, ("user", "bsn"), ("user", ("x",), b"bsn")],
    ids=str,
)
def test_a_key_of_any_type_that_is_a_name_says_what_stands_under_it(name):
    assert redact({name: "111222333"}) == {name: "<NL_BSN>"}


@pytest.mark.parametrize("number", ["111222333", 111222333])
def test_the_field_of_a_named_tuple_says_what_stands_in_it(number):
    assert redact(Customer("Ada", number)) == Customer("Ada", "<NL_BSN>")


def test_a_tuple_whose_class_names_no_fields_is_a_tuple():
    class Odd(tuple):
        __slots__ = ()
        _fields = 3

    assert redact(Odd(("bob@example.com",))) == ("<EMAIL>",)


def test_a_shared_value_is_looked_at_under_each_of_its_names():
    own = OwnDetector("pin", "PIN", "pii", "[0-9]{6}", cues=("pin",))
    shared = ["123456"]
    value = {"pin": shared, "size": shared, "PIN": {"deep": {"deeper": shared}}}
    assert Redactor(detectors=[own]).redact(value).value == {
        "pin": ["<PIN>"],
        "size": ["123456"],
        "PIN": {"deep": {"deeper": ["123456"]}},
    }


def test_a_value_under_very_many_names_takes_no_time():
    value = ["ada@example.org"]
    for _ in range(60):
        value = {"a": value, "b": value, "c": [value, value]}
    result = Redactor().redact(value).value
    for _ in range(60):
        result = result["b"]
    assert result == ["<EMAIL>"]


@pytest.mark.parametrize("code", ["123", "0417", 123, 4417])
def test_the_code_of_a_card_is_found_under_its_name_as_text_or_number(code):
    for name in ("cvv", "cardSecurityCode", "CVC2"):
        assert REDACTOR.redact({"card": {name: code}}).value == {"card": {name: "<CARD_CODE>"}}
    assert REDACTOR.redact({"cvv_length": code, "n": code}).counts == {}
