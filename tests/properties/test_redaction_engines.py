"""The extra `fast` changes how fast something is found, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enforcecore_core.redaction import NotInspectable, Redactor
from enforcecore_core.redaction.detectors import CATALOGUE

pytest.importorskip("re2", reason="the extra fast is not installed")

EXAMPLES = [text for one in CATALOGUE for text, _ in one.examples]
COUNTER_EXAMPLES = [text for one in CATALOGUE for text in one.counter_examples]
WITH, WITHOUT = (Redactor(packs=["default", "strict"], engine=engine) for engine in ("re2", "rust"))
PIECES = st.sampled_from([*EXAMPLES, *COUNTER_EXAMPLES]) | st.text(max_size=12)
SIGNS = st.sampled_from(["\n", "\0", "\ud800", "\u212a", "\u017f", "é", "\u3000", "%20", "&amp;"])


def found(redactor, text, keys=""):
    try:
        return redactor.find(text, keys)
    except NotInspectable as refusal:
        return refusal.why


@pytest.mark.parametrize("one", CATALOGUE, ids=lambda one: one.name)
def test_examples_and_counter_examples_are_the_same_with_both(one):
    for text in (*(text for text, _ in one.examples), *one.counter_examples):
        assert found(WITH, text) == found(WITHOUT, text)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | SIGNS, max_size=12), st.sampled_from([" ", "", "\n", ","]), PIECES)
def test_any_text_is_the_same_with_both(pieces, between, keys):
    text = between.join(pieces)
    assert found(WITH, text, keys) == found(WITHOUT, text, keys)


@pytest.mark.parametrize("unit", ["password=", "1.2.3.4.", "ghp_", "4111 ", "ssn,", "é1", "a@"])
def test_long_texts_are_the_same_with_both(unit):
    text = f"{unit * (6_000 // len(unit))} {' '.join(EXAMPLES[::9])}"
    assert found(WITH, text) == found(WITHOUT, text)
