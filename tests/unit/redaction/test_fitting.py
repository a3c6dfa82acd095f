from collections import OrderedDict, UserDict, deque
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter

from enforcecore_core import NotInspectable, Redactor
from enforcecore_core.redaction.fitting import fitted

CARD = 4111111111111111
SPACED = "4111 1111 1111 1111"
MAIL = "Ada.9@example.org"
NUMBER = {"type": "integer"}
TEXT = {"type": "string"}
BESIDE = {
    "$defs": {
        "N": NUMBER,
        "a/b": NUMBER,
        "50%": NUMBER,
        "list": [TEXT, NUMBER],
        "Tree": {"properties": {"n": NUMBER, "below": {"$ref": "#/$defs/Tree"}}},
    }
}


class Order(BaseModel):
    model_config = ConfigDict(frozen=True)
    card: int | None = None
    note: str = ""
    at: date = date(2026, 1, 1)
    shown: int = Field(0, alias="as-shown")


@dataclass(frozen=True, slots=True)
class Payment:
    card: int
    note: str = ""


class Pair(NamedTuple):
    note: str
    card: int


def fit(value, schema, **more):
    redactor = Redactor()
    given = {"x": value}
    redacted = redactor.redact(given).value
    whole = {"properties": {"x": schema}, **BESIDE, **more}
    return fitted(redacted, given, whole, lambda text: not redactor.find(text))["x"]


def fit_as(kind, value):
    schema = TypeAdapter(kind).json_schema()
    return fit(value, schema, **{"$defs": schema.pop("$defs", {})})


def kind_of(name, **properties):
    return {"properties": {"kind": {"const": name}, **properties}, "required": ["kind"]}


KINDS = {"oneOf": [kind_of("a", n=TEXT), kind_of("b", n=NUMBER)]}


