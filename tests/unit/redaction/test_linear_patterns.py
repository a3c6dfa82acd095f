import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcecore_core.redaction.linear_patterns import LinearPattern


def found(pattern, text):
    return [text[start:end] for start, end in LinearPattern(pattern).spans(text)]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("E-[0-9]{6,8}", "x E-123456, E-12345678;", ["E-123456", "E-12345678"]),
        ("E-[0-9]{6}", "E-1234567 xE-123456 E-123456x", []),
        ("E-[0-9]{6}", "(E-123456)", ["E-123456"]),
        ("sess_[a-z0-9]{20,}", "sess_" + "ab3" * 300, ["sess_" + "ab3" * 300]),
        ("[A-Z]{2}( [0-9]{2})+", "AB 12 34 56, ZZ 9", ["AB 12 34 56"]),
        ("ab|ab cd", "ab cd ab", ["ab cd", "ab"]),
        ("é+", "aé éé", ["éé"]),
        ("x", "", []),
    ],
)
def test_each_match_is_as_long_as_it_can_be_and_cuts_no_word(pattern, text, expected):
    assert found(pattern, text) == expected


@given(st.text("ab1- ", max_size=40))
def test_every_word_that_matches_as_a_whole_is_found(text):
    expected = re.findall(r"(?<![ab1])a[ab]{1,3}(?![ab1])", text)
    assert found("a[ab]{1,3}", text) == expected


@pytest.mark.parametrize(
    ("pattern", "unit"),
    [
        ("(a+)+b", "a"),
        (r"\w+", "a"),
        ("E-[0-9]{6,8}", "E-12345 "),
        ("(a|a|b)+c", "ab"),
        (".+x", "a "),
    ],
)
def test_the_time_grows_with_the_text_and_not_with_its_square(pattern, unit):
    linear = LinearPattern(pattern)

    def seconds(size):
        text = unit * (size // len(unit))
        began = time.process_time()
        list(linear.spans(text))
        return time.process_time() - began

    assert seconds(80_000) < 0.05 + 8 * max(seconds(20_000), 0.001)


def test_a_match_far_behind_the_last_edge_is_found_from_there():
    long = "x" * 400
    assert found("x{400}-y", f"{long}-y") == [f"{long}-y"]
    assert found("x+-y", f"a {long}-y") == [f"{long}-y"]
