import pytest

from enforcecore_core import NotInspectable, Redactor
from enforcecore_core.redaction.fitting import fitted

CARD = 4111111111111111
SPACED = "4111 1111 1111 1111"
MAIL = "Ada.9@example.org"


def fit(value, schema, **more):
    redactor = Redactor()
    given = {"x": value}
    redacted = redactor.redact(given).value
    whole = {"properties": {"x": schema}, **more}
    return fitted(redacted, given, whole, lambda text: not redactor.find(text))["x"]


@pytest.mark.parametrize(
    ("value", "schema", "expected"),
    [
        (CARD, {}, "<CARD>"),
        (CARD, {"type": "string"}, "<CARD>"),
        (CARD, {"type": "integer"}, 0),
        (CARD, {"type": "integer", "minimum": 3}, 3),
        (CARD, {"type": "number", "exclusiveMinimum": 3, "maximum": 4}, 4),
        (CARD, {"anyOf": [{"type": "null"}, {"type": "integer"}]}, 0),
        (CARD, {"type": ["integer", "null"]}, 0),
        (CARD, {"$ref": "#/$defs/N"}, 0),
        (SPACED, {"type": "string", "pattern": "^[0-9 ]+$"}, "0000 0000 0000 0000"),
        (SPACED, {"type": "string", "minLength": 19}, "0000 0000 0000 0000"),
        (SPACED, {"type": "string", "maxLength": 6}, "<CARD>"),
        (MAIL, {"type": "string", "pattern": "<"}, "<EMAIL>"),
        ([1, CARD], {"type": "array", "items": {"type": "integer"}}, [1, 0]),
        (
            {"n": CARD, "t": MAIL},
            {"properties": {"n": {"type": "integer"}}},
            {"n": 0, "t": "<EMAIL>"},
        ),
        ({"n": CARD}, {"additionalProperties": {"type": "integer"}}, {"n": 0}),
        ("clean", {"type": "integer"}, "clean"),
        ((1, CARD), {"type": "array"}, (1, "<CARD>")),
        (CARD, {"$ref": "#/$defs/N/nothing"}, "<CARD>"),
    ],
)
def test_what_stands_for_a_match_is_what_the_schema_takes(value, schema, expected):
    assert fit(value, schema, **{"$defs": {"N": {"type": "integer"}}}) == expected


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        (CARD, {"type": "integer", "maximum": -1}),
        (CARD, {"type": "integer", "enum": [CARD]}),
        (CARD, {"type": "integer", "multipleOf": 5}),
        (CARD, {"type": "integer", "minimum": "1"}),
        (MAIL, {"type": "string", "minLength": "1"}),
        (CARD, {"type": "boolean"}),
        (MAIL, {"type": "string", "format": "email"}),
        (MAIL, {"type": "string", "pattern": "@"}),
        (MAIL, {"type": "string", "maxLength": 3}),
        (MAIL, {"type": "string", "enum": [MAIL]}),
        (MAIL, {"type": "string", "pattern": "(?=x)"}),
        ([MAIL], {"items": {"type": "string", "const": MAIL}}),
    ],
)
def test_where_nothing_fits_the_value_is_refused_without_a_quote(value, schema):
    with pytest.raises(NotInspectable) as refusal:
        fit(value, schema)
    assert str(refusal.value) == "nothing that the tool's schema takes can stand for a match"


def test_a_schema_that_refers_to_itself_ends():
    schema = {"$ref": "#/$defs/A"}
    assert fit(MAIL, schema, **{"$defs": {"A": {"$ref": "#/$defs/A"}}}) == "<EMAIL>"
