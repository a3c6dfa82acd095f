import pytest

from enforcecore_core.redaction.decoding import decoded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jane%40example.com", "jane@example.com"),
        ("jane%2540example.com", "jane@example.com"),
        ("jane%25252540example.com", "jane@example.com"),
        ("%D0%BE", "о"),
        ("%25D0%25BE", "о"),
        ("%FF%C3", "ÿÃ"),
        ("&#64;&#x40;&commat;", "@@@"),
        ("&#0000064;&#64", "@@"),
        ("&amp;#64;&amp;amp;commat;", "@@"),
        (r"\u0040\x40\u{40}\U00000040\100", "@@@@@"),
        (r"\\u0040", "@"),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\ud83d\u0040", "\ud83d@"),
        (r"\"a\" \/ \n", '"a" / \n'),
        (r"\U00ffffff", "\ufffd"),
    ],
)
def test_what_stands_for_a_character_becomes_it(text, expected):
    assert decoded(text)[0] == expected


@pytest.mark.parametrize(
    "text", ["100 %", "a & b", "&nosuch;", "%zz", "c:\\", "plain", "&;", r"\q"]
)
def test_what_stands_for_nothing_else_is_left(text):
    assert decoded(text) is None


def test_the_edits_say_what_stands_for_each_character():
    text = r"a%40b &#64; \u0040\u0041 %D0%BE"
    result, edits = decoded(text)
    assert [text[start:end] for start, end, _ in edits] == [
        *("%40", "&#64;", r"\u0040", r"\u0041", "%D0%BE")
    ]
    assert result == "ab".replace("b", "@b") + " @ @A о"


@pytest.mark.parametrize("unit", ["\\", "%25", "&amp;", "%", "&#0", "\\\\u"])
def test_a_long_run_of_signs_takes_time_by_its_length(unit):
    decoded(unit * 100_000 + "!")
