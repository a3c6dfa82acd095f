import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcecore_core.escaping import escaped, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("refund", "refund"),
        ("é ü 語", "é ü 語"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\x9b31m", r"\x9b31m"),
        ("a\nb\tc\r\0", r"a\x0ab\x09c\x0d\x00"),
        ("\u202eevil\u2066", r"\u202eevil\u2066"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("non-breaking\xa0blank", r"non-breaking\xa0blank"),
        (
            "n\u0303 tie\u0302\u0301ng \u0e17\u0e35\u0e48",
            "n\u0303 tie\u0302\u0301ng \u0e17\u0e35\u0e48",
        ),
        ("\u0301a", r"\u0301a"),
        ("a" + "\u0301" * 4, "a\u0301\u0301" + r"\u0301\u0301"),
        ("\u3164\u034f\ufe0f", r"\u3164\u034f\ufe0f"),
        ("\U000e0041tag", r"\U000e0041tag"),
        ("line\u2028end", r"line\u2028end"),
        ("lone \ud800", r"lone \ud800"),
        ("\x7f", r"\x7f"),
    ],
)
def test_what_cannot_be_seen_is_shown_by_its_number(text, expected):
    assert escaped(text) == expected


@given(st.text())
def test_nothing_of_a_text_can_steer_a_terminal(text):
    kinds = {unicodedata.category(character) for character in escaped(text)}
    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(st.text())
def test_escaping_twice_is_escaping_once(text):
    assert escaped(escaped(text)) == escaped(text)


def test_a_long_text_is_cut():
    assert shown("x" * 200) == "x" * 200
    assert shown("x" * 201) == "x" * 199 + "…"
    assert shown("\x1b" * 5, longest=3) == r"\x1b\x1b…"
