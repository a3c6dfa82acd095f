"""Where the places of a text that was made from another one come from, and where they go."""

from hypothesis import given
from hypothesis import strategies as st

from enforcecore_core.redaction.editing import Edited, Original, Reversed


def edited(text, edits):
    """The text with parts of it replaced by stars."""
    pieces, position = [], 0
    for begin, end, length in edits:
        pieces += (text[position:begin], "*" * length)
        position = end
    return Edited(Original(text), "".join((*pieces, text[position:])), lambda: edits)


EDITS = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5), st.integers(0, 6)), max_size=6)


@st.composite
def some_edits(draw):
    edits, position = [], 0
    for gap, length, replacement in draw(EDITS):
        edits.append((position + gap, position + gap + length, replacement))
        position += gap + length
    return "".join(chr(0x100 + place) for place in range(position + 9)), edits


def test_in_an_original_each_place_stays():
    assert list(Original("abc").carried([0, 2, 3])) == [0, 2, 3]


def test_places_are_carried_past_what_was_replaced():
    view = edited("abcdefghij", [(1, 3, 0), (4, 5, 3), (9, 10, 1)])
    assert view.text == "ad***fghi*"
    assert view.carried(range(11)) == [0, 1, 1, 1, 2, 5, 6, 7, 8, 9, 10]


@given(some_edits())
def test_a_carried_place_parts_what_comes_from_before_it_from_what_comes_from_behind(
    text_and_edits,
):
    text, edits = text_and_edits
    view = edited(text, edits)
    places = range(len(text) + 1)
    carried = view.carried(places)
    assert carried == sorted(carried)
    assert carried[0] == 0
    assert carried[-1] == len(view.text)
    for place, there in zip(places, carried, strict=True):
        inside = any(begin < place < end for begin, end, _ in edits)
        for spot in range(len(view.text)):
            begin, stop = view.origin(spot, spot + 1)
            if spot < there:
                assert stop <= place
            else:
                assert begin >= place or (inside and begin < place < stop)


@given(some_edits())
def test_places_are_carried_one_by_one_as_all_at_once(text_and_edits):
    text, edits = text_and_edits
    view = edited(text, edits)
    places = range(len(text) + 1)
    assert view.carried(places) == [view.carried([place])[0] for place in places]


@given(st.text(max_size=12), st.data())
def test_a_place_inside_of_what_was_turned_is_where_it_begins(text, data):
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, len(text)))
    view = Reversed(Original(text), [(begin, end)])
    for place in range(len(text) + 1):
        assert view.carried([place]) == [begin if begin < place < end else place]
