import time

import pytest

from enforcecore_core.decision.patterns import (
    HEAVIEST_PATTERN,
    LONGEST_PATTERN,
    UnusablePattern,
    compile_pattern,
    weight_of,
)

MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("[A-Z]{2}", "AB", True),
        ("[A-Z]{2}", "AB1", False),
        ("[A-Z]{2}", "1AB", False),
        ("a|b", "ab", False),
        ("a|b", "b", True),
        ("^a$", "a", True),
        ("^a$", "a\n", False),
        ("(?m)^a$", "a\na", False),
        (".*", "a\nb", False),
        ("(?s).*", "a\nb", True),
        ("(?i)straße", "STRASSE", False),
        ("(?i)é", "É", True),
        ("", "", True),
        ("", "a", False),
        ("a?", "", True),
        (r"\d", "\u0663", True),
        ("[0-9]", "\u0663", False),
    ],
)
def test_a_pattern_is_about_the_whole_text(pattern, text, expected):
    assert compile_pattern(pattern)(text) is expected


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("(?=a)b", "under 'not'"),
        ("(?<!a)b", "under 'not'"),
        (r"(a)\1", "write the alternatives out"),
        ("(?P<n>a)(?P=n)", "(?P<name>...)"),
        ("(?>a)", "(?:...)"),
        (r"a\Z", "end of the text"),
        (r"(?-u)\xff", "characters, not bytes"),
        ("a\\", "Rust's regex crate"),
        ("[", "Rust's regex crate"),
        ("*", "Rust's regex crate"),
        ("a)|(?:b", "Rust's regex crate"),
        ("(?x)a # comment", "Rust's regex crate"),
        (r"\w{1000}", "repeat less"),
        (r"(\w{30}){30}", "repeat less"),
        (r"\pL" * 300, "repeat less"),
        (r"(?x)" + r"\w {999}" * 50, "repeat less"),
        ("a" * (LONGEST_PATTERN + 1), "split it"),
    ],
)
def test_what_the_engine_does_not_take_is_refused_with_a_hint(pattern, hint):
    with pytest.raises(UnusablePattern) as caught:
        compile_pattern(pattern)
    assert hint in caught.value.hint


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "aaa\ud83d"])
def test_half_a_surrogate_pair_is_neither_a_match_nor_none(text):
    for pattern in (".*", "a+", "[^a]"):
        with pytest.raises(UnicodeEncodeError):
            compile_pattern(pattern)(text)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(a|aa)+$", "(.*a){10}", "((a*)*)*b"])
def test_no_pattern_explodes(pattern):
    is_match = compile_pattern(pattern)
    for text in ("a" * MEGABYTE, "a" * MEGABYTE + "!"):
        is_match(text)
        start = time.process_time()
        is_match(text)
        assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    ("lighter", "heavier"),
    [
        ("a", "aa"),
        ("a", "a{2}"),
        ("a{2}", "a{2,5}"),
        ("a{5,}", "(a{5}){2}"),
        ("[a-z]{9}", r"[\w-]{9}"),
        (r"\[a{2}", "[ab]{9}"),
        (r"\d", r"\w"),
        (r"\w", r"\pL\p{Greek}"),
        ("a.", "(?i)a."),
        ("(?:a.)", "(?s-i)a.."),
        ("a)", "a)b"),
    ],
)
def test_a_pattern_that_says_more_weighs_more(lighter, heavier):
    assert weight_of(lighter) < weight_of(heavier)


@pytest.mark.parametrize(
    ("pattern", "weight"),
    [
        ("", 500),
        ("a", 501),
        ("ab*", 502),
        (r"\.", 501),
        (".", 520),
        (r"\d", 520),
        (r"\w", 900),
        (r"\p{Greek}", 900),
        ("a{0}", 501),
        ("a{4}", 504),
        ("a{2,5}", 505),
        ("a{2,}", 502),
        ("a{3}{2}", 506),
        ("[ab]{3}", 506),
        ("(a{5}){2}", 510),
        ("((ab)c){2}", 506),
        ("a{0}{5}", 501),
        ("{3}", 500),
        ("(?i)a", 506),
        ("(a", 501),
        ("[ab", 502),
        ("a)", 501),
    ],
)
def test_a_pattern_weighs_what_a_character_is_compared_with(pattern, weight):
    assert weight_of(pattern) == weight


def test_a_pattern_may_have_1000_characters():
    assert compile_pattern("a" * 1000)("a" * 1000)
    with pytest.raises(UnusablePattern, match="at most 1000 characters"):
        compile_pattern("a" * 1001)


def test_a_pattern_may_be_as_heavy_as_the_bound():
    heaviest = r"\w" * 198 + "a" * 300
    assert weight_of(heaviest) == HEAVIEST_PATTERN == 80_000
    assert compile_pattern(heaviest)("b" * 198 + "a" * 300)
    with pytest.raises(UnusablePattern, match="too large"):
        compile_pattern(heaviest + "a")


def test_what_the_engine_says_is_handed_on_without_its_picture_of_the_pattern():
    with pytest.raises(UnusablePattern) as caught:
        compile_pattern("(?=a)b")
    assert str(caught.value) == (
        "this pattern does not work: "
        "look-around, including look-ahead and look-behind, is not supported"
    )


def test_a_pattern_that_is_used_twice_is_compiled_once():
    assert compile_pattern("a+") is compile_pattern("a+")
