import pytest

from enforcecore_core.redaction import Redactor
from enforcecore_core.redaction.repetition import Repetitions

REDACTOR = Redactor()
SPACED = ["(415) 555-2671", "+33 1 70 18 99 00", "+49 (0)30 901820"]
VALUES = [
    "4111111111111111",
    "jane@example.com",
    "DE89370400440532013000",
    "+14155552671",
    "54362315-k",
    "(415)-555-2671",
    "sk-lf-4ea38b7b-f563-7709-4bae-87aea15c0d3e",
    "PMAK-17db8e423517db8e423524e8-17db8e423517db8e423524e8bd710635f9",
]


def left(text):
    return {char for char in REDACTOR.redact(text).value if char.isdigit()}


@pytest.mark.parametrize("between", ["", "\n", ",", ", ", " ", ";", "|"])
@pytest.mark.parametrize("value", VALUES)
def test_a_value_over_and_over_is_found_each_time(value, between):
    assert left(between.join([value] * 500)) == set()


@pytest.mark.parametrize(
    "value", ["(415)-555-2671", "sk-lf-4ea38b7b-f563-7709-4bae-87aea15c0d3e", *SPACED]
)
def test_a_row_may_go_on_for_as_long_as_it_likes(value):
    assert left(value * 10_000) == set()


@pytest.mark.parametrize("value", [*VALUES, *SPACED])
def test_a_stream_finds_it_over_and_over_as_well(value):
    text = f"a {value * 60} b {value * 2}"
    stream = REDACTOR.stream()
    pieces = [stream.feed(text[at : at + 50]) for at in range(0, len(text), 50)]
    assert "".join(pieces) + stream.flush() == REDACTOR.redact(text).value


def test_repetitions_stand_right_beside_a_value():
    text = "x--12345678--12345678.12345678.12345678 12345678"
    assert list(Repetitions(text).beside(3, 13)) == []
    text = "abcdefghabcdefghabcdefgh-abcdefgh"
    again = Repetitions(text)
    assert list(again.beside(8, 16)) == [(0, 8), (16, 24)]
    assert list(again.beside(16, 24)) == []
    assert list(again.beside(25, 33)) == []


def test_what_is_short_has_no_repetitions():
    assert list(Repetitions("short" * 3).beside(5, 10)) == []


def test_what_has_white_space_is_not_followed_back():
    assert list(Repetitions("with space" * 3).beside(10, 20)) == [(20, 30)]
