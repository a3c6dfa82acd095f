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


def bounds(text, base=()):
    """Of each way to read the text, what it says where anything may be new."""
    return {
        view.text: [[view.text[start:end] for start, end in spans] for spans in lists]
        for view, _, lists in views(text, base)
    }


GAP = "word " * 200


def test_of_the_text_itself_everything_is_new_but_for_the_bounds_it_came_with():
    assert bounds("jane") == {"jane": []}
    assert bounds("jane", [[(1, 3)]]) == {"jane": [["an"]]}


def test_without_bounds_none_are_looked_for():
    assert {lists for _, _, lists in views(f"%41 é {GAP}")} == {()}


def test_new_in_what_is_decoded_is_what_was_encoded():
    assert bounds(f"%41 {GAP}%42")[f"A {GAP}B"] == [["A", "B"]]


def test_new_in_what_is_folded_is_close_to_what_was():
    [[one]] = bounds(f"{GAP}é{GAP}")[f"{GAP}e{GAP}"]
    assert one == f"e{GAP}"[:256]


def test_new_in_what_is_decoded_and_folded_has_to_do_with_both():
    folded, decoded = bounds(f"{GAP}%41{GAP}é{GAP}")[f"{GAP}A{GAP}e{GAP}"]
    assert [one[:4] for one in folded] == ["ewor"]
    assert decoded == ["A"]


def test_what_was_encoded_twice_is_new_where_it_was_decoded_last():
    assert bounds(f"%26#65; {GAP}%42")[f"A {GAP}B"] == [["A"]]


def test_where_most_of_a_text_is_folded_it_has_no_bounds():
    assert bounds("été " * 600)["ete " * 600] == []


def test_new_in_a_reading_of_digits_is_what_reads_unlike_the_letters():
    text = f"{GAP}é{GAP * 2}О1{GAP * 2}"
    [[one]] = bounds(text)[f"{GAP}e{GAP * 2}01{GAP * 2}"]
    assert "01" in one
    assert len(one) == 64


def test_the_bounds_of_a_text_go_with_it_through_every_reading():
    text = f"{GAP}%41{GAP}é{GAP}jane"
    ways = bounds(text, [[(len(text) - 4, len(text))]])
    assert all(["jane"] in lists for lists in ways.values())
    assert len(ways) == 4


def test_new_in_what_is_laid_out_is_what_was_closed_up():
    [[*joined]] = bounds(f"4-1-1-1-1-1-1-1-1-1-1-1 {GAP}")[f"411111111111 {GAP}"]
    assert joined == [""] * 11