@pytest.mark.parametrize(
    ("value", "schema", "expected"),
    [
        (CARD, {}, "<CARD>"),
        (CARD, True, "<CARD>"),
        (CARD, TEXT, "<CARD>"),
        (CARD, NUMBER, 0),
        (CARD, {"type": "integer", "minimum": 3}, 3),
        (CARD, {"type": "integer", "minimum": 10**400}, 10**400),
        (CARD, {"type": "integer", "maximum": 10**400}, 0),
        (CARD, {"type": "integer", "minimum": 3, "multipleOf": 5}, 5),
        (CARD, {"type": "integer", "multipleOf": 5}, 0),
        (CARD, {"type": "number", "exclusiveMinimum": 3, "maximum": 4}, 4),
        (CARD, {"type": "number", "minimum": 2.5}, 3),
        (CARD, {"type": "integer", "enum": [0, CARD]}, 0),
        (CARD, {"anyOf": [{"type": "null"}, NUMBER]}, 0),
        (CARD, {"anyOf": [TEXT, NUMBER]}, 0),
        (SPACED, {"anyOf": [NUMBER, TEXT]}, "<CARD>"),
        (CARD, {"type": ["integer", "null"]}, 0),
        (CARD, {"allOf": [NUMBER, {"minimum": 3}, {"exclusiveMinimum": 4}]}, 5),
        (CARD, {"anyOf": [NUMBER, TEXT], "minimum": 7}, 7),
        (CARD, {"not": TEXT, "type": ["integer", "string"]}, 0),
        (CARD, {"if": TEXT, "then": False, "type": ["integer", "string"]}, 0),
        (CARD, {"$ref": "#/$defs/N"}, 0),
        (CARD, {"$ref": "#/$defs/N", "minimum": 9}, 9),
        (CARD, {"$ref": "#/$defs/a~1b"}, 0),
        (CARD, {"$ref": "#/$defs/50%25"}, 0),
        (CARD, {"$ref": "#/$defs/list/1"}, 0),
        (SPACED, {"type": "string", "pattern": "^[0-9 ]+$"}, "0000 0000 0000 0000"),
        (SPACED, {"type": "string", "minLength": 19}, "0000 0000 0000 0000"),
        (SPACED, {"type": "string", "maxLength": 6}, "<CARD>"),
        (SPACED, {"allOf": [TEXT, {"pattern": "^[0-9 ]+$"}]}, "0000 0000 0000 0000"),
        (MAIL, {"type": "string", "pattern": "<"}, "<EMAIL>"),
        (MAIL, {"not": NUMBER}, "<EMAIL>"),
        (MAIL, {"type": "string", "x-order": 3, "description": "whom"}, "<EMAIL>"),
        ([1, CARD], {"type": "array", "items": NUMBER}, [1, 0]),
        ([MAIL, CARD], {"prefixItems": [TEXT, NUMBER], "items": False}, ["<EMAIL>", 0]),
        ([MAIL, CARD], {"prefixItems": [TEXT], "items": NUMBER}, ["<EMAIL>", 0]),
        ({"n": CARD, "t": MAIL}, {"properties": {"n": NUMBER}}, {"n": 0, "t": "<EMAIL>"}),
        ({"n": CARD}, {"additionalProperties": NUMBER}, {"n": 0}),
        (
            {"n": CARD},
            {"patternProperties": {"^n": NUMBER}, "additionalProperties": TEXT},
            {"n": 0},
        ),
        (
            {"t": MAIL},
            {"properties": {"t": TEXT}, "unevaluatedProperties": False},
            {"t": "<EMAIL>"},
        ),
        ({MAIL: 1}, {"additionalProperties": NUMBER}, {"<EMAIL>": 1}),
        ({"kind": "b", "n": CARD}, KINDS, {"kind": "b", "n": 0}),
        ({"kind": "a", "n": CARD}, KINDS, {"kind": "a", "n": "<CARD>"}),
        (
            {"n": CARD, "of": [True]},
            {"enum": [{"n": 0, "of": [True]}], "properties": {"n": NUMBER}},
            {"n": 0, "of": [True]},
        ),
        ("clean", NUMBER, "clean"),
        (
            {"a": "no number", "t": MAIL},
            {"properties": {"a": NUMBER}},
            {"a": "no number", "t": "<EMAIL>"},
        ),
        ((1, CARD), {"type": "array"}, (1, "<CARD>")),
        ((1, CARD), {"items": NUMBER}, (1, 0)),
        (deque([CARD], 3), {"items": NUMBER}, deque([0], 3)),
        ({1, CARD}, {"items": NUMBER, "uniqueItems": True}, {1, 0}),
        (OrderedDict(n=CARD), {"additionalProperties": NUMBER}, OrderedDict(n=0)),
        (Path(f"/home/{MAIL}/x"), {"type": "string", "format": "path"}, Path("/home/<EMAIL>/x")),
        (MAIL.encode(), {"type": "string", "format": "binary"}, b"<EMAIL>"),
    ],
)
def test_what_stands_for_a_match_is_what_the_schema_takes(value, schema, expected):
    assert fit(value, schema) == expected


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Order, Order(card=CARD, note=MAIL), Order(card=0, note="<EMAIL>")),
        (Order, Order(**{"as-shown": CARD}), Order(**{"as-shown": 0})),
        (list[Order], [Order(card=CARD)], [Order(card=0)]),
        (Order | None, Order(card=CARD), Order(card=0)),
        (Payment, Payment(CARD, MAIL), Payment(0, "<EMAIL>")),
        (Pair, Pair(MAIL, CARD), Pair("<EMAIL>", 0)),
        (tuple[str, int], (MAIL, CARD), ("<EMAIL>", 0)),
        (dict[int, int], {7: CARD}, {7: 0}),
    ],
)
def test_what_a_value_of_a_class_holds_is_fitted_in_a_copy(kind, value, expected):
    assert fit_as(kind, value) == expected
    assert fit_as(kind, value) is not value


def test_a_secret_of_pydantic_stays_one():
    assert fit_as(SecretStr, SecretStr(MAIL)).get_secret_value() == "<SECRET>"


