"""A long text is looked at in parts, and a part in pieces, without losing what crosses an edge."""

import random

import pytest

from enforcecore_core import Redactor
from enforcecore_core.redaction.segments import pieces, segments


def words(length: int) -> str:
    choose = random.Random(7)
    return "".join("x" * choose.randint(1, 90) + choose.choice(" \n\t") for _ in range(length))


def test_the_pieces_of_a_part_cover_it_and_begin_behind_white_space():
    text = words(200)
    assert len(list(segments(text))) > 3
    for part in segments(text):
        cut = list(pieces(text, part))
        assert len(cut) > 1
        assert [start for start, _, _ in cut] == [part[0], *(edge for _, edge, _ in cut[:-1])]
        assert cut[-1][1:] == part[1:]
        assert all(start == 0 or text[start - 1].isspace() for start, _, _ in cut)
        assert all(end >= min(edge + 128, len(text)) for _, edge, end in cut)


def test_what_has_no_white_space_in_it_stays_in_one_piece():
    assert list(segments("x" * 5_000)) == [(0, 5_000, 5_000)]
    assert list(pieces("x" * 5_000, (0, 5_000, 5_000))) == [(0, 5_000, 5_000)]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("4111 1111 1111 1111", "CARD"),
        ("DE89 3704 0044 0532 0130 00", "IBAN"),
        ("phone number is: 555-2671", "PHONE"),
    ],
)
def test_what_lies_across_the_edge_of_a_piece_is_found(value, kind):
    redactor = Redactor()
    for place in range(225, 260):
        text = f"{'a ' * 500}"[:place] + f" {value} " + "b " * 300
        assert [match.kind for match in redactor.find(text)] == [kind], place
