from itertools import pairwise

import pytest

from enforcecore_core.redaction.editing import Edited, Original, Reversed
from enforcecore_core.redaction.inspection import NotInspectable
from enforcecore_core.redaction.views import overrides, views


def readings(text):
    return [view.text for view, *_ in views(text)]


def test_plain_text_reads_as_itself_alone():
    assert readings("plain text") == ["plain text"]


def test_what_is_escaped_and_folded_by_turns_is_read_through():
    assert "jane@example.com" in readings("ｊane％２５４０example.com")


def test_the_text_and_what_is_decoded_from_it_come_as_written_and_folded():
    written = {view.text: plain for view, plain, _ in views("é%40ж")}
    assert {text for text, plain in written.items() if plain} == {"é%40ж", "é@ж"}
    assert {"e%40ж", "e@ж"} <= {text for text, plain in written.items() if not plain}


def test_what_runs_backwards_is_read_forwards():
    assert "mail jane@example.com now" in readings("mail \u202emoc.elpmaxe@enaj\u202c now")


def test_a_placeholder_is_not_turned_with_what_runs_backwards_around_it():
    assert "mail  ab<EMAIL>cd  now" in readings("mail \u202eba <EMAIL> dc\u202c now")


@pytest.mark.parametrize("written", ["<ELPMAXE7NNDOFSOIAIKA>", "<B_2>", "<EMAIL_abc>", "<Ab>"])
def test_what_only_looks_like_a_placeholder_is_turned(written):
    assert f"\u200e{written[::-1]}" in readings(f"\u202e{written}")


def test_an_override_ends_with_its_paragraph():
    assert list(overrides("a\u202ebc\nd\u202eef")) == [(1, 4), (6, 9)]


@pytest.mark.parametrize("layers", [5, 6])
def test_what_is_encoded_too_often_is_refused(layers):
    text = "@"
    for layer in range(layers):
        wrap = ("%{:02X}", "&#{};")[layer % 2]
        text = "".join(wrap.format(ord(char)) for char in text)
    with pytest.raises(NotInspectable, match="more than 4 times"):
        list(views(text))


def test_a_place_in_a_view_comes_from_a_place_in_the_text():
    text = "x %6A\u200bａne&#64;e.com y"
    for view, *_ in views(text):
        place = view.text.find("jane@e.com")
        if place >= 0:
            start, end = view.origin(place, place + len("jane@e.com"))
            assert text[start:end] == "%6A\u200bａne&#64;e.com"
            return
    pytest.fail("it was not read")


def test_each_replacement_comes_from_all_of_what_it_replaces():
    view = Edited(Original("a<long>b"), "aXYb", lambda: [(1, 7, 2)])
    assert [view.origin(place, place + 1) for place in range(4)] == [(0, 1), (1, 7), (1, 7), (7, 8)]


def test_a_dropped_part_belongs_to_what_stands_around_it():
    view = Edited(Original("a--b"), "ab", lambda: [(1, 3, 0)])
    assert view.origin(0, 1) == (0, 1)
    assert view.origin(1, 2) == (3, 4)
    assert view.origin(0, 2) == (0, 4)


def test_a_place_in_a_turned_part_comes_from_its_mirror():
    view = Reversed(Original("ab123cd"), [(2, 5)])
    assert view.text == "ab321cd"
    assert view.origin(2, 3) == (4, 5)
    assert view.origin(1, 4) == (1, 5)
    assert view.origin(4, 7) == (2, 7)
    assert view.origin(0, 1) == (0, 1)


def told(text, *places):
    """Each way to read the text, cut at the places."""
    ways = {}
    for view, _, carried in views(text, places):
        edges = [0, *carried, len(view.text)]
        assert edges == sorted(edges)
        ways[view.text] = [view.text[start:end] for start, end in pairwise(edges)]
    return ways


def test_places_in_the_text_are_told_in_every_way_to_read_it():
    text = "one %41 two é three"
    ways = told(text, text.index("two"), text.index("three"))
    assert ways == {
        "one %41 two é three": ["one %41 ", "two é ", "three"],
        "one A two é three": ["one A ", "two é ", "three"],
        "one %41 two e three": ["one %41 ", "two e ", "three"],
        "one A two e three": ["one A ", "two e ", "three"],
    }


def test_a_place_inside_of_what_is_decoded_or_turned_is_where_that_begins():
    assert told("ab%41cd", 4)["abAcd"] == ["ab", "Acd"]
    assert told("ab\u202edc\u202c", 4)["ab\u200ecd\u202c"] == ["ab\u200e", "cd\u202c"]


def test_places_are_told_in_what_is_laid_out():
    text = f"4-1-1-1-1-1-1-1-1-1-1-1 {'word ' * 9}end"
    joined = f"411111111111 {'word ' * 9}"
    assert told(text, len(text) - 3)[f"{joined}end"] == [joined, "end"]


def test_the_ways_as_written_come_first():
    ways = [as_written for _, as_written, _ in views("é%40%2541 ж 1-2-3-4-5-6-7-8-9-0")]
    assert len(ways) > 4
    assert ways == sorted(ways, reverse=True)
