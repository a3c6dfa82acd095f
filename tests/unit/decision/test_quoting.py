import pytest

from enforcecore_core.decision.quoting import listed, quoted, shape, shown


class Text(str):
    __slots__ = ()

    def __len__(self):
        raise AssertionError

    def __repr__(self):
        raise AssertionError


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("x", "a text of 1 character"),
        ("xy", "a text of 2 characters"),
        ([1, 2], "a list of 2 items"),
        ((1,), "a list of 1 item"),
        ({"k": 1}, "a mapping of 1 key"),
        (5, "a number"),
        (True, "a truth value"),
        (None, "null"),
        (b"x", "a bytes"),
    ],
)
def test_a_shape_is_kind_and_size(value, words):
    assert shape(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (42, "42"),
        (0.5, "0.5"),
        (10**5000, "a very long number"),
        ("é", '"é"'),
        ('a"b\\c\n\t\r', '"a\\"b\\\\c\\n\\t\\r"'),
        ("\x1b[2J", r'"\x1b[2J"'),
        ("\u202e\u200b", r'"\u202e\u200b"'),
        ("\u3164a\u0301", '"\\u3164a\u0301"'),
        ("\u0301", r'"\u0301"'),
        ("\U000e0041", r'"\U000e0041"'),
        ({"k": [1, {"l": (2,)}]}, '{"k": [1, {"l": <a list of 1 item>}]}'),
        (list(range(20)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ... 8 more]"),
        ({1: {}}, "{1: {}}"),
        (b"hush", "<a bytes>"),
    ],
    ids=range(17),
)
def test_a_value_is_shown_as_itself_and_as_nothing_else(value, words):
    assert shown(value) == words


def test_what_only_claims_to_be_a_text_is_not_asked_anything():
    assert shape(Text("hush")) == "a Text"
    assert shown(Text("hush")) == "<a Text>"


def test_what_is_just_short_enough_is_shown_whole():
    assert shown(2**2048 - 1) == str(2**2048 - 1)
    assert shown(2**2048) == "a very long number"
    assert quoted("x" * 200) == f'"{"x" * 200}"'
    assert quoted("x" * 201) == f'"{"x" * 200}"...'
    twelve = ", ".join(map(str, range(12)))
    assert shown(list(range(12))) == f"[{twelve}]"
    assert shown(list(range(13))) == f"[{twelve}, ... 1 more]"
    assert listed(range(12)) == f"{twelve[:-4]} or 11"
    assert listed(range(13)) == f"{twelve}, or 1 more"


def test_long_texts_are_cut():
    assert quoted("x" * 500) == f'"{"x" * 200}"...'


@pytest.mark.parametrize(
    ("operands", "words"),
    [
        (["a"], "a"),
        (["a", "b", 3], "a, b or 3"),
        (["true", "null", "4", "a b"], '"true", "null", "4" or "a b"'),
        (["/srv/x", "*.example.org"], "/srv/x or *.example.org"),
    ],
)
def test_operands_are_listed_without_quotes_where_none_are_missed(operands, words):
    assert listed(operands) == words
