import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcecore_core.decision.globs import compile_glob, is_glob, literal_prefix

patterns = st.text(alphabet="ab.*?\n[", max_size=8)


@given(patterns, st.text(alphabet="ab.\n[", max_size=10))
def test_a_glob_matches_what_the_plain_regex_of_it_matches(pattern, text):
    signs = {"*": ".*", "?": "."}
    regex = "".join(signs.get(char) or re.escape(char) for char in pattern)
    assert compile_glob(pattern)(text) is (re.fullmatch(regex, text, re.DOTALL) is not None)


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("aa*aa", "aaa", False),
        ("aa*aa", "aaaa", True),
        ("a*b*b", "ab", False),
        ("a*b*b", "abb", True),
        ("*ab*b", "ab", False),
        ("*ab*ba*", "aba", False),
        ("*ab*ba*", "abba", True),
    ],
)
def test_the_pieces_of_a_glob_do_not_overlap(pattern, text, matches):
    assert compile_glob(pattern)(text) is matches


def test_many_stars_do_not_make_it_slow():
    matches = compile_glob("*a" * 200 + "*b")
    start = time.process_time()
    assert matches("a" * 100_000) is False
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("pattern", "prefix"), [("shell_*", "shell_"), ("*", ""), ("a?c*", "a"), ("plain", "plain")]
)
def test_the_literal_prefix_stands_before_the_first_wildcard(pattern, prefix):
    assert literal_prefix(pattern) == prefix
    assert is_glob(pattern) is (pattern != prefix)
