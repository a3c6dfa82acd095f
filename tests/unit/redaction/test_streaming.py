import pytest

from enforcecore_core.redaction import NotInspectable, Redactor
from enforcecore_core.redaction.detectors import CATALOGUE

REDACTOR = Redactor()
KEY = "-----BEGIN PRIVATE KEY-----\n" + "QUJDREVG\n" * 40 + "-----END PRIVATE KEY-----"
# Of every tenth detector: a stream knows none of them by name.
PARTS = sorted({part for detector in CATALOGUE[::10] for _, part in detector.examples})


def streamed(text, size):
    stream = REDACTOR.stream()
    pieces = [stream.feed(text[at : at + size]) for at in range(0, len(text), size)]
    return "".join(pieces) + stream.flush(), stream.counts


@pytest.mark.parametrize("size", [1, 4, 16, 200, 5_000])
def test_pieces_of_any_size_give_what_the_whole_gives(size):
    text = "some words " * 30 + f" {KEY} ".join(PARTS) + " and more" * 50
    whole = REDACTOR.redact(text)
    assert streamed(text, size) == (whole.value, whole.counts)


@pytest.mark.parametrize("part", PARTS)
def test_an_edge_between_pieces_hides_nothing(part):
    before = "words " * 60
    text = f"{before}{part} " + "words " * 60
    for edge in range(len(before), len(before) + len(part) + 2, 1 + len(part) // 8):
        stream = REDACTOR.stream()
        result = stream.feed(text[:edge]) + stream.feed(text[edge:]) + stream.flush()
        assert result == REDACTOR.redact(text).value


def test_a_match_that_the_one_before_it_hides_is_found_across_pieces():
    text = "words " * 60 + "+1 (415) 555-2671" * 3 + " words" * 60
    assert streamed(text, 7)[0] == REDACTOR.redact(text).value
    assert "2671" not in streamed(text, 7)[0]


@pytest.mark.parametrize("text", ["row 5 123 45 6789 ", "version 10.0.19.3 "])
def test_what_was_released_already_is_context_for_what_comes(text):
    text += "words " * 60
    assert streamed(text, 1)[0] == text


def test_text_is_released_before_the_end():
    stream = REDACTOR.stream()
    assert stream.feed("plain words " * 100).startswith("plain words")


def test_a_run_without_whitespace_is_released_before_the_end():
    stream = REDACTOR.stream()
    assert stream.feed("x" * 100_000)


def test_nothing_is_released_behind_the_begin_of_a_key_that_may_go_on():
    stream = REDACTOR.stream()
    before = "words " * 200
    given = stream.feed(before + KEY[:60] + "." + " words" * 1_000)
    assert before.startswith(given)
    assert len(given) > 100
    given += stream.feed(KEY[-40:] + " done") + stream.flush()
    assert given == f"{before}<PRIVATE_KEY> done"


def test_after_a_flush_a_new_text_begins():
    stream = REDACTOR.stream()
    stream.feed("bob@example")
    assert stream.flush() == "bob@example"
    stream.feed(".com")
    assert stream.flush() == ".com"


def test_counts_are_of_what_was_released():
    stream = REDACTOR.stream()
    stream.feed("bob@example.com ")
    assert stream.counts == {}
    stream.flush()
    assert stream.counts == {"EMAIL": 1}


def test_a_match_without_end_is_refused():
    stream = REDACTOR.stream()
    with pytest.raises(NotInspectable, match="does not end"):
        stream.feed("a@b.co" * 200_000)


@pytest.mark.parametrize("part", ["bob@example.com", "postgres://app:s3cr3t-Pw@db", KEY])
def test_an_edge_in_a_long_run_without_whitespace_hides_nothing(part):
    text = "1,2;" * 9_000 + part + "," + "3,4;" * 9_000
    for edge in range(36_000, 36_000 + len(part) + 2, 1 + len(part) // 4):
        stream = REDACTOR.stream()
        result = stream.feed(text[:edge]) + stream.feed(text[edge:]) + stream.flush()
        assert result == REDACTOR.redact(text).value
