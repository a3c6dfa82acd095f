from __future__ import annotations

import pytest

from enforcecore_core.decision.expression_typing import TypeProblem, check_types
from enforcecore_core.decision.expressions import parse_expression
from enforcecore_core.decision.language import (
    AllOf,
    AnyOf,
    Argument,
    Contains,
    Each,
    Equals,
    Holds,
    Keys,
    MaxItems,
    MinItems,
    MoreThan,
    Not,
    OneOf,
    Only,
    Some,
    TypeIs,
    Under,
)

SCHEMA = {
    "type": "object",
    "properties": {
        "amount": {"type": "number"},
        "count": {"type": "integer"},
        "currency": {"enum": ["EUR", "USD"]},
        "mode": {"const": "fast"},
        "level": {"anyOf": [{"enum": [1, 2]}, {"type": "null"}]},
        "step": {"enum": [1, 2]},
        "choice": {"oneOf": [{"const": "a"}, {"const": "b"}]},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "urgent": {"type": "boolean"},
        "to": {"type": "array", "items": {"type": "string"}},
        "any_list": {"type": "array"},
        "nothing": {"type": "null"},
        "size_or_name": {"type": ["integer", "string"]},
        "free": {},
        "odd": {"type": "tuple"},
        "strange": {"enum": [object()]},
        "filter": {"$ref": "#/$defs/Filter"},
        "maybe": {"anyOf": [{"$ref": "#/$defs/Filter"}, {"type": "null"}]},
        "circle": {"$ref": "#/$defs/Circle"},
        "lost": {"$ref": "#/$defs/Nowhere"},
        "headers": {"type": "object", "additionalProperties": {"type": "string"}},
        "bag": {"type": "object"},
        "sealed": {"type": "object", "additionalProperties": False},
        "open": {"type": "object", "properties": {}, "additionalProperties": True},
        "matched": {"type": "object", "properties": {}, "patternProperties": {"^x": {}}},
    },
    "$defs": {
        "Filter": {
            "type": "object",
            "properties": {"owner": {"type": "string"}, "limit": {"type": "integer"}},
        },
        "Circle": {"anyOf": [{"$ref": "#/$defs/Circle"}]},
    },
}


def problems(expression, schema=SCHEMA):
    return check_types(parse_expression(expression), schema)


