"""Where the places of a text that was made from another one come from, and where they go."""

from hypothesis import given
from hypothesis import strategies as st

from enforcecore_core.redaction.editing import Edited, Original


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


def test_an_original_has_no_replacements():
    assert Original("abc").replacements == []


def test_replacements_stand_where_they_were_put():
    view = edited("abcdefghij", [(1, 3, 0), (4, 5, 3), (9, 10, 1)])
    assert view.text == "ad***fghi*"
    assert view.replacements == [(1, 1), (2, 5), (9, 10)]


@given(some_edits())
def test_what_is_carried_holds_all_that_comes_from_it(text_and_edits):
    text, edits = text_and_edits
    view = edited(text, edits)
    for start in range(len(text)):
        for end in range(start, len(text)):
            ((first, last),) = view.carried([(start, end)])
            assert 0 <= first <= last <= len(view.text)
            for place in range(len(view.text)):
                begin, stop = view.origin(place, place + 1)
                if begin < end and start < stop:
                    assert first <= place < last


@given(some_edits())
def test_all_of_a_text_is_carried_to_all_of_what_was_made_of_it(text_and_edits):
    text, edits = text_and_edits
    view = edited(text, edits)
    whole = view.carried([(0, len(text))])
    assert whole == [(0, len(view.text))]
