"""Of one more way to read a text, only that is looked at which was not before."""

import pytest

from enforcecore_core import Redactor
from enforcecore_core.redaction import unseen as unseen_module
from enforcecore_core.redaction.editing import Edited, Original
from enforcecore_core.redaction.unseen import Unseen

WORDS = "".join(f"word{number:04} " for number in range(1_000))


def parts(unseen, view, *, as_written=False, joined=False):
    """Where what is new starts and ends; all of it in one."""
    found = unseen.parts(
        view.text, view.carried(unseen.places), as_written=as_written, joined=joined
    )
    return [(0, len(view.text))] if found is None else [(start, edge) for start, edge, _ in found]


def changed(text, place, length, by):
    return Edited(
        Original(text),
        text[:place] + by + text[place + length :],
        lambda: [(place, place + length, len(by))],
    )


def test_of_a_text_all_is_new_once():
    unseen = Unseen.of(WORDS)
    assert parts(unseen, Original(WORDS)) == [(0, len(WORDS))]
    assert parts(unseen, Original(WORDS)) == []


def test_a_short_text_is_looked_at_as_one():
    assert Unseen.of("word " * 400) is None


@pytest.mark.parametrize("by", ["w", "", "wordword"])
def test_new_is_what_may_have_to_do_with_what_was_changed(by):
    unseen = Unseen.of(WORDS)
    parts(unseen, Original(WORDS))
    view = changed(WORDS, 5_400, 4, by)
    [(start, edge)] = parts(unseen, view)
    assert 5_400 - 224 - 280 < start <= 5_400 - 224
    assert 5_400 + len(by) + 256 <= edge < 5_400 + len(by) + 256 + 280
    assert view.text[start - 1] == view.text[edge - 1] == " "
    assert parts(unseen, view) == []


def test_what_was_changed_far_apart_is_looked_at_apart():
    unseen = Unseen.of(WORDS)
    parts(unseen, Original(WORDS))
    twice = WORDS.replace("word0100", "w").replace("word0800", "w")
    first, second = WORDS.index("word0100"), WORDS.index("word0800")
    edits = [(first, first + 8, 1), (second, second + 8, 1)]
    found = parts(unseen, Edited(Original(WORDS), twice, lambda: edits))
    assert [start <= twice.index("w ", start) < edge for start, edge in found] == [True, True]


def test_what_one_reading_says_is_not_new_in_the_next():
    unseen = Unseen.of(WORDS)
    parts(unseen, Original(WORDS))
    parts(unseen, changed(WORDS, 900, 8, "one"))
    both = WORDS[:900] + "one" + WORDS[908:8_100] + "two" + WORDS[8_108:]
    view = Edited(Original(WORDS), both, lambda: [(900, 908, 3), (8_100, 8_108, 3)])
    [(start, edge)] = parts(unseen, view)
    assert start < both.index("two") < edge


def test_the_same_text_in_another_place_is_new():
    text = WORDS[:4_000] + "same " * 100 + WORDS[4_000:]
    unseen = Unseen.of(text)
    parts(unseen, Original(text))
    assert parts(unseen, changed(text, 900, 500, "same " * 100)) != []
    assert parts(unseen, Edited(Original(text), text[5:], lambda: [(0, 5, 0)])) != []


def test_a_text_that_moves_by_its_own_period_is_new():
    """What is found in it comes from another place than before."""
    text = "abc " * 1_000
    unseen = Unseen.of(text)
    parts(unseen, Original(text))
    assert parts(unseen, Edited(Original(text), text[4:], lambda: [(2_000, 2_004, 0)])) != []


def test_what_is_seen_folded_is_new_as_written():
    unseen = Unseen.of(WORDS)
    parts(unseen, Original(WORDS), as_written=False)
    assert parts(unseen, Original(WORDS), as_written=True) == [(0, len(WORDS))]
    assert parts(unseen, Original(WORDS), as_written=False) == []
    assert parts(unseen, Original(WORDS), as_written=True) == []


def test_what_only_has_the_hash_of_another_text_is_new(monkeypatch):
    """Hashes can be made to be equal where they are not drawn anew for each process."""
    monkeypatch.setattr(unseen_module, "hash", lambda _: 7, raising=False)
    unseen = Unseen.of(WORDS)
    parts(unseen, Original(WORDS))
    other = WORDS.replace("word", "Word")
    assert parts(unseen, Edited(Original(WORDS), other, list)) == [(0, len(WORDS))]


def test_what_is_joined_is_seen_apart():
    unseen = Unseen.of(WORDS)
    parts(unseen, Original(WORDS))
    assert parts(unseen, Original(WORDS), joined=True) == [(0, len(WORDS))]
    assert parts(unseen, Original(WORDS), joined=True) == []


def test_what_was_seen_before_something_was_replaced_stays_seen():
    unseen = Unseen.of(WORDS)
    parts(unseen, Original(WORDS))
    view = changed(WORDS, 5_400, 4, "<A>")
    again = unseen.within(view)
    [(start, edge)] = parts(again, Original(view.text))
    assert start < 5_400 < edge
    assert edge - start < 1_000


def test_a_text_without_white_space_is_one_cell():
    text = "x" * 100_000
    unseen = Unseen.of(text)
    assert parts(unseen, Original(text)) == [(0, 100_000)]
    assert parts(unseen, changed(text, 50, 1, "y")) == [(0, 100_000)]


def test_a_value_is_found_that_is_decoded_and_folded_wherever_a_cell_ends():
    redactor = Redactor()
    for place in range(2_300, 2_440, 3):
        text = f"{'a ' * 2_000}"[:place] + " p%61ssword : h\uff55nter2 " + "b " * 900
        [match] = redactor.find(text)
        assert text[match.start : match.end] == "h\uff55nter2", place
