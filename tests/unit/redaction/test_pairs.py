"""A name beside a value says what it is, as the name over it does."""

from dataclasses import dataclass

import pytest

from enforcecore_core import Redactor
from enforcecore_core.redaction.pairs import name_beside, names

REDACTOR = Redactor()


@dataclass
class Variable:
    name: str
    value: object


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DB_PASSWORD", "swordfish", "<PASSWORD>"),
        ("bsn", "111222333", "<NL_BSN>"),
        ("bsn", 111222333, "<NL_BSN>"),
        ("phone", ["555-2671"], ["<PHONE>"]),
    ],
)
def test_a_value_is_looked_at_under_the_name_beside_it(name, value, expected):
    for held in (
        {"name": name, "value": value},
        {"value": value, "key": name},
        {"Name": name, "Value": value, "type": "x"},
    ):
        hidden = {key: expected if key.lower() == "value" else held[key] for key in held}
        assert REDACTOR.redact([held]).value == [hidden]
        assert REDACTOR.redact([hidden]).value == [hidden]
    assert REDACTOR.redact(Variable(name, value)).value == Variable(name, expected)


@pytest.mark.parametrize(
    "held",
    [
        {"name": "colour", "value": "swordfish"},
        {"name": "DB_PASSWORD", "default": "swordfish"},
        {"title": "DB_PASSWORD", "value": "swordfish"},
        {"name": "DB_PASSWORD" * 8, "value": "swordfish"},
        {"name": 7, "value": "swordfish"},
        {"value": "swordfish"},
    ],
)
def test_another_value_stays(held):
    assert REDACTOR.redact(held).value is held


def test_each_content_has_its_own_name_or_the_one_beside_it():
    assert names([("value", 1), ("name", "a"), (3, 4)], str) == ["a", "name", 3]
    assert names([("value", 1), ("x", "a")], str) == ["value", "x"]
    assert name_beside([("name", 5), ("label", "b"), ("key", "c")]) == "b"


class Foreign(str):
    """A text whose methods are not to be asked."""

    __slots__ = ()

    def lower(self):
        raise RuntimeError

    def __len__(self):
        raise RuntimeError

    __hash__ = str.__hash__

    def __eq__(self, other):
        raise RuntimeError


def test_a_name_of_a_foreign_class_is_read_without_its_code():
    held = {Foreign("name"): Foreign("DB_PASSWORD"), "value": "swordfish"}
    assert names([*held.items()], str)[1] == "DB_PASSWORD"
    assert names([(Foreign("value"), 1), ("name", "a")], str)[0] == "a"


def test_what_matches_in_a_name_beside_a_value_says_nothing():
    held = {"name": "password of ada@title.org", "value": "swordfish1"}
    redacted = REDACTOR.redact(held).value
    assert redacted == {"name": "password of <EMAIL>", "value": "<PASSWORD>"}
    assert REDACTOR.redact(redacted).value is redacted