@pytest.mark.parametrize(
    "expression",
    [
        "args.amount > 0 && args.count == 1.5 || !(args.urgent)",
        "args.currency == 'EUR' && args.currency in ['EUR', 'USD']",
        "args.mode == 'fast' && args.level == 2 && args.level == null && args.choice == 'b'",
        "args.note == null && args.note == 'x' && args.amount == null",
        "'a' in args.to && args.to.size() > 1 && size(args.note) > 1",
        "1 in args.any_list && args.amount in args.any_list",
        "args.size_or_name == 1 && args.size_or_name == 'a'",
        "args.free == 1 && args.free.x.y == 'a' && args.odd == 1 && args.strange > 1",
        "args.filter.owner == 'a' && args.maybe.limit > 1 && has(args.filter.owner)",
        "args.circle == 1 && args.circle.x == 1 && args.lost == 'a'",
        "args.headers.accept == 'a' && args.bag.x == 1 && args.open.x == 1",
        "args.matched.x == 1",
        "args.amount == args.count && args.amount < args.count",
        "args.note.contains(args.currency)",
        "args.note == args.currency && args.note in args.headers && 'owner' in args.filter",
        "size(args.to) == args.count && size(args.to) < 3",
        "principal.role == 'a' && principal.role == args.note && 'amount' in args",
    ],
)
def test_what_fits_the_schema_has_no_problem(expression):
    assert problems(expression) == []


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        (
            "args.amuont > 0",
            TypeProblem(
                "args.amuont", "the tool has no argument 'amuont'", "did you mean 'amount'?"
            ),
        ),
        ("has(args.zzz)", TypeProblem("args.zzz", "the tool has no argument 'zzz'")),
        ("args.a == args.amount", TypeProblem("args.a", "the tool has no argument 'a'")),
        ("args.amount == args.a", TypeProblem("args.a", "the tool has no argument 'a'")),
        ("size(args.zzz) > 1", TypeProblem("args.zzz", "the tool has no argument 'zzz'")),
        (
            "args.filter.ower == 'a'",
            TypeProblem(
                "args.filter.ower", "args.filter has no field 'ower'", "did you mean 'owner'?"
            ),
        ),
        (
            "args.amount.x == 1",
            TypeProblem("args.amount.x", "args.amount has no field 'x'"),
        ),
        (
            "args.filter.ower.name == 'a'",
            TypeProblem(
                "args.filter.ower", "args.filter has no field 'ower'", "did you mean 'owner'?"
            ),
        ),
        ("args.sealed.x == 1", TypeProblem("args.sealed.x", "args.sealed has no field 'x'")),
        (
            "args.amount == '5'",
            TypeProblem("args.amount", "args.amount is a number, never a text"),
        ),
        (
            "!(args.note > 1)",
            TypeProblem("args.note", "args.note is a text or null, never a number"),
        ),
        (
            "args.amount || args.urgent",
            TypeProblem("args.amount", "args.amount is a number, never a truth value"),
        ),
        (
            "args.to.contains('a')",
            TypeProblem("args.to", "args.to is a list, never a text"),
        ),
        (
            "args.to in ['a', 1]",
            TypeProblem("args.to", "args.to is a list, never a number or a text"),
        ),
        (
            "size(args.amount) > 1",
            TypeProblem(
                "args.amount", "args.amount is a number, never a list or a mapping or a text"
            ),
        ),
        (
            "args.currency == 'EURO'",
            TypeProblem("args.currency", "args.currency is never 'EURO'", "did you mean 'EUR'?"),
        ),
        (
            "args.currency in ['EUR', 'XYZ']",
            TypeProblem("args.currency", "args.currency is never 'XYZ'"),
        ),
        ("args.currency != 'XYZ'", TypeProblem("args.currency", "args.currency is never 'XYZ'")),
        ("args.mode == 'slow'", TypeProblem("args.mode", "args.mode is never 'slow'")),
        (
            "args.amount == args.note",
            TypeProblem("args.amount", "args.amount is a number, and args.note is a text or null"),
        ),
        (
            "args.to != args.to",
            TypeProblem("args.to", "args.to is a list, and args.to is a list"),
        ),
        (
            "args.nothing == args.amount",
            TypeProblem("args.nothing", "args.nothing is null, and args.amount is a number"),
        ),
        (
            "args.amount < args.note",
            TypeProblem("args.amount", "args.amount is a number, and args.note is a text or null"),
        ),
        (
            "args.urgent < args.free",
            TypeProblem("args.urgent", "args.urgent is a truth value, never a number or a text"),
        ),
        (
            "args.free < args.urgent",
            TypeProblem("args.urgent", "args.urgent is a truth value, never a number or a text"),
        ),
        (
            "args.amount < 'a'",
            TypeProblem("args.amount", "args.amount is a number, and 'a' is a text"),
        ),
        (
            "args.note.startsWith(args.amount)",
            TypeProblem("args.amount", "args.amount is a number, never a text"),
        ),
        (
            "args.note in args.amount",
            TypeProblem("args.amount", "args.amount is a number, never a list or a mapping"),
        ),
        ("1 in args.to", TypeProblem("1", "1 is a number, and an item of args.to is a text")),
        (
            "args.amount in args.headers",
            TypeProblem("args.amount", "args.amount is a number, never a text"),
        ),
        (
            "size(args.to) == args.note",
            TypeProblem(
                "size(args.to)", "size(args.to) is a number, and args.note is a text or null"
            ),
        ),
    ],
)
def test_what_never_fits_the_schema_is_a_problem(expression, problem):
    assert problems(expression) == [problem]


def test_a_problem_is_named_once():
    assert len(problems("args.zzz > 1 && args.zzz < 5")) == 1


