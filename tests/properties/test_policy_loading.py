"""What must hold of the loader, whatever it is given."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import generated

from enforcecore_core import PolicyError
from enforcecore_core.policy import parse_policy

# Mappings whose keys are names of the user's, not words of the language.
NAMED_BY_THE_USER = {"tools", "args"}


def language_mappings(value, name=None):
    if isinstance(value, list):
        for item in value:
            yield from language_mappings(item)
    elif isinstance(value, dict):
        if name not in NAMED_BY_THE_USER:
            yield value
        for key, item in value.items():
            # Below `args` every key is an argument's name, also if it is one of our words.
            yield from language_mappings(item, key if name not in NAMED_BY_THE_USER else None)


@settings(max_examples=200, deadline=None)
@given(generated.policies, st.text(min_size=1, max_size=8), generated.scalars, st.data())
def test_unknown_keys_never_load(policy, key, value, data):
    mapping = data.draw(st.sampled_from(list(language_mappings(policy))))
    unknown = f"{key}_x"
    mapping[unknown] = value
    with pytest.raises(PolicyError) as caught:
        parse_policy(json.dumps(policy, ensure_ascii=True), file="p.yaml")
    assert caught.value.code in {"EC-P003", "EC-P013", "EC-P002"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["enforcecore", "tools", "a", "args", "allow", "in", "each", "redact"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


def refusal(text):
    try:
        parse_policy(text, file="p.yaml")
    except PolicyError as error:
        return error
    return None


@settings(max_examples=300, deadline=None)
@given(json_values)
def test_any_data_loads_or_is_a_policy_error_with_a_place(value):
    error = refusal(json.dumps(value))
    assert error is None or (error.line and error.column)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80) | st.binary(max_size=80))
def test_any_text_loads_or_is_a_policy_error(text):
    error = refusal(text)
    assert error is None or error.code.startswith("EC-P")
