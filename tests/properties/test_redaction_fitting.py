"""What is handed to a tool is what its schema takes, as `jsonschema` reads the schema."""

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from enforcecore_core import NotInspectable, Redactor
from enforcecore_core.redaction.fitting import fitted

REDACTOR = Redactor()
CARD = 4111111111111111
TEXTS = ["4111 1111 1111 1111", "Ada.9@example.org", "to bob@example.org", "clean", "b"]
NAMES = ["n", "kind", "a/b", "Ada.9@example.org"]
KEPT = {"50%": {"type": "integer"}, "a/b": {"minLength": 2}, "deep": {"items": {"$ref": "#"}}}
REFERENCES = ["#/$defs/50%25", "#/$defs/a~1b", "#/$defs/deep", "#/$defs/none", "#"]

scalars = st.sampled_from([*TEXTS, CARD, CARD, 7, 2.5, True, None])
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner),
    max_leaves=6,
)
limits = st.one_of(
    st.sampled_from(["string", "integer", "number", "array", "object", ["integer", "string"]]).map(
        lambda kind: {"type": kind}
    ),
    st.sampled_from(["^[0-9 ]+$", "^<", "@", "b", "^.{3,}$"]).map(lambda text: {"pattern": text}),
    st.builds(
        lambda word, number: {word: number},
        st.sampled_from(
            [
                *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength"),
                *("maxLength", "minItems", "maxItems", "minProperties", "maxProperties"),
            ]
        ),
        st.sampled_from([0, 1, 2, 3.5, 19, 10**400]),
    ),
    st.sampled_from([1, 2, 5]).map(lambda step: {"multipleOf": step}),
    st.lists(scalars, min_size=1).map(lambda listed: {"enum": listed}),
    scalars.map(lambda one: {"const": one}),
    st.sampled_from(NAMES).map(lambda name: {"required": [name]}),
    st.sampled_from(REFERENCES).map(lambda reference: {"$ref": reference}),
    st.just({"uniqueItems": True}),
    st.booleans(),
)


def merged(parts):
    plain = [part for part in parts if isinstance(part, dict)]
    return {word: stated for part in plain for word, stated in part.items()}


def larger(inner):
    some = st.lists(inner, min_size=1, max_size=3)
    words = st.sampled_from(["items", "additionalProperties", "propertyNames", "not", "contains"])
    lists = st.sampled_from(["allOf", "anyOf", "oneOf", "prefixItems"])
    parts = st.one_of(
        st.builds(lambda word, one: {word: one}, words, inner),
        st.builds(lambda word, several: {word: several}, lists, some),
        st.dictionaries(st.sampled_from(NAMES), inner).map(lambda named: {"properties": named}),
        st.dictionaries(st.sampled_from(["^n", "<", "@"]), inner).map(
            lambda named: {"patternProperties": named}
        ),
        st.builds(lambda a, b, c: {"if": a, "then": b, "else": c}, inner, inner, inner),
        st.builds(lambda one: {"unevaluatedProperties": one, "unevaluatedItems": one}, inner),
        inner,
    )
    return st.lists(parts, min_size=1, max_size=3).map(merged)


schemas = st.recursive(limits, larger, max_leaves=6)


KINDS = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


@st.composite
def describing(draw, value):
    """Draw a schema that says what the value is, and often more than it can keep to."""
    if isinstance(value, dict):
        stated = {name: draw(describing(part)) for name, part in value.items()}
        schema = {"type": "object", "properties": stated}
    elif isinstance(value, list):
        schema = {"type": "array", "prefixItems": [draw(describing(part)) for part in value]}
    else:
        schema = {"type": KINDS[type(value)]}
    more = draw(
        st.sampled_from([None, None, None, "with", "allOf", "anyOf", "oneOf", "if", "$ref"])
    )
    if more == "with":
        return merged([draw(schemas), schema])
    if more == "if":
        return {"if": draw(schemas), "then": schema, "else": schema}
    if more == "$ref":
        return {**schema, "$ref": draw(st.sampled_from(REFERENCES))}
    return {more: draw(st.permutations([schema, draw(schemas)]))} if more else schema


def is_taken(schema, value):
    try:
        return Draft202012Validator(schema).is_valid(value)
    except Exception:  # noqa: BLE001 - a reference to nothing, or round in a circle
        return False


@settings(max_examples=150)
@given(st.data())
def test_what_stands_for_matches_is_valid_where_the_arguments_were(data):
    arguments = data.draw(st.dictionaries(st.sampled_from(NAMES), values, min_size=1))
    root = {"$defs": KEPT, **data.draw(describing(arguments))}
    assume(is_taken(root, arguments))
    redacted = REDACTOR.redact(arguments).value
    assume(redacted is not arguments)
    try:
        handed = fitted(redacted, arguments, root, lambda text: not REDACTOR.find(text))
    except NotInspectable:
        event("refused")
        return
    event("as redacted" if handed == redacted else "fitted")
    assert is_taken(root, handed)
    assert REDACTOR.redact(handed).value == handed
