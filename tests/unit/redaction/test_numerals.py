import re
from re import _parser as parser  # type: ignore[attr-defined]  # how long what a pattern takes is

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcecore_core.redaction.detectors import CATALOGUE
from enforcecore_core.redaction.numerals import Numerals, begins_with_digits

NUMERALS = Numerals(CATALOGUE)
KNOWN = [CATALOGUE[place] for place in sorted(NUMERALS.places)]
EXAMPLES = sorted({part for detector in KNOWN for _, part in detector.examples})

numbers = st.lists(
    st.one_of(
        st.sampled_from(EXAMPLES),
        st.text("0123456789", min_size=1, max_size=12),
        st.text("0123456789 ./():+,-", max_size=8),
        st.sampled_from([" ", "-", ".", "a", "DE", "x 1", "é", "٣", "\n", "1" * 70, "1 " * 40]),
    ),
    max_size=8,
).map("".join)


def confirmed(text, start, end):
    """What is found of the candidates that start between two places, with its detector."""
    every = NUMERALS.candidates(text, start, end, NUMERALS.places)
    spans = {(place, CATALOGUE[place].span_at(text, at, "")) for at, place in every}
    return {(place, span) for place, span in spans if span}


@pytest.mark.parametrize("detector", KNOWN, ids=lambda detector: detector.name)
def test_a_format_that_has_a_form_is_neither_shorter_nor_longer_than_forms(detector):
    shortest, longest = parser.parse(detector.pattern.pattern).getwidth()
    assert 4 <= shortest <= longest <= 64
    assert begins_with_digits(detector)


def test_most_formats_for_numbers_have_a_form():
    assert len(KNOWN) > 80
    assert {"payment-card", "us-ssn", "ipv4", "phone-named"} < {one.name for one in KNOWN}


@given(numbers, st.integers(0, 40), st.integers(0, 200))
def test_forms_leave_out_nothing_that_a_search_finds(text, start, length):
    end = min(len(text), start + length)
    searched = {
        (place, span)
        for place in NUMERALS.places
        for span in CATALOGUE[place].spans(text, "", (start, end, len(text)))
    }
    assert confirmed(text, start, end) == searched


def test_a_form_is_looked_at_once_however_many_numbers_have_it():
    numerals = Numerals(CATALOGUE)
    first = list(numerals.candidates("4111 1111 1111 1111", 0, 19))
    assert first
    assert list(numerals.candidates("5500 0000 0000 0004", 0, 19)) == first


def test_in_a_row_of_many_numbers_each_is_looked_at_but_not_all_of_them_for_each():
    text = "4111 1111 1111 1111, " * 5_000
    starts = {at for at, _ in NUMERALS.candidates(text, 0, len(text))}
    assert {match.start() for match in re.finditer("4111", text)} <= starts


def test_forms_that_were_seen_make_room_for_others():
    numerals = Numerals(CATALOGUE)
    texts = [f"{'1' * (one % 60 + 1)} {'1' * (one // 60 + 1)}" for one in range(5_000)]
    expected = [numerals.candidates(text, 0, len(text)) for text in texts]
    assert [numerals.candidates(text, 0, len(text)) for text in texts] == expected


def test_a_number_that_begins_before_a_part_is_not_begun_again_in_it():
    text = "4111111111111111"
    assert NUMERALS.candidates(text, 4, len(text)) == []
