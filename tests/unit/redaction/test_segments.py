"""A long text is looked at in parts, without losing what crosses an edge."""

import random

import pytest

from enforcecore_core import Redactor
from enforcecore_core.redaction.segments import around, behind_space, segments


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


TEXT = "word " * 2_000


def covered(parts):
    return [(start, edge) for start, edge, _ in parts]


def test_around_a_span_is_what_may_have_to_do_with_it():
    ((start, edge, end),) = around(TEXT, [[(5_000, 5_004)]])
    assert 4_700 < start <= 5_000 - 192
    assert 5_004 + 256 <= edge < 5_300
    assert edge + 128 <= end
    assert TEXT[start - 1] == TEXT[edge - 1] == " "


def test_what_lies_close_together_is_looked_at_once():
    parts = covered(around(TEXT, [[(1_000, 1_000), (1_300, 1_310), (9_000, 9_001)]]))
    assert len(parts) == 2
    assert parts[0][0] < 1_000
    assert parts[0][1] > 1_310


def test_with_two_bounds_only_what_is_near_both_counts():
    near, far = (5_000, 5_004), (9_000, 9_004)
    both = covered(around(TEXT, [[near, far], [(100, 101), (5_200, 5_201)]]))
    assert both == covered(around(TEXT, [[near], [(5_200, 5_201)]]))
    assert covered(around(TEXT, [[near], [far]])) == []


def test_all_of_a_text_is_said_without_parts():
    assert around(TEXT, []) is None
    assert around(TEXT, [[(place, place + 1) for place in range(0, len(TEXT), 400)]]) is None
    assert around("x" * 5_000, [[(10, 11)]]) is None


def test_many_spans_in_a_text_without_white_space_take_time_by_their_number():
    text = "x" * 200_000
    assert around(text, [[(place, place) for place in range(0, len(text), 2)]]) is None


def test_behind_space_is_behind_the_last_white_space_or_at_the_start():
    assert behind_space("a b\tc d", 0, 5) == 4
    assert behind_space("a b c", 2, 3) == 2
    assert behind_space("abc", 1, 3) == 1


def test_two_bounds_of_many_spans_meet_in_each_of_them():
    text = "word " * 40_000
    apart = [[(place, place) for place in range(0, len(text), 2_000)]] * 2
    assert len(around(text, apart)) == len(apart[0])
