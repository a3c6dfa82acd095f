import math
import re
from collections import UserDict
from decimal import Decimal
from enum import IntEnum, StrEnum

import pytest

from enforcecore_core.calls import ToolCall
from enforcecore_core.decision import conditions
from enforcecore_core.decision.checks import ConditionError
from enforcecore_core.decision.compiling import compiled
from enforcecore_core.decision.facts import Facts
from enforcecore_core.decision.language import (
    AllOf,
    Argument,
    AtMost,
    Equals,
    Holds,
    Present,
    StartsWith,
)


def without_addresses(value):
    return re.sub(" at 0x[0-9a-f]+", "", repr(value))


FACTS = Facts(working_directory="/", resolve_path=lambda path: path)
ERROR = "error"


class Colour(StrEnum):
    RED = "red"


class Level(IntEnum):
    LOW = 1


class Chameleon(str):
    __slots__ = ()

    def __eq__(self, other):
        return True

    def startswith(self, *args):
        return True

    __hash__ = str.__hash__


def answer(condition, operand, value):
    try:
        return getattr(conditions, condition)(operand, "argument 'x'")(value, FACTS)
    except ConditionError:
        return ERROR


@pytest.mark.parametrize(
    ("condition", "operand", "value", "expected"),
    [
        ("equals", "a", "a", True),
        ("equals", "a", "A", False),
        ("equals", "é", "e\u0301", False),
        ("equals", "", "", True),
        ("equals", "1", 1, ERROR),
        ("equals", 1, "1", ERROR),
        ("equals", 1, True, ERROR),
        ("equals", 0, False, ERROR),
        ("equals", True, 1, ERROR),
        ("equals", True, "true", ERROR),
        ("equals", True, True, True),
        ("equals", True, False, False),
        ("equals", 1, 1.0, True),
        ("equals", 1.0, 1, True),
        ("equals", 5000, 5000, True),
        ("equals", 2**53 + 1, float(2**53), False),
        ("equals", 1, math.nan, ERROR),
        ("equals", 1, math.inf, ERROR),
        ("equals", 1, Decimal(1), ERROR),
        ("equals", 1, Level.LOW, ERROR),
        ("equals", "red", Colour.RED, ERROR),
        ("equals", "a", Chameleon("b"), ERROR),
        ("equals", "a", None, ERROR),
        ("equals", "a", b"a", ERROR),
        ("equals", "a", ["a"], ERROR),
        ("equals", None, None, True),
        ("equals", None, "a", False),
        ("equals", None, object(), False),
        ("one_of", ["EUR", "USD"], "EUR", True),
        ("one_of", ["EUR", "USD"], "GBP", False),
        ("one_of", ["EUR", "USD"], "eur", False),
        ("one_of", ["EUR", "USD"], 1, ERROR),
        ("one_of", ["EUR", "USD"], {}, ERROR),
        ("one_of", ["a", 1], True, ERROR),
        ("one_of", ["a", 1], 1.0, True),
        ("one_of", ["a", None], None, True),
        ("one_of", ["a", None], 1, ERROR),
        ("not_one_of", ["EUR"], "USD", True),
        ("not_one_of", ["EUR"], "EUR", False),
        ("not_one_of", ["EUR"], 1, ERROR),
        ("not_one_of", ["EUR"], None, ERROR),
        ("not_one_of", [None], "x", True),
        ("not_one_of", [1], math.nan, ERROR),
        ("starts_with", "TEST-", "TEST-1", True),
        ("starts_with", "TEST-", "test-1", False),
        ("starts_with", "TEST-", " TEST-1", False),
        ("starts_with", "a", Chameleon("b"), ERROR),
        ("starts_with", "4", 42, ERROR),
        ("ends_with", "@corp.example", "a@corp.example", True),
        ("ends_with", "@corp.example", "a@corp.example ", False),
        ("ends_with", "@corp.example", "a@corp.example.evil", False),
        ("ends_with", "a", None, ERROR),
        ("contains", "rm", "a rm b", True),
        ("contains", "rm", "RM", False),
        ("contains", "a", ["a"], ERROR),
        ("contains", "a", {"a": 1}, ERROR),
        ("like", "*.txt", "a.txt", True),
        ("like", "*.txt", "a.txt\n", False),
        ("like", "*.txt", "a.TXT", False),
        ("like", "a", 1, ERROR),
        ("min_length", 2, "ab", True),
        ("min_length", 2, "a", False),
        ("min_length", 2, "💥a", True),
        ("min_length", 0, "", True),
        ("min_length", 0, [], ERROR),
        ("max_length", 2, "ab", True),
        ("max_length", 2, "abc", False),
        ("max_length", 5, [1], ERROR),
        ("max_length", 5, None, ERROR),
        ("more_than", 0, 1, True),
        ("more_than", 0, 0, False),
        ("more_than", 0, -0.0, False),
        ("more_than", 0, 5e-324, True),
        ("more_than", -1, 0, True),
        ("more_than", 100, "nan", ERROR),
        ("more_than", 100, "5000", ERROR),
        ("more_than", 100, math.nan, ERROR),
        ("more_than", 100, math.inf, ERROR),
        ("more_than", 0, True, ERROR),
        ("more_than", 0, Decimal(5), ERROR),
        ("more_than", 0, Level.LOW, ERROR),
        ("more_than", 0, None, ERROR),
        ("more_than", 0, 1j, ERROR),
        ("more_than", float(2**53), 2**53 + 1, True),
        ("at_least", 1, 1, True),
        ("at_least", 1, 0.999, False),
        ("at_least", 1, math.inf, ERROR),
        ("less_than", 100, 42, True),
        ("less_than", 100, 100.0, False),
        ("less_than", 100, -math.inf, ERROR),
        ("less_than", 100, math.nan, ERROR),
        ("less_than", 0.5, -(10**400), True),
        ("less_than", 0.5, 10**400, False),
        ("at_most", 50, 50, True),
        ("at_most", 50, 50.0, True),
        ("at_most", 50, 51, False),
        ("at_most", 50, 2**70, False),
        ("at_most", 50, "50", ERROR),
        ("at_most", 50, False, ERROR),
        ("at_most", 50, [50], ERROR),
    ],
    ids=without_addresses,
)
def test_a_condition_is_true_false_or_an_error(condition, operand, value, expected):
    assert answer(condition, operand, value) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["a@corp", "b@corp"], True),
        (("a@corp",), True),
        (["a@corp", "b@evil"], False),
        (["b@evil", 1], ERROR),
        ([1, "b@evil"], ERROR),
        (["a@corp", None], ERROR),
        ([["a@corp"]], ERROR),
        ([], ERROR),
        ((), ERROR),
        ("a@corp", ERROR),
        ({"a@corp": 1}, ERROR),
        ({"a@corp"}, ERROR),
        (iter(["a@corp"]), ERROR),
        (None, ERROR),
    ],
    ids=without_addresses,
)
def test_each_looks_at_every_item_and_an_empty_list_is_an_error(value, expected):
    item = conditions.ends_with("@corp", "argument 'to': each: ends_with")
    assert answer("each", item, value) is expected


