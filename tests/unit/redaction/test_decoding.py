import pytest

from enforcecore_core.redaction.decoding import ENCODED, decoded, unquoted
from enforcecore_core.redaction.detectors import CATALOGUE
from enforcecore_core.redaction.gates import compiled
from enforcecore_core.redaction.replacement import placeholder


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
        ("<b>4111</b><wbr>1111<!-- x -->", "41111111"),
        ('Password:</td>\n<TD style="a: b">x<br/>y', "Password: \n x y"),
        ("jane+AEA-example+AC4-com", "jane@example.com"),
        ("+AGoAYQBuAGUAQA", "jane@"),
        ("+AGrYPd4A-", "j\U0001f600"),
        ("".join(chr(0xE0000 + ord(char)) for char in "jane@"), "jane@"),
    ],
)
def test_what_stands_for_a_character_becomes_it(text, expected):
    assert decoded(text)[0] == expected


def test_each_character_in_utf_7_has_its_place_unless_one_takes_two_units():
    assert decoded("x+AGoAYQBuAGU-")[1] == [(1, 5, 1), (5, 8, 1), (8, 10, 1), (10, 14, 1)]
    assert decoded("x+AGrYPd4A-")[1] == [(1, 11, 2)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jane=40example.com", "jane@example.com"),
        ("a=3D1=2E5 =C3=A9=\n!", "a=1.5 é!"),
        ("jane=\r\n@example.com= \n", "jane@example.com"),
        ("=34=31", "41"),
    ],
)
def test_quoted_printable_is_undone(text, expected):
    assert unquoted(text)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        *(
            "100 %",
            "+AEAexample",
            "+14155552671 +ABC",
            "a+b-",
            "a & b",
            "&nosuch;",
            "%zz",
            "c:\\",
            "plain",
            "&;",
            r"\q",
            "limit=40",
            "id=4111",
            "status=404",
        ),
        *(
            "a < b and c > d",
            "<EMAIL>",
            "<password>",
            "<bb>",
            "x==y",
            "std::vector<i32>",
            "Results\n=======\n\n\n\n\n\n",
        ),
    ],
)
def test_what_stands_for_nothing_else_is_left(text):
    assert decoded(text) is None
    assert unquoted(text) is None


def test_the_edits_say_what_stands_for_each_character():
    text = r"a%40b &#64; \u0040\u0041 %D0%BE"
    result, edits = decoded(text)
    assert [text[start:end] for start, end, _ in edits] == [
        *("%40", "&#64;", r"\u0040", r"\u0041", "%D0%BE")
    ]
    assert result == "ab".replace("b", "@b") + " @ @A о"


@pytest.mark.parametrize(
    "unit",
    ["\\", "%25", "&amp;", "%", "&#0", "\\\\u", "=", "=4", "= ", "=\n", "<", "<b ", "<!--", "</p"],
)
def test_a_long_run_of_signs_takes_time_by_its_length(unit):
    decoded(unit * 100_000 + "!")
    unquoted(unit * 100_000 + "!")


@pytest.mark.parametrize(
    "text",
    [
        "a%40",
        "&#64;",
        "&commat;",
        r"\u0040",
        r"\n",
        "a=40b",
        "=31=32",
        "a=\n",
        "a= \r\n",
        "<b>",
        "<P a='b'>",
    ],
)
def test_the_gates_open_for_all_that_is_decoded(text):
    assert decoded(text) or unquoted(text)
    assert compiled(ENCODED)(text)


def test_no_placeholder_is_a_tag():
    assert all(decoded(placeholder(one.kind)) is None for one in CATALOGUE)