@pytest.mark.parametrize(
    ("name", "condition", "messages"),
    [
        ("to", Each(Contains("@")), []),
        ("to", Each(MoreThan(1)), ["args.to[] is a text, never a number"]),
        ("any_list", Some(MoreThan(1)), []),
        ("amount", Some(MoreThan(1)), ["args.amount is a number, never a list"]),
        ("to", MinItems(1), []),
        ("headers", MaxItems(1), []),
        ("amount", MaxItems(1), ["args.amount is a number, never a list or a mapping"]),
        ("headers", Keys(Contains("x")), []),
        ("headers", Keys(MoreThan(1)), ["a key of args.headers is a text, never a number"]),
        ("amount", Not(Contains("x")), ["args.amount is a number, never a text"]),
        ("amount", AllOf((MoreThan(1), Contains("x"))), ["args.amount is a number, never a text"]),
        ("amount", AnyOf((Under(("/srv",)),)), ["args.amount is a number, never a text"]),
        ("amount", TypeIs("number"), []),
        ("amount", TypeIs("text"), ["args.amount is a number, never a text"]),
        ("step", Equals(1.0), []),
        (
            "step",
            Equals(value=True),
            ["args.step is a number, never a truth value", "args.step is never True"],
        ),
        ("urgent", Equals(1), ["args.urgent is a truth value, never a number"]),
        ("level", Equals(value=True), ["args.level is a number or null, never a truth value"]),
    ],
)
def test_conditions_of_a_policy_are_checked_as_well(name, condition, messages):
    found = check_types(Holds(Argument((name,)), condition), SCHEMA)
    assert [one.message for one in found] == messages


def test_names_alone_have_no_kind():
    assert check_types(Only(("x",)), SCHEMA) == []


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"type": "object"},
        {"properties": {"x": True}},
        {"properties": {"x": {"anyOf": []}}},
        {"properties": {"x": {"anyOf": "wrong"}}},
        {"properties": {"x": {"$ref": "#"}}},
        {"properties": {"x": {"$ref": "other.json#/x"}}},
        {"properties": {"x": {"items": 3}}},
        {"properties": ["x"], "additionalProperties": {"type": "number"}},
    ],
)
def test_a_schema_that_says_little_lets_anything_come(schema):
    assert problems("args.x == 1 || args.x > 2", schema) == []


def test_references_are_followed_to_their_end():
    chain = {f"r{n}": {"$ref": f"#/$defs/r{n + 1}"} for n in range(2000)}
    schema = {
        "properties": {"x": {"$ref": "#/$defs/r0"}},
        "$defs": {**chain, "r2000": {"type": "integer"}},
    }
    assert len(problems("args.x == 'a'", schema)) == 1


@pytest.mark.timeout(10)
def test_a_schema_that_refers_to_itself_many_times_is_read_once():
    schema = {
        "properties": {"x": {"$ref": "#/$defs/a"}},
        "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/a"}] * 40 + [{"type": "integer"}]}},
    }
    assert len(problems("args.x == 'a'", schema)) == 1
    assert problems("args.x == 1", schema) == []


@pytest.mark.parametrize(
    "stated",
    [
        {"type": "string", "default": 3},
        {"$ref": "#/$defs/text", "default": 3},
        {"type": "string", "contentMediaType": "application/json"},
        {"$ref": "#text"},
        {"$ref": "other.json#/$defs/text"},
        {"type": []},
        {"enum": []},
        {"type": "array", "prefixItems": [{"type": "integer"}], "items": {"type": "string"}},
    ],
    ids=str,
)
def test_what_may_be_of_another_kind_than_it_seems_has_no_problem(stated):
    schema = {"properties": {"x": stated}, "$defs": {"text": {"type": "string"}}}
    of_items = Holds(Argument(("x",)), Each(MoreThan(1)))
    formula = of_items if "prefixItems" in stated else parse_expression("args.x > 1")
    assert check_types(formula, schema) == []


def test_a_default_that_json_has_no_kind_for_is_no_default():
    schema = {"properties": {"x": {"type": "string", "default": object()}}}
    assert len(problems("args.x > 1", schema)) == 1


def test_null_may_come_where_a_schema_is_nullable():
    schema = {"properties": {"x": {"type": "string", "nullable": True}}}
    assert check_types(Holds(Argument(("x",)), OneOf((None, 1))), schema) == []