def holds(formula, arguments):
    try:
        return compiled(formula)(ToolCall("tool", arguments), FACTS)
    except ConditionError:
        return ERROR


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"filter": {"owner": "alice"}}, True),
        ({"filter": UserDict(owner="alice")}, True),
        ({"filter": {"owner": "bob"}}, False),
        ({"filter": {"owner": None}}, ERROR),
        ({"filter": {}}, ERROR),
        ({}, ERROR),
        ({"filter": None}, ERROR),
        ({"filter": "owner"}, ERROR),
        ({"filter": ["owner"]}, ERROR),
        ({"filter": [{"owner": "alice"}]}, ERROR),
        ({"filter.owner": "alice"}, ERROR),
        ({"filter.owner": "alice", "filter": {"owner": "bob"}}, False),
        ({"owner": "alice"}, ERROR),
    ],
    ids=without_addresses,
)
def test_a_dotted_name_reaches_into_mappings(arguments, expected):
    formula = Holds(Argument(("filter", "owner")), Equals("alice"))
    assert holds(formula, arguments) is expected


def test_a_false_check_does_not_hide_an_error_after_it():
    formula = Holds(Argument(("x",)), AllOf((AtMost(0), StartsWith("a"))))
    assert holds(formula, {"x": 5}) is ERROR


@pytest.mark.parametrize(
    ("arguments", "there"),
    [
        ({"a": {"b": 1}}, True),
        ({"a": {"b": None}}, True),
        ({"a": {}}, False),
        ({}, False),
        ({"a": None}, ERROR),
        ({"a": 1}, ERROR),
    ],
    ids=without_addresses,
)
def test_presence_is_asked_for_and_never_guessed(arguments, there):
    absent = ERROR if there is ERROR else not there
    argument = Argument(("a", "b"))
    assert holds(Present(argument, wanted=True), arguments) is there
    assert holds(Present(argument, wanted=False), arguments) is absent


@pytest.mark.parametrize(
    ("condition", "operand", "value"),
    [
        ("equals", 1, "hunter2"),
        ("at_most", 50, "hunter2"),
        ("starts_with", "a", ["hunter2"]),
        ("each", [], "hunter2"),
    ],
)
def test_an_error_names_the_label_and_the_kind_but_never_the_value(condition, operand, value):
    check = getattr(conditions, condition)(operand, "argument 'password'")
    with pytest.raises(ConditionError) as caught:
        check(value, FACTS)
    assert "argument 'password'" in str(caught.value)
    assert "hunter2" not in str(caught.value)