def test_what_is_nested_deep_is_fitted():
    value, expected = {"n": CARD}, {"n": 0}
    for _ in range(40):
        value, expected = {"below": value}, {"below": expected}
    assert fit(value, {"$ref": "#/$defs/Tree"}) == expected


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        (CARD, False),
        (CARD, {"type": "integer", "maximum": -1}),
        (CARD, {"type": "integer", "enum": [CARD]}),
        (CARD, {"type": "boolean"}),
        (CARD, {"allOf": [NUMBER, TEXT]}),
        (MAIL, {"type": "string", "format": "email"}),
        (MAIL, {"anyOf": [{"format": "email"}, NUMBER], "type": "string"}),
        (MAIL, {"type": "string", "pattern": "@"}),
        (MAIL, {"type": "string", "maxLength": 3}),
        (MAIL, {"type": "string", "enum": [MAIL]}),
        (MAIL, {"not": TEXT}),
        (MAIL, {"oneOf": [TEXT, {"minLength": 1}]}),
        ([MAIL], {"items": {"type": "string", "const": MAIL}}),
        ([MAIL, "bob@example.org"], {"items": TEXT, "uniqueItems": True}),
        ({CARD, 5500005555555559}, {"items": NUMBER}),
        ({MAIL: 1}, {"additionalProperties": False, "patternProperties": {"@": NUMBER}}),
        ({MAIL: 1}, {"propertyNames": {"pattern": "@"}}),
        ({MAIL: 1}, {"required": [MAIL]}),
        ({"kind": "c", "n": CARD}, KINDS),
        ({"t": MAIL}, TEXT),
        ({"n": CARD, "of": True}, {"enum": [{"n": 0, "of": 1}], "properties": {"n": NUMBER}}),
        (UserDict(n=CARD), {"type": "array"}),
    ],
)
def test_where_nothing_fits_the_value_is_refused_without_a_quote(value, schema):
    with pytest.raises(NotInspectable) as refusal:
        fit(value, schema)
    assert MAIL not in str(refusal.value)
    assert str(CARD) not in str(refusal.value)


@pytest.mark.parametrize(
    ("value", "schema", "word"),
    [
        (CARD, {"type": "integer", "minimum": "1"}, "minimum"),
        (MAIL, {"type": "string", "minLength": "1"}, "minLength"),
        (MAIL, {"type": "string", "pattern": "(?=x)"}, "pattern"),
        (f"Grüße, {MAIL}", {"type": "string", "pattern": r"\w"}, "pattern"),
        ({"n": CARD}, {"patternProperties": {"(?=n)": NUMBER}}, "patternProperties"),
        ([MAIL], {"contains": TEXT}, "contains"),
        ({"n": CARD}, {"unevaluatedProperties": NUMBER}, "unevaluatedProperties"),
        ({"n": CARD}, {"dependentSchemas": {"n": {}}}, "dependentSchemas"),
        (CARD, {"$ref": "#/$defs/N/nothing"}, "$ref"),
        (CARD, {"$ref": "https://example.org/schema"}, "$ref"),
        (CARD, {"$ref": "#anchor"}, "$ref"),
        (CARD, {"$ref": "#/properties/x"}, "$ref"),
        (CARD, {"$id": "https://example.org/x", "$ref": "#/$defs/N"}, "$ref"),
        (CARD, {"not": {"$ref": "#/properties/x/not"}}, "$ref"),
        (CARD, {"$dynamicRef": "#x"}, "$dynamicRef"),
        (CARD, {"multipleOf": -1, **NUMBER}, "multipleOf"),
    ],
)
def test_a_match_of_which_the_schema_says_what_is_not_read_is_refused(value, schema, word):
    with pytest.raises(NotInspectable, match=f"{word}'".replace("$", r"\$")):
        fit(value, schema)


@pytest.mark.parametrize("schema", [{"allOf": 1}, {"anyOf": 1}, {"type": 1}, {"$ref": 1}, 1])
@pytest.mark.parametrize("value", [CARD, [CARD], {"n": CARD}])
def test_what_is_no_schema_is_refused(value, schema):
    with pytest.raises(NotInspectable):
        fit(value, schema)


def test_a_schema_of_too_many_choices_is_refused():
    schema = {"allOf": [{"anyOf": [NUMBER] * 9} for _ in range(9)], "maximum": -1}
    with pytest.raises(NotInspectable, match="too long"):
        fit(CARD, schema)


def test_a_field_that_the_schema_does_not_name_is_refused():
    with pytest.raises(NotInspectable, match="field"):
        fit(Payment(CARD), {"properties": {"number": NUMBER}})


@pytest.mark.parametrize("bound", [{"minimum": CARD}, {"exclusiveMinimum": CARD - 1}])
def test_a_bound_beside_the_match_does_not_give_it_back(bound):
    with pytest.raises(NotInspectable):
        fit(CARD, {"type": "integer", **bound})
    assert fit(CARD, {"type": "integer", "minimum": 10**70}) == 10**70


@pytest.mark.parametrize("schema", [{"type": "number"}, TypeAdapter(Decimal).json_schema()])
def test_a_decimal_number_becomes_a_decimal_number(schema):
    redactor = Redactor()
    before = {"amount": Decimal(CARD)}
    after = redactor.redact(before).value
    made = fitted(after, before, {"properties": {"amount": schema}}, lambda _: True)
    assert made["amount"] == 0
    assert type(made["amount"]) is Decimal
