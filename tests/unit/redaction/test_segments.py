"""A long text is looked at in parts, without losing what crosses an edge."""

import random

import pytest

from enforcecore_core import Redactor
from enforcecore_core.redaction.segments import behind_space, lines, segments


def words(length: int) -> str:
    choose = random.Random(7)
    return "".join("x" * choose.randint(1, 90) + choose.choice(" \n\t") for _ in range(length))


def test_the_parts_of_a_text_cover_it_and_begin_behind_white_space():
    text = words(200)
    parts = list(segments(text))
    assert len(parts) > 3
    assert [start for start, _, _ in parts] == [0, *(edge for _, edge, _ in parts[:-1])]
    assert parts[-1][1:] == (len(text), len(text))
    assert all(start == 0 or text[start - 1].isspace() for start, _, _ in parts)
    assert all(end >= min(edge + 128, len(text)) for _, edge, end in parts)


def test_what_has_no_white_space_in_it_stays_in_one_part():
    assert list(segments("x" * 5_000)) == [(0, 5_000, 5_000)]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("4111 1111 1111 1111", "CARD"),
        ("DE89 3704 0044 0532 0130 00", "IBAN"),
        ("phone number is: 555-2671", "PHONE"),
    ],
)
def test_what_lies_across_the_edge_of_a_part_is_found(value, kind):
    redactor = Redactor()
    for place in range(2_020, 2_060):
        text = f"{'a ' * 1_100}"[:place] + f" {value} " + "b " * 300
        assert [match.kind for match in redactor.find(text)] == [kind], place


def test_behind_space_is_behind_the_last_white_space_or_at_the_start():
    assert behind_space("a b\tc d", 0, 5) == 4
    assert behind_space("a b c", 2, 3) == 2
    assert behind_space("abc", 1, 3) == 1


def test_several_lines_at_once_cover_a_text_and_end_where_a_line_does():
    text = "".join("x" * length + "\n" for length in range(0, 300, 3)) + "last"
    parts = list(lines(text))
    assert len(parts) > 5
    assert [start for start, _ in parts] == [0, *(end for _, end in parts[:-1])]
    assert parts[-1][1] == len(text)
    assert all(text[end - 1] == "\n" for _, end in parts[:-1])


@pytest.mark.parametrize("text", ["", "x" * 9_000, "a\nb", "x" * 9_000 + "\n"])
def test_lines_end_with_the_text(text):
    assert [start for start, _ in lines(text)] == ([0] if text else [])
    assert [end for _, end in lines(text)] == ([len(text)] if text else [])
